import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { optionsInForce } from '../../src/cli/settings/index.ts';
import { settings } from '../../src/cli/settings/table.ts';
import type { Option } from '../../src/cli/command.ts';
import { renderDiagnostic } from '../../src/diagnostic/index.ts';
import { root } from '../architecture/import-table.ts';
import { canary, template } from '../manifest/check.ts';
import { sluice } from './in-process.ts';
import { apply, manifests, useRoom } from './room.ts';

useRoom();

const known: readonly Option[] = settings.map(({ option, kind }) => ({
  name: option,
  summary: '',
  ...(kind !== 'switch' && { value: 'V' }),
  ...(kind === 'list' && { repeatable: true as const }),
  ...(option === 'on-deviation' && { choices: ['halt', 'ask'] }),
}));

interface Given {
  readonly flags?: Readonly<Record<string, string | boolean | readonly string[]>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly file?: string;
}

/** What the options are in the end, and what is said of them. */
async function check({ flags = {}, environment = {}, file }: Given, options: object, says = ''): Promise<void> {
  if (file !== undefined) writeFileSync('sluice.yaml', file);
  const absent: Record<string, false | readonly string[]> = {};
  for (const { option, kind } of settings) if (kind === 'switch' || kind === 'list') absent[option] = kind === 'switch' ? false : [];
  const found = await optionsInForce(known, { ...absent, ...flags }, { environment, file: file === undefined ? null : 'sluice.yaml' });
  expect(found.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, found.textOf)).join('\n')).toEqual(says);
  if (says === '') expect(Object.fromEntries(Object.entries(found.options).filter(([name, value]) => value !== absent[name] && String(value) !== ''))).toEqual(options);
}

describe('an option is', () => {
  const file = 'defaults: {parallelism: 3, fail-fast: true}\nnamespace: filed\n';
  test('what the file says, numbers as they stand on a command line', () => check({ file }, { parallelism: '3', 'fail-fast': true, namespace: 'filed' }));
  test('before that what its variable says, which can turn a switch off', () =>
    check({ file, environment: { SLUICE_NAMESPACE: 'varied', SLUICE_FAIL_FAST: 'false' } }, { parallelism: '3', namespace: 'varied' }));
  test('before that what the command line says', () =>
    check({ file, environment: { SLUICE_NAMESPACE: 'varied', SLUICE_PARALLELISM: '4' }, flags: { namespace: 'asked' } }, { parallelism: '4', 'fail-fast': true, namespace: 'asked' }));
  test('the engine, in each of the three places', async () => {
    await check({ file: 'engine: terraform\n' }, { engine: 'terraform' });
    await check({ file: 'engine: terraform\n', environment: { SLUICE_ENGINE: 'native' } }, { engine: 'native' });
    await check({ file: 'engine: native\n', environment: { SLUICE_ENGINE: 'native' }, flags: { engine: 'terraform' } }, { engine: 'terraform' });
  });
  test('not set by an empty variable', () => check({ file: 'context: c\n', environment: { SLUICE_CONTEXT: '' } }, { cluster: 'kube', context: 'c' }));
  test('all its addresses together, those of the command line last, so that they count', () =>
    check(
      { file: 'metrics: {aliases: {"http://a:1": "http://b:1"}}\n', environment: { SLUICE_METRIC_ADDRESS: 'http://c=http://d  http://e=http://f' }, flags: { 'metric-address': ['http://a:1=http://g'] } },
      { 'metric-address': ['http://a:1=http://b:1', 'http://c=http://d', 'http://e=http://f', 'http://a:1=http://g'] },
    ));
});

describe('the cluster is', () => {
  const kubeconfig = 'kubeconfig: k\n';
  test('that of a kubeconfig or context that is named', () => check({ file: kubeconfig }, { cluster: 'kube', kubeconfig: 'k' }));
  test('embedded where the same place says so', () => check({ file: `${kubeconfig}cluster: embedded\n` }, { cluster: 'embedded' }));
  test('beside states in a real one', () => check({ file: `${kubeconfig}cluster: embedded\nstate: {backend: kubernetes}\n` }, { cluster: 'embedded', kubeconfig: 'k', state: 'kubernetes' }));
  test('that of a context on the command line, whatever the file says', () => check({ file: 'cluster: embedded\n', flags: { context: 'c' } }, { cluster: 'kube', context: 'c' }));
  test('the one on the command line', () => check({ file: kubeconfig, environment: { SLUICE_CONTEXT: 'c' }, flags: { cluster: 'embedded' } }, { cluster: 'embedded' }));
  test('none where --from says what there is', () => check({ file: 'cluster: embedded\n', flags: { from: 'main' } }, { from: 'main' }));
});

