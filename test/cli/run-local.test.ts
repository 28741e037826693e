import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { NodeTree, WorkflowStatus } from '../../src/model/index.ts';
import { run, start } from './sluice-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-local-'));
});
afterEach(async () => {
  await run(folder, 'destroy', 'w', '--auto-approve');
  rmSync(folder, { recursive: true, force: true });
});

function write(templates: readonly JsonObject[], spec: JsonObject = {}, others: readonly object[] = []): void {
  const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'w' }, spec: { entrypoint: 'main', ...spec, templates } };
  writeFileSync(join(folder, 'w.yaml'), [...others, workflow].map((object) => JSON.stringify(object)).join('\n---\n'));
}

const submit = (...args: readonly string[]) => run(folder, 'submit', 'w.yaml', '--run-local', ...args);

/** A container of a shell script. Kubernetes takes "$$" for one dollar. */
const shell = (text: string, rest: JsonObject = {}): JsonObject => ({ container: { image: 'none', command: ['sh', '-c', text.replaceAll('$$', '$$$$$$$$')], ...rest } });

async function status(): Promise<WorkflowStatus> {
  const { out } = await run(folder, 'status', 'w', '-o', 'json');
  return (JSON.parse(out) as { readonly programs: readonly WorkflowStatus[] }).programs[0] as WorkflowStatus;
}

async function nodes(): Promise<ReadonlyMap<string, NodeTree>> {
  const found = new Map<string, NodeTree>();
  const add = (tree: NodeTree): void => {
    found.set(tree.name.slice(1), tree);
    tree.children.forEach(add);
  };
  (await status()).trees.forEach(add);
  return found;
}

const log = (...args: readonly string[]) => run(folder, 'logs', 'w', ...args).then(({ out }) => out);
const lines = (name: string): readonly string[] => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').split('\n').filter((line) => line !== '') : []);

