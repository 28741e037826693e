import { afterEach, describe, expect, it } from 'vitest';
import { inOrder } from '../../src/apply/in-order.ts';
import type { Ending } from '../../src/apply/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';
import type { Plan, ProgramId } from '../../src/model/index.ts';
import { objectsOf, type Written } from '../rollout/written.ts';
import { Room } from './many-room.ts';

const rooms: Room[] = [];
const room = (): Room => {
  const made = new Room();
  rooms.push(made);
  return made;
};
afterEach(() => {
  for (const each of rooms.splice(0)) each.leave();
});

const good: Ending = { kind: 'ended', outcome: 'Healthy', message: '' };
const bad: Ending = { kind: 'ended', outcome: 'Degraded', message: 'no pods' };
const left: Ending = { kind: 'left', step: 1 };

/** "a", "b<a": b waits for a. "b!": it fails. "b?": a person is missing. */
async function order(programs: string, { parallelism = 10, failFast = false } = {}): Promise<string> {
  const parsed = programs.split(' ').map((text) => /^(\w+)([!?]?)(?:<([\w,]+))?$/.exec(text) ?? []);
  const dependencies = new Map(parsed.map(([, id = '', , needs]) => [id as ProgramId, (needs?.split(',') ?? []) as ProgramId[]]));
  const ends = new Map(parsed.map(([, id = '', mark = '']) => [id, mark === '!' ? bad : mark === '?' ? left : good]));
  const log: string[] = [];
  const endings = await inOrder([...dependencies.keys()], { dependencies, parallelism, failFast, stop: { aborted: false } }, async (id) => {
    log.push(`+${id}`);
    await new Promise((resolve) => setTimeout(resolve));
    log.push(`-${id}`);
    return ends.get(id) ?? good;
  });
  const skipped = [...endings].flatMap(([id, ending]) => (ending.kind === 'skipped' ? [`${id} ${ending.waitsForIt ? 'waits for' : 'after'} ${ending.because}`] : []));
  return [log.join(' '), ...skipped].join('; ');
}

describe('programs are carried out', () => {
  it.each<[string, string, { readonly parallelism?: number; readonly failFast?: boolean }, string]>([
    ['side by side', 'a b', {}, '+a +b -a -b'],
    ['one after the other where only one may run', 'a b', { parallelism: 1 }, '+a -a +b -b'],
    ['after those that they wait for', 'a<b b', {}, '+b -b +a -a'],
    ['after all of them', 'a<b,c b c<b', {}, '+b -b +c -c +a -a'],
    ['without waiting for what is not carried out', 'a<z', {}, '+a -a'],
    ['though another fails', 'a! b', {}, '+a +b -a -b'],
    ['but not those that wait for one that failed, nor theirs', 'a! b<a c<b d', {}, '+a +d -a -d; b waits for a; c waits for b'],
    ['but not those that wait for one that waits for a person', 'a? b<a', {}, '+a -a; b waits for a'],
    ['but for those not begun, when one failure is enough', 'a! b c', { parallelism: 2, failFast: true }, '+a +b -a -b; c after a'],
    ['though a person is missing, even when one failure is enough', 'a? b', { parallelism: 1, failFast: true }, '+a -a +b -b'],
  ])('%s', async (_what, programs, options, reads) => {
    expect(await order(programs, options)).toBe(reads);
  });
});

const dependsOn = (written: Written, ...names: readonly string[]): readonly JsonObject[] =>
  objectsOf(written).map((object) => {
    const metadata = object['metadata'] as JsonObject;
    return object['kind'] === 'Rollout' ? { ...object, metadata: { ...metadata, annotations: { 'sluice.dev/depends-on': names.join(', ') } } } : object;
  });
const db: Written = { name: 'db', replicas: 1 };
const web: Written = { name: 'web', replicas: 1, services: true };