describe('paths of a file count from its folder', () => {
  test('kubeconfig and programs of plugins; names of programs do not', async () => {
    mkdirSync('ops');
    writeFileSync('ops/sluice.yaml', 'kubeconfig: ../kube/config\nmetrics: {plugins: {a: {command: [./bin/a, ./b]}, b: {command: [b]}, c: {command: [/c]}}}\n');
    const { options, diagnostics } = await optionsInForce(known, {}, { environment: {}, file: 'ops/sluice.yaml' });
    expect([diagnostics, options['kubeconfig']]).toEqual([[], 'kube/config']);
    expect(options['metric-plugin']).toEqual(['a={"command":["ops/bin/a","./b"]}', 'b={"command":["b"]}', 'c={"command":["/c"]}']);
  });
  test('a program beside the file stays a path', async () => {
    writeFileSync('sluice.yaml', 'metrics: {plugins: {a: {command: [./a]}}}\n');
    expect((await optionsInForce(known, {}, { environment: {}, file: 'sluice.yaml' })).options['metric-plugin']).toEqual(['a={"command":["./a"]}']);
  });
});

describe('what is wrong is told with its place', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(join(root, 'schema/sluice.json'), 'utf8')) as object);
  const excerpt = (line: number, text: string, from: number, length: number): string => `    ${line} | ${text}\n      | ${' '.repeat(from)}${'^'.repeat(length)}`;
  test('an unknown field', () => check({ file: 'cluser: kube\n' }, {}, `sluice.yaml:1:1 error SLU301 unknown field\n${excerpt(1, 'cluser: kube', 0, 6)}\n  The object has no field cluser. Did you mean cluster?`));
  test('a value that is not allowed', () =>
    check({ file: 'state:\n  backend: s3\n' }, {}, `sluice.yaml:2:12 error SLU304 value is not one of those allowed\n${excerpt(2, '  backend: s3', 11, 2)}\n  state.backend is the text "s3", and may be file or kubernetes.`));
  test('a number out of range', () =>
    check({ file: 'defaults: {parallelism: 0}\n' }, {}, `sluice.yaml:1:25 error SLU306 number is out of range\n${excerpt(1, 'defaults: {parallelism: 0}', 24, 1)}\n  defaults.parallelism is the number 0, and must be at least 1.`));
  test('a plugin that is nothing', () =>
    check({ file: 'metrics: {plugins: {a: {}}}\n' }, {}, `sluice.yaml:1:21 error SLU531 settings do not go together\n${excerpt(1, 'metrics: {plugins: {a: {}}}', 20, 1)}\n  The plugin a has neither a command nor a url. Give one of them.`));
  test('an address that is none', () =>
    check({ file: 'metrics: {aliases: {"prom:9090": "http://b"}}\n' }, {}, `sluice.yaml:1:21 error SLU531 settings do not go together\n${excerpt(1, 'metrics: {aliases: {"prom:9090": "http://b"}}', 20, 11)}\n  prom:9090 is no address of HTTP. Write it in full: http://prometheus.monitoring:9090.`));
  test('a port-forward that is none', () =>
    check({ file: 'metrics: {aliases: {"http://b": "port-forward://b/c:1"}}\n' }, {}, expect.stringContaining('port-forward://b/c:1 is no port-forward. Write port-forward://NAMESPACE/service/NAME:PORT or') as string));
  test('YAML that is none', () => check({ file: 'a: [\n' }, {}, expect.stringContaining('sluice.yaml:') as string));
  test('a variable', () => check({ environment: { SLUICE_ON_DEVIATION: 'hlat' } }, {}, 'error SLU532 environment variable does not fit\n  SLUICE_ON_DEVIATION is "hlat", and has to be one of halt, ask. Did you mean halt?'));
  test('a number that is none', () => check({ environment: { SLUICE_SPEED: 'fast' } }, {}, 'error SLU532 environment variable does not fit\n  SLUICE_SPEED is "fast", and has to be a number.'));
  test.each([
    ['cluster: kube', true],
    ['state: {backend: s3}', false],
    ['defaults: {lock-timeout: -1}', false],
    ['metrics: {plugins: {a: {command: []}}}', false],
    ['metrics: {aliases: {a: 1}}', false],
  ])('the published schema says the same of %s', async (text, isRight) => {
    const { parse } = await import('yaml');
    expect(validate(parse(text))).toBe(isRight);
  });
});