/** A process that is there, and not only to be collected. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('steps run as processes of this machine', () => {
  test('with arguments, results, files, retries, fan-out and exit handler', async () => {
    write(
      [
        { name: 'main', steps: [[{ name: 'gen', template: 'gen' }], [{ name: 'each', template: 'one', withParam: '{{steps.gen.outputs.result}}', arguments: { parameters: [{ name: 'i', value: '{{item}}' }] } }], [{ name: 'flaky', template: 'flaky' }]] },
        { name: 'gen', script: { image: 'none', command: ['sh'], source: `echo '["a","b c"]'; echo aside >&2` } },
        { name: 'one', inputs: { parameters: [{ name: 'i' }] }, outputs: { parameters: [{ name: 'v', valueFrom: { path: 'v' } }, { name: 'none', valueFrom: { path: 'none', default: 'nothing' } }] }, container: { image: 'none', command: ['sh', '-c', 'printf "%s!\\n" "$0" > v; ls'], args: ['{{inputs.parameters.i}}'] } },
        { name: 'flaky', retryStrategy: { limit: 1 }, ...shell('exit {{=asInt(retries) == 0 ? 5 : 0}}') },
        { name: 'tidy', ...shell('echo {{workflow.status}}') },
      ],
      { onExit: 'tidy' },
    );
    const { code, err } = await submit();
    expect([code, err.includes('run as processes on this machine')]).toEqual([0, true]);
    const there = await nodes();
    expect(there.get('[0].gen')?.result).toBe('["a","b c"]');
    expect([...there.values()].filter(({ template }) => template === 'one').map(({ outputs }) => outputs.map(({ value }) => value))).toEqual([['a!', 'nothing'], ['b c!', 'nothing']]);
    expect([there.get('[2].flaky(0)')?.message, there.get('[2].flaky(1)')?.phase]).toEqual(['main: Error (exit code 5)', 'Succeeded']);
    expect(await log('gen')).toMatch(/^\S+: aside\n\S+: \["a","b c"\]\n$/);
    expect(await log('w.onExit')).toContain(': Succeeded\n');
    // Each step is alone in its folder.
    expect(await log('each(0:a)')).toMatch(/^\S+: v\n$/);
  });

  test('with the variables that their containers are given, and no others', async () => {
    const others = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { COLOUR: 'green', key: 'from a map' } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'hidden' }, data: { password: Buffer.from('pa$$word').toString('base64') } },
    ];
    const env = [{ name: 'PLAIN', value: 'one' }, { name: 'MADE', value: '$(PLAIN)-$$(PLAIN)-$(NOBODY)' }, { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'hidden', key: 'password' } } }, { name: 'MAPPED', valueFrom: { configMapKeyRef: { name: 'settings', key: 'key' } } }, { name: 'ME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
    write([{ name: 'main', ...shell('env | cut -d= -f1 | sort | tr "\\n" " "; echo; echo "$MADE/$PASSWORD/$MAPPED/$COLOUR/$ME/$0"; pwd; echo $HOME; cat /dev/stdin', { args: ['$(PLAIN)'], env, envFrom: [{ configMapRef: { name: 'settings' } }] }) }], {}, others);
    expect((await run(folder, 'apply', 'w.yaml', '--run-local', '--auto-approve')).code).toBe(0);
    const [names = '', values, place, home, ...more] = (await log()).trim().split('\n').map((line) => line.replace('w: ', ''));
    expect(names.split(' ').filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_', ''].includes(name))).toEqual(['COLOUR', 'HOME', 'MADE', 'MAPPED', 'ME', 'PASSWORD', 'PATH', 'PLAIN', 'TMPDIR', 'key']);
    expect(values).toBe('one-$(PLAIN)-$(NOBODY)/pa$$word/from a map/green/w/one');
    expect([home, more]).toEqual([place, []]);
    expect(place).toContain(join('.sluice', 'local', 'default', 'w'));
  });

  test('that end with all that they started when their time is over, by force if need be', async () => {
    write([{ name: 'main', activeDeadlineSeconds: 1, ...shell(`trap '' TERM; sleep 600 & echo $! > ${folder}/pids; echo $$ >> ${folder}/pids; wait; while :; do sleep 1; done`) }], { podSpecPatch: '{"terminationGracePeriodSeconds": 1}' });
    const { code } = await submit();
    expect([code, (await nodes()).get('')?.message]).toEqual([4, 'Pod was active on the node longer than the specified deadline']);
    expect(lines('pids').map((line) => /^\d+$/.test(line) && isAlive(Number(line)))).toEqual([false, false]);
  });

  test('and hand artifacts on', async () => {
    write([
      { name: 'main', steps: [[{ name: 'make', template: 'make' }], [{ name: 'take', template: 'take', arguments: { artifacts: [{ name: 'in', from: '{{steps.make.outputs.artifacts.out}}' }] } }]] },
      { name: 'make', outputs: { artifacts: [{ name: 'out', path: 'made' }] }, ...shell('mkdir made; echo one > made/one; echo two > made/two') },
      { name: 'take', inputs: { artifacts: [{ name: 'in', path: 'given' }, { name: 'written', path: 'written.txt', raw: { data: 'three' } }] }, ...shell('cat given/one given/two written.txt') },
    ]);
    expect((await submit()).code).toBe(0);
    expect((await log('take')).replaceAll(/\S+: /g, '')).toBe('one\ntwo\nthree\n');
  });

  test('whose Secret is not there do not begin', async () => {
    write([{ name: 'main', ...shell('true', { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'nobody', key: 'a' } } }] }) }]);
    expect((await submit()).code).toBe(4);
    expect((await nodes()).get('')).toMatchObject({ phase: 'Error', message: expect.stringContaining('there is no Secret nobody') as string });
  });

  test('only where that was asked for: not by a settings file, nor on a real cluster, nor where a command is not known', async () => {
    write([{ name: 'main', ...shell(`echo ran > ${folder}/ran`) }]);
    writeFileSync(join(folder, 'sluice.yaml'), 'defaults:\n  run-local: true\n');
    expect((await run(folder, 'submit', 'w.yaml')).code).toBe(1);
    rmSync(join(folder, 'sluice.yaml'));
    expect((await run(folder, 'submit', 'w.yaml', '--speed', '1000')).code).toBe(0);
    expect(lines('ran')).toEqual([]);
    expect(await submit('--cluster', 'kube')).toMatchObject({ code: 1, err: expect.stringContaining('SLU513') as string });
    // What was only simulated is run.
    expect((await submit()).code).toBe(0);
    expect(lines('ran')).toEqual(['ran']);
    write([{ name: 'main', container: { image: 'none' } }]);
    expect(await submit()).toMatchObject({ code: 1, err: expect.stringContaining('SLU528') as string });
  });
});

describe('a sluice that ends before its steps do', () => {
  /** A step that counts its beginnings, and waits for a file; then another. */
  function writeWaiting(rest: JsonObject = {}): void {
    write([
      { name: 'main', steps: [[{ name: 'one', template: 'one' }], [{ name: 'two', template: 'two' }]] },
      { name: 'one', ...rest, ...shell(`echo $$ >> ${folder}/one; echo begun; while ! [ -e ${folder}/go ]; do sleep 0.05; done; echo ended`) },
      { name: 'two', ...shell(`echo $$ >> ${folder}/two`) },
    ]);
  }
  const pidOf = (name: string): number => Number(lines(name).at(-1));

  test.each(['SIGINT', 'SIGKILL'] as const)('by %s: the next goes on with them, and none is begun twice', async (signal) => {
    writeWaiting();
    const first = start(folder, 'submit', 'w.yaml', '--run-local');
    await until(() => lines('one').length > 0);
    first.signal(signal);
    expect(await first.ended).toBe(signal === 'SIGKILL' ? null : 3);
    expect(isAlive(pidOf('one'))).toBe(true);
    expect(await run(folder, 'submit', 'w.yaml', '--speed', '100')).toMatchObject({ code: 1, err: expect.stringContaining('--run-local') as string });
    const second = start(folder, 'submit', 'w.yaml', '--run-local');
    await second.says('is begun');
    writeFileSync(join(folder, 'go'), '');
    expect(await second.ended).toBe(0);
    expect([lines('one').length, lines('two').length]).toEqual([1, 1]);
    expect((await log('one')).replaceAll(/\S+: /g, '')).toBe('begun\nended\n');
  });

  test('takes an end that came meanwhile as it was', async () => {
    writeWaiting();
    const first = start(folder, 'submit', 'w.yaml', '--run-local');
    await until(() => lines('one').length > 0);
    first.signal('SIGKILL');
    await first.ended;
    writeFileSync(join(folder, 'go'), '');
    await until(() => !isAlive(pidOf('one')));
    expect((await submit()).code).toBe(0);
    expect([lines('one').length, lines('two').length]).toEqual([1, 1]);
  });

  test.each([['Always', 0, 2], ['OnFailure', 4, 1]] as const)('takes a process that is gone without an end for an Error, which retryPolicy %s knows', async (retryPolicy, code, times) => {
    writeWaiting({ retryStrategy: { limit: 1, retryPolicy } });
    const first = start(folder, 'submit', 'w.yaml', '--run-local');
    await until(() => lines('one').length > 0);
    first.signal('SIGKILL');
    await first.ended;
    const pods = join(folder, '.sluice/local/default');
    const [carrier = ''] = readdirSync(pods, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('/process'));
    const { pid } = JSON.parse(readFileSync(join(pods, carrier), 'utf8')) as { readonly pid: number };
    process.kill(-pid, 'SIGKILL');
    writeFileSync(join(folder, 'go'), '');
    expect((await submit()).code).toBe(code);
    expect((await nodes()).get('[0].one(0)')).toMatchObject({ phase: 'Error', message: expect.stringContaining('its process is gone') as string });
    expect(lines('one')).toHaveLength(times);
  });

  test('leaves them to be stopped from another terminal', async () => {
    writeWaiting();
    const first = start(folder, 'submit', 'w.yaml', '--run-local');
    await until(() => lines('one').length > 0);
    expect((await run(folder, 'stop', 'w')).code).toBe(0);
    expect(await first.ended).toBe(4);
    expect(isAlive(pidOf('one'))).toBe(false);
  });

  test('leaves them to be destroyed', async () => {
    writeWaiting();
    const first = start(folder, 'submit', 'w.yaml', '--run-local');
    await until(() => lines('one').length > 0);
    first.signal('SIGINT');
    await first.ended;
    expect((await run(folder, 'destroy', 'w', '--auto-approve')).code).toBe(0);
    expect(isAlive(pidOf('one'))).toBe(false);
  });

  test('follows what they write', async () => {
    writeWaiting();
    const first = start(folder, 'submit', 'w.yaml', '--run-local');
    await until(() => lines('one').length > 0);
    const following = start(folder, 'logs', 'w', 'one', '-f');
    await following.says('begun');
    writeFileSync(join(folder, 'go'), '');
    await following.says('ended');
    expect([await following.ended, await first.ended]).toEqual([0, 0]);
  });
});
