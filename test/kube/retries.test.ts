import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { connect, fieldConflicts, KubeApi, Reflector } from '../../src/kube/index.ts';
import type { Json } from '../../src/lang/index.ts';
import { PortError } from '../../src/model/index.ts';
import { refusal, startFakeApi, type Answer, type Asked, type FakeApi } from './fake-api.ts';

const patience = { totalMs: 2_000, firstMs: 2_000, leastDelayMs: 5, mostDelayMs: 50 };
const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'settings' };
const found = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default', uid: 'u1', resourceVersion: '7' } };
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUps.splice(0)) await clean();
});

async function apiThat(answer: (asked: Asked) => Answer): Promise<{ readonly server: FakeApi; readonly api: KubeApi; readonly told: string[] }> {
  const server = await startFakeApi(answer);
  const folder = mkdtempSync(join(tmpdir(), 'sluice-kube-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, server.kubeconfig);
  const told: string[] = [];
  const api = new KubeApi(await connect({ kubeconfig, environment: {}, patience, onTrouble: (text) => told.push(text) }));
  cleanUps.push(() => server.close(), () => api.connection.close(), () => rmSync(folder, { recursive: true }));
  return { server, api, told };
}

/** Answers one after the other; the last one for ever. */
function inTurn(...answers: readonly Answer[]): () => Answer {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)] as Answer;
}

const dropped: Answer = (response) => void response.destroy();

it.each([
  ['429', refusal(429, 'TooManyRequests', 'slow down')],
  ['500', refusal(500, 'InternalError', 'etcd has no leader')],
  ['502', { code: 502, body: 'Bad Gateway' }],
  ['503', refusal(503, 'ServiceUnavailable', 'shutting down')],
  ['504', refusal(504, 'Timeout', 'too slow')],
  ['a lost connection', dropped],
] as const)('after %s it asks again, and says so once', async (_what, trouble) => {
  const { server, api, told } = await apiThat(inTurn(trouble, trouble, { body: found }));
  expect(await api.get(ref)).toEqual(found);
  expect([server.asked.length, told.length]).toEqual([3, 1]);
});

it.each([
  [400, 'invalid'],
  [401, 'denied'],
  [403, 'denied'],
  [405, 'invalid'],
  [415, 'invalid'],
  [422, 'invalid'],
] as const)('after %i it does not ask again: %s', async (code, kind) => {
  const { server, api } = await apiThat(() => refusal(code, 'No', 'not so'));
  const error = await api.get(ref).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PortError);
  expect(error).toMatchObject({ kind, retryable: false, message: 'Could not read ConfigMap default/settings: not so' });
  expect(server.asked).toHaveLength(1);
});

it('gives up in the end, on a webhook that always fails sooner', async () => {
  const { server, api } = await apiThat(() => refusal(500, 'InternalError', 'failed calling webhook "x"'));
  await expect(api.create(found)).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('failed calling webhook "x"') as string });
  expect(server.asked).toHaveLength(5);
});

it('patches anew after a 409, unless the patch was for one version', async () => {
  const conflict = refusal(409, 'Conflict', 'the object has been modified');
  const { server, api } = await apiThat(inTurn(conflict, conflict, { body: found }));
  expect(await api.patch(ref, { data: { a: '1' } })).toEqual(found);
  expect(server.asked.map(({ method, query }) => [method, query.get('fieldManager')])).toEqual(Array(3).fill(['PATCH', 'sluice']));
  const other = await apiThat(() => conflict);
  await expect(other.api.patch(ref, { metadata: { resourceVersion: '6' } })).rejects.toMatchObject({ kind: 'conflict' });
  expect(other.server.asked).toHaveLength(1);
});

it('names fields and owners of an apply that was refused, and takes over what is its own', async () => {
  const conflict = (owner: string): Answer => refusal(409, 'Conflict', 'Apply failed', [{ reason: 'FieldManagerConflict', message: `conflict with "${owner}" using v1`, field: '.data.a' }]);
  const others = await apiThat(() => conflict('kubectl'));
  const error = await others.api.apply(found, { force: false }).catch((thrown: unknown) => thrown);
  expect(fieldConflicts(error)).toEqual([{ field: '.data.a', owner: 'kubectl' }]);
  expect(others.server.asked).toHaveLength(1);
  const own = await apiThat(inTurn(conflict('sluice'), { body: found }));
  await own.api.apply(found, { force: false });
  expect(own.server.asked.map(({ query }) => query.get('force'))).toEqual([null, 'true']);
});

it('waits as long as the server asks for', async () => {
  const busy = refusal(429, 'TooManyRequests', 'later') as Extract<Answer, { body: Json }>;
  const { api } = await apiThat(inTurn({ ...busy, headers: { 'retry-after': '1' } }, { body: found }));
  const began = performance.now();
  await api.get(ref);
  expect(performance.now() - began).toBeGreaterThanOrEqual(990);
});