describe('a command', () => {
  const web = { name: 'web', steps: ['setWeight 50'] } as never;
  test('takes its cluster and namespace from the file', async () => {
    manifests('web.yaml', [web]);
    writeFileSync('sluice.yaml', 'cluster: embedded\nnamespace: shop\ndefaults: {speed: 1000}\n');
    const done = await sluice(['apply', '--auto-approve', 'web.yaml']);
    expect([done.err, done.code]).toEqual([expect.stringContaining('') as string, 0]);
    expect((await sluice(['status', '-o', 'json'])).out).toContain('shop/Rollout/web');
    expect((await sluice(['plan', 'web.yaml'])).out).toContain('No changes');
  });
  test('refuses to begin when the file is wrong, and is told which it is', async () => {
    writeFileSync('other.yaml', 'cluser: kube\n');
    const { err, code } = await sluice(['state', 'list', '--config', 'other.yaml']);
    expect([err, code]).toEqual([expect.stringContaining('other.yaml:1:1 error SLU301'), 1]);
    expect((await sluice(['state', 'list'], { environment: { SLUICE_CONFIG: 'none.yaml' } })).err).toContain('There is no settings file none.yaml.');
  });
  test('measures by the plugins and at the addresses of the file', async () => {
    const server = createServer((_asked, answer) => answer.end('{"rate": 0.99}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const metrics = 'metrics:\n- name: plugged\n  successCondition: result > 3\n  provider: { plugin: { mine: {} } }\n- name: asked\n  successCondition: result > 0.9\n  provider: { web: { url: "http://rates.shop/now", jsonPath: "{$.rate}" } }';
    const text = (image: string): string => canary('analysis:\n  templates: [{ templateName: success }]\nsteps:\n- setWeight: 50\n- pause: { duration: 5m }', { replicas: 2, pod: `{ containers: [{ name: web, image: "${image}" }] }` }) + template(metrics);
    writeFileSync('mine.mjs', 'console.log(JSON.stringify({ value: Number(process.argv[2]) }))');
    const settingsWith = (value: number): void =>
      writeFileSync('sluice.yaml', `cluster: embedded\ndefaults: {speed: 1000}\nmetrics:\n  aliases: {"http://rates.shop": "http://127.0.0.1:${port}"}\n  plugins: {mine: {command: [${process.execPath}, ./mine.mjs, "${value}"], timeoutSeconds: 20}}\n`);
    settingsWith(4);
    for (const [image, code] of [['web:1', 0], ['web:2', 0], ['web:3', 4]] as const) {
      if (code === 4) settingsWith(1);
      writeFileSync('web.yaml', text(image));
      const ran = await sluice(['apply', '--auto-approve', 'web.yaml']);
      expect(ran.code, ran.out + ran.err).toBe(code);
    }
    const { out } = await sluice(['history', 'web']);
    server.close();
    expect(out.split('\n').filter((line) => line.includes('measured')).map((line) => line.replace(/.*measured /, ''))).toEqual(expect.arrayContaining(['plugged: 4, Successful', 'asked: 0.99, Successful', 'plugged: 1, Failed']));
  });
  test('says in its help what is read besides', async () => {
    expect((await sluice(['apply', '--help'])).out).toContain('SLUICE_LOCK_TIMEOUT');
    expect((await sluice(['--help'])).out).toContain('then from sluice.yaml');
  });
  test.each([
    ['the file', 'engine: terraform\n', {}, []],
    ['a variable', '', { SLUICE_ENGINE: 'terraform' }, []],
    ['the command line', 'engine: native\n', { SLUICE_ENGINE: 'native' }, ['--engine', 'terraform']],
  ] as const)('has the engine chosen by %s', async (_where, file, environment, flags) => {
    manifests('web.yaml', [web]);
    writeFileSync('sluice.yaml', file);
    const line = ['apply', 'web.yaml', '--cluster', 'embedded', '--auto-approve'];
    // Terraform has no use for the embedded cluster, which sluice itself does.
    expect((await sluice([...line, ...flags], { environment })).err).toContain('Name the cluster that Terraform is to work on');
    expect(await sluice([...line, '--engine', 'native'], { environment })).toMatchObject({ code: 0 });
  });
  test('refuses an engine that is none', async () => {
    manifests('web.yaml', [web]);
    expect((await sluice(['apply', 'web.yaml', '--cluster', 'embedded'], { environment: { SLUICE_ENGINE: 'argo' } })).err).toContain('SLUICE_ENGINE is "argo", and has to be one of native, terraform');
    writeFileSync('sluice.yaml', 'engine: argo\n');
    expect((await sluice(['apply', 'web.yaml', '--cluster', 'embedded'])).err).toContain('engine is the text "argo", and may be native or terraform');
  });
  test('gives way to a plan file', async () => {
    manifests('web.yaml', [web]);
    expect((await sluice(['plan', 'web.yaml', '--cluster', 'embedded', '--out', 'web.plan'])).code).toBe(0);
    writeFileSync('sluice.yaml', 'namespace: other\ndefaults: {on-deviation: ask, speed: 1000}\n');
    expect((await apply('web.plan')).code).toBe(0);
    expect((await sluice(['apply', 'web.plan', '--namespace', 'other'])).err).toContain('SLU437');
  });
});