const told = (endings: ReadonlyMap<ProgramId, Ending>): readonly string[] => [...endings].map(([id, ending]) => `${id.split('/')[2]} ${ending.kind === 'ended' ? ending.outcome : ending.kind}`);

describe('a folder of programs', () => {
  it('is carried out in the order of its annotations', async () => {
    const here = room();
    await here.apply([...dependsOn(web, 'Rollout/db'), ...objectsOf(db)]);
    const ends = here.events.flatMap(({ kind, program }) => (kind === 'started' || kind === 'ended' ? [`${kind} ${program}`] : []));
    expect(ends).toEqual(['started default/Rollout/db', 'ended default/Rollout/db', 'started default/Rollout/web', 'ended default/Rollout/web']);
  });

  it('makes objects in the order of their kinds, whatever that of the files', async () => {
    const here = room();
    const object = (apiVersion: string, kind: string, name: string): JsonObject => ({ apiVersion, kind, metadata: { name } });
    await here.apply([object('v1', 'Service', 'a'), object('example.test/v1', 'Widget', 'b'), object('v1', 'ConfigMap', 'c'), object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'd'), object('v1', 'ServiceAccount', 'e'), object('v1', 'Namespace', 'f')]);
    const stored = await here.inventory.store.read(here.inventory.id);
    const { objects } = stored?.content as unknown as { readonly objects: readonly { readonly kind: string }[] };
    expect(objects.map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'RoleBinding', 'ConfigMap', 'Service', 'Widget']);
  });

  it('leaves the others running when one fails, and skips those that wait for it', async () => {
    const here = room();
    const endings = await here.apply([...dependsOn(web, 'db'), ...objectsOf(db), ...objectsOf({ name: 'api', replicas: 1 })], { readiness: (set) => (set.metadata.name.startsWith('db-') ? 'never' : 0) });
    expect(told(endings)).toEqual(['web skipped', 'db Degraded', 'api Healthy']);
  });
});

describe('what the manifests no longer have', () => {
  const deletes = (plan: Plan): Plan => ({
    ...plan,
    objects: [...plan.objects, ...['web-stable', 'web-canary', 'theirs'].map((name) => ({ action: 'delete' as const, object: { apiVersion: 'v1', kind: 'Service', namespace: 'default', name } }))],
    programs: [...plan.programs, { kind: 'Rollout', id: 'default/Rollout/web' as ProgramId, action: 'delete', stages: [], start: null, rests: [], totals: { podsReplaced: 0, leastSeconds: 0, approvals: 0, envelope: { maxPods: 1, minReady: 0 } }, manifest: [], acts: [], origin: { file: '', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } } }],
  });

  it('is deleted with its state, but nothing that sluice did not make', async () => {
    const here = room();
    const theirs: JsonObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'theirs' } };
    await here.apply([theirs]);
    await here.inventory.store.remove(here.inventory.id);
    await here.apply([theirs, ...objectsOf(web), ...objectsOf(db)]);
    const endings = await here.apply(objectsOf(db), { deletes });
    expect(told(endings)).toEqual(['db Healthy', 'web Healthy']);
    expect([...(await here.runs()).keys()]).toEqual(['default/Rollout/db']);
    expect((await here.objects()).map((text) => (JSON.parse(text) as [{ name: string }])[0].name)).toEqual([expect.stringMatching(/^db-/), 'theirs']);
  });

  it('stays as long as anything of the plan is not done', async () => {
    const here = room();
    await here.apply([...objectsOf(web), ...objectsOf(db)]);
    const before = await here.objects();
    const endings = await here.apply(objectsOf({ ...db, image: 'db:2' }), { deletes, readiness: () => 'never' });
    expect(told(endings)).toEqual(['db Degraded']);
    const after = await here.objects();
    const ofWeb = (text: string): boolean => text.startsWith('[{"name":"web-');
    expect(before.filter(ofWeb)).toHaveLength(3);
    expect(after.filter(ofWeb)).toEqual(before.filter(ofWeb));
  });
});