/** A list and a watch of ConfigMaps. Each watch ends as it is told to. */
function listAndWatch(lists: readonly Json[], watches: readonly (readonly Json[] | 'gone' | 'dropped')[]): (asked: Asked) => Answer {
  let [listed, watched] = [0, 0];
  return ({ query }) => {
    if (query.get('watch') === null) return { body: lists[Math.min(listed++, lists.length - 1)] as Json };
    const events = watches[watched++];
    return (response) => {
      if (events === 'dropped') return void response.destroy();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      if (events === undefined) return; // silent from here on
      if (events === 'gone') response.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } })}\n`);
      else response.end(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    };
  };
}

const map = (name: string, version: string, data: string) => ({ metadata: { name, uid: `uid-${name}`, resourceVersion: version }, data: { at: data } });
const list = (version: string, ...items: readonly Json[]): Json => ({ kind: 'ConfigMapList', metadata: { resourceVersion: version }, items });
const event = (type: string, object: Json): Json => ({ type, object });

async function followed(answer: (asked: Asked) => Answer, isSo: (reflector: Reflector) => boolean): Promise<{ readonly server: FakeApi; readonly reflector: Reflector }> {
  const { server, api } = await apiThat(answer);
  let wake = (): void => {};
  const reflector = new Reflector(api, { kind: ref, namespace: 'default' }, () => wake());
  cleanUps.unshift(() => reflector.stop());
  await reflector.start();
  while (!isSo(reflector)) await new Promise<void>((resolve) => (wake = resolve));
  return { server, reflector };
}

const shown = (reflector: Reflector): readonly string[] => reflector.objects.map(({ metadata, data }) => `${metadata.name}=${(data as { at: string }).at}`);

it('a watch goes on from the last version it was told of, whether it ends or is dropped', async () => {
  const watches = [[event('ADDED', map('b', '11', '1')), event('BOOKMARK', { metadata: { resourceVersion: '15' } })], 'dropped', [event('MODIFIED', map('a', '16', '2')), event('DELETED', map('b', '17', '1'))]] as const;
  const { server, reflector } = await followed(listAndWatch([list('10', map('a', '9', '1'))], watches), (each) => String(shown(each)) === 'a=2');
  expect(shown(reflector)).toEqual(['a=2']);
  const versions = server.asked.filter(({ query }) => query.get('watch') !== null).map(({ query }) => query.get('resourceVersion'));
  expect(versions.slice(0, 3)).toEqual(['10', '15', '15']);
  expect(server.asked.filter(({ query }) => query.get('watch') === null)).toHaveLength(1);
});

it('a watch whose version is forgotten lists anew, and drops what is gone', async () => {
  const lists = [list('10', map('a', '9', '1'), map('b', '8', '1')), list('30', map('a', '25', '3'))];
  const { server, reflector } = await followed(listAndWatch(lists, ['gone']), (each) => String(shown(each)) === 'a=3');
  expect(shown(reflector)).toEqual(['a=3']);
  expect(server.asked.filter(({ query }) => query.get('watch') === null)).toHaveLength(2);
});

it('what was written here is not taken back by older news', async () => {
  const answer = listAndWatch([list('10', map('a', '9', '1'))], [[event('MODIFIED', map('a', '11', 'old')), event('ADDED', map('gone', '12', 'old')), event('ADDED', map('b', '13', '1'))]]);
  const { api } = await apiThat(answer);
  let changes = 0;
  const reflector = new Reflector(api, { kind: ref, namespace: 'default' }, () => changes++);
  cleanUps.unshift(() => reflector.stop());
  const starting = reflector.start();
  await starting;
  reflector.put({ apiVersion: 'v1', kind: 'ConfigMap', ...map('a', '20', 'ours') });
  while (!shown(reflector).includes('b=1')) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(shown(reflector)).toContain('a=ours');
  expect(changes).toBeGreaterThan(0);
});

it('what the watch has told the end of does not come back with a late answer', async () => {
  const answer = listAndWatch([list('10', map('a', '9', '1'), map('b', '8', '1'))], [[event('MODIFIED', map('a', '11', 'ending')), event('DELETED', map('a', '12', 'ending'))]]);
  const { reflector } = await followed(answer, (each) => String(shown(each)) === 'b=1');
  for (const version of ['11', '12']) reflector.put({ apiVersion: 'v1', kind: 'ConfigMap', ...map('a', version, 'ending') });
  expect(shown(reflector)).toEqual(['b=1']);
  reflector.put({ apiVersion: 'v1', kind: 'ConfigMap', ...map('a', '13', 'another') });
  expect(shown(reflector)).toEqual(['a=another', 'b=1']);
});

it('a watch that is no longer allowed fails at once, with the reason', async () => {
  const { api } = await apiThat(({ query }) => (query.get('watch') === null ? { body: list('1') } : refusal(403, 'Forbidden', 'may not watch')));
  const reflector = await new Promise<Reflector>((resolve) => {
    const each: Reflector = new Reflector(api, { kind: ref, namespace: 'default' }, () => resolve(each));
    void each.start();
  });
  expect(() => reflector.objects).toThrow('may not watch');
});
