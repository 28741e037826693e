import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outputsOf, runnablePod, wrapper } from '../../src/cluster/executor/index.ts';
import { taskAnnotation, type KubeObject } from '../../src/model/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-wrapper-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function podWith(files: readonly string[], more: { readonly includeResult?: boolean; readonly source?: string; readonly command?: readonly string[] } = {}): KubeObject {
  const { includeResult = false, source = null, command = ['sh', '-c', 'true'] } = more;
  const outputs = { parameters: files.map((path, number) => ({ name: `out-${number}`, valueFrom: { path } })) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', annotations: { [taskAnnotation]: JSON.stringify({ includeResult, source, outputs }) } },
    spec: { containers: [{ name: 'main', image: 'app', ...(command.length > 0 && { command }) }] },
  };
}

/** Runs a command in the wrapper with the tools of this machine, as a pod would, and reads what it made. */
async function run(command: string, files: readonly string[]) {
  const message = join(folder, 'message');
  writeFileSync(message, '');
  const ran = spawnSync('busybox', ['sh', '-c', wrapper(files, { tools: 'busybox', message }), 'wrapper', 'sh', '-c', command], { encoding: 'utf8' });
  const pod = podWith(files);
  const status = { phase: 'Succeeded', containerStatuses: [{ name: 'main', state: { terminated: { exitCode: ran.status ?? -1, message: readFileSync(message, 'utf8') } } }] };
  const made = await outputsOf({ ...pod, status }, () => Promise.resolve(ran.stdout));
  return { code: ran.status, out: ran.stdout, made, sent: readFileSync(message, 'utf8') };
}

describe('the wrapper', () => {
  test.each<readonly [string, string, readonly (string | null)[]]>([
    ['a line', 'echo hello > F/0', ['hello']],
    ['several files, one that is not there', 'printf a > F/0; printf "b\\nc\\n\\n" > F/2', ['a', null, 'b\nc\n']],
    ['letters of any kind', `printf '%s' '"ä" $(x) \\\\ 日' > F/0`, ['"ä" $(x) \\\\ 日']],
    ['an empty file', ': > F/0', ['']],
    ['a long list, packed', 'seq 1 4000 > F/0', [Array.from({ length: 4000 }, (_, index) => index + 1).join('\n')]],
  ])('brings back %s', async (_, command, values) => {
    const files = values.map((_value, number) => join(folder, String(number)));
    const { made, sent } = await run(command.replaceAll('F/', `${folder}/`), files);
    expect(made).toEqual({ parameters: Object.fromEntries(values.flatMap((value, number) => (value === null ? [] : [[`out-${number}`, value]]))), result: null, artifacts: [], error: null });
    expect(sent.length).toBeLessThan(4096);
  });

  test('keeps the exit code and what the command prints', async () => {
    expect(await run('echo said; exit 7', [join(folder, '0')])).toMatchObject({ code: 7, out: 'said\n' });
  });
});

describe('a pod as a cluster runs it', () => {
  test('is left alone where nothing is to be brought back', () => {
    const pod = podWith([], { includeResult: true });
    expect(runnablePod(pod, 'tools').spec).toEqual(pod.spec);
  });

  test('has its command wrapped where files are outputs', () => {
    const { containers, initContainers } = runnablePod(podWith(['/tmp/a']), 'tools').spec as { readonly containers: readonly object[]; readonly initContainers: readonly object[] };
    expect(containers).toMatchObject([{ command: ['/sluice/busybox', 'sh', '/sluice/wrapper'], args: ['sh', '-c', 'true'], volumeMounts: [{ mountPath: '/sluice' }] }]);
    expect(initContainers).toMatchObject([{ image: 'tools' }]);
  });

  test('gives its only output file as the termination message where the image has the command', () => {
    expect(runnablePod(podWith(['/tmp/a'], { command: [] }), 'tools').spec?.['containers']).toEqual([{ name: 'main', image: 'app', terminationMessagePath: '/tmp/a' }]);
  });

  test('gives its script to the interpreter, whatever is in it', () => {
    const { containers, initContainers } = runnablePod(podWith([], { source: 'echo $(HOME)' }), 'tools').spec as { readonly containers: readonly object[]; readonly initContainers: readonly object[] };
    expect(containers).toMatchObject([{ command: ['sh', '-c', 'true'], args: ['/sluice/script'] }]);
    expect(initContainers).toMatchObject([{ env: [{ name: 'SLUICE_SCRIPT', value: 'echo $$(HOME)' }] }]);
  });
});
