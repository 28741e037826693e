import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFileStore } from '../../src/state/index.ts';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import type { ProgramId } from '../../src/model/index.ts';
import { rolloutText } from '../render/plans.ts';
import { sluice } from './in-process.ts';

const home = process.cwd();
let room = '';
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'sluice-plan-file-'));
  process.chdir(room);
});
afterEach(() => {
  process.chdir(home);
  rmSync(room, { recursive: true, force: true });
});

const web = 'default/Rollout/web' as ProgramId;
const version = (image: string): string => rolloutText({ image, canary: { canaryService: 'web-canary', stableService: 'web-stable' } });
const service = (name: string): string => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n`;
const services = `${service('web-stable')}---\n${service('web-canary')}`;
const secret = (password: string): string => `apiVersion: v1\nkind: Secret\nmetadata: { name: token }\nstringData: { password: ${password} }\n`;

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(name, text);
}

const quick = ['--speed', '1000', '--auto-approve'];
const plan = async (...args: readonly string[]): Promise<void> => {
  const { code, err } = await sluice(['plan', 'web.yaml', 'services.yaml', '--out', 'next.plan', ...args]);
  expect([code, err.includes('error')]).toEqual([0, false]);
};
const apply = (...args: readonly string[]): ReturnType<typeof sluice> => sluice(['apply', 'next.plan', ...quick, ...args]);

/** The first version runs; a plan file holds the way to the second. */
async function planned(...args: readonly string[]): Promise<void> {
  write({ 'web.yaml': version('web:1'), 'services.yaml': services });
  expect((await sluice(['apply', 'web.yaml', 'services.yaml', '--cluster', 'embedded', ...quick])).code).toBe(0);
  write({ 'web.yaml': version('web:2') });
  await plan(...args);
}

const refusals = (text: string): readonly string[] => [...text.matchAll(/error (SLU\d{3})/g)].map(([, code = '']) => code);

describe('apply of a plan file', () => {
  test('carries it out, shows it as it is, and leaves nothing to plan', async () => {
    await planned('--cluster', 'embedded');
    const shown = await sluice(['show', 'next.plan']);
    const ran = await apply('--approve-pauses');
    expect(ran.code).toBe(0);
    expect(ran.out.startsWith(shown.out)).toBe(true);
    expect((await sluice(['plan', 'web.yaml', 'services.yaml', '--cluster', 'embedded'])).out).toContain('No changes');
    expect(refusals((await apply()).err)).toContain('SLU433');
  });

  test('goes on with what it left at a pause', async () => {
    await planned('--cluster', 'embedded');
    expect((await apply()).code).toBe(3);
    const ran = await apply('--approve-pauses');
    expect([ran.code, ran.err.includes('SLU43')]).toEqual([0, false]);
    const history = (await sluice(['history', 'web'])).out;
    expect(history.match(/plan/g)?.length).toBe(2);
  });

  test('of a first version makes the cluster', async () => {
    write({ 'web.yaml': version('web:1'), 'services.yaml': services });
    await plan('--cluster', 'embedded');
    expect((await apply()).code).toBe(0);
  });

  test('asks before it acts', async () => {
    await planned('--cluster', 'embedded');
    const ran = await sluice(['apply', 'next.plan']);
    expect([ran.code, ran.err.includes('Nobody is here to say yes')]).toEqual([1, true]);
  });

  test('names everything that has moved on, and does nothing', async () => {
    await planned('--cluster', 'embedded');
    const before = readFileSync('.sluice/state/default/_rollout/web/state.json', 'utf8');
    const cluster = await openEmbeddedCluster('.sluice/cluster.json', { speed: 1000 });
    await cluster.write({ verb: 'patch', ref: { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'web-stable' }, patch: { metadata: { labels: { team: 'web' } } } });
    await cluster.close();
    writeFileSync('web.yaml', version('web:3'));
    rmSync('services.yaml');
    const { code, err } = await apply();
    expect([code, refusals(err)]).toEqual([1, ['SLU431', 'SLU431', 'SLU434']]);
    for (const name of ['web.yaml has changed', 'services.yaml is gone', 'default/Service/web-stable was changed']) expect(err).toContain(name);
    expect(readFileSync('.sluice/state/default/_rollout/web/state.json', 'utf8')).toBe(before);
  });

  test('is refused once a state was written, and on another cluster', async () => {
    await planned('--cluster', 'embedded');
    const store = openFileStore('.sluice/state');
    const stored = await store.read(web);
    await store.write(web, { lineage: stored?.lineage ?? '', serial: (stored?.serial ?? 0) + 1, content: stored?.content ?? null });
    expect(refusals((await apply()).err)).toEqual(['SLU433']);
    for (const name of ['cluster.json', 'cluster.json.backup']) rmSync(join('.sluice', name), { force: true });
    expect(refusals((await apply()).err)).toEqual(['SLU432']);
  });

  test('of a file that was edited is refused', async () => {
    await planned('--cluster', 'embedded');
    writeFileSync('next.plan', readFileSync('next.plan', 'utf8').replaceAll('web:2', 'web:7'));
    for (const command of ['apply', 'show']) expect(refusals((await sluice([command, 'next.plan'])).err)).toEqual(['SLU430']);
  });

  test.each([
    ['ask', 'halt', 0],
    ['ask', 'ask', 0],
    ['halt', 'halt', 0],
    ['halt', 'ask', 1],
  ])('of a plan that says --on-deviation %s with %s', async (said, asked, code) => {
    write({ 'web.yaml': version('web:1'), 'services.yaml': services });
    await plan('--cluster', 'embedded', '--on-deviation', said);
    const ran = await apply('--on-deviation', asked);
    expect([ran.code, refusals(ran.err)]).toEqual([code, code === 0 ? [] : ['SLU437']]);
  });
});

describe('what a plan was asked for', () => {
  test('its targets are its only programs', async () => {
    write({ 'web.yaml': `${version('web:1')}\n---\n${rolloutText({ name: 'shop' })}`, 'services.yaml': services });
    await plan('--cluster', 'embedded', '--target', 'shop');
    expect((await apply()).code).toBe(0);
    expect(await openFileStore('.sluice/state').list()).toEqual(['default/Rollout/shop']);
    expect(refusals((await apply('--target', 'web')).err)).toEqual(['SLU437']);
  });

  test('its namespace and scenario hold for apply', async () => {
    write({ 'web.yaml': version('web:1'), 'services.yaml': services, 'slow.yaml': 'pods:\n- { rollout: web, set: canary, ready: after 30s }\n' });
    await plan('--cluster', 'embedded', '-n', 'shop', '--scenario', 'slow.yaml');
    expect((await apply()).code).toBe(0);
    expect(readFileSync('.sluice/scenario.yaml', 'utf8')).toBe(readFileSync('slow.yaml', 'utf8'));
    expect(await openFileStore('.sluice/state').list()).toEqual(['shop/Rollout/web']);
    rmSync('slow.yaml');
    expect((await apply()).err).toContain('slow.yaml is gone');
  });
});

describe('a preview', () => {
  test('is applied where the cluster is as it assumed', async () => {
    write({ 'old.yaml': version('web:1') + `\n---\n${services}` });
    await planned('--from', 'old.yaml');
    expect(refusals((await sluice(['apply', 'next.plan', ...quick])).err)).toEqual([]);
    expect((await apply('--cluster', 'embedded', '--approve-pauses')).code).toBe(0);
  });

  test('is refused where it is not', async () => {
    write({ 'old.yaml': version('web:0') + `\n---\n${services}` });
    await planned('--from', 'old.yaml');
    const { code, err } = await apply('--cluster', 'embedded');
    expect([code, refusals(err)]).toEqual([1, ['SLU438']]);
  });
});

describe('Secrets', () => {
  const secretly = async (): Promise<void> => {
    write({ 'web.yaml': version('web:1'), 'services.yaml': services, 'token.yaml': secret('hunter2') });
    expect((await sluice(['plan', 'token.yaml', 'web.yaml', 'services.yaml', '--cluster', 'embedded', '--out', 'next.plan'])).code).toBe(0);
  };

  test('are read again, and their values stand in no plan file', async () => {
    await secretly();
    expect(readFileSync('next.plan', 'utf8')).not.toContain('hunter2');
    expect(statSync('.sluice/key').mode & 0o777).toBe(0o600);
    expect((await apply()).code).toBe(0);
    expect(readFileSync('.sluice/cluster.json', 'utf8')).toContain('hunter2');
  });

  test('with another value are refused', async () => {
    await secretly();
    write({ 'token.yaml': secret('hunter3') });
    const { err } = await apply();
    expect([refusals(err), err.includes('password'), err.includes('hunter')]).toEqual([['SLU431', 'SLU435'], true, false]);
  });

  test('cannot be checked without the key they were digested with', async () => {
    await secretly();
    rmSync('.sluice/key');
    expect(refusals((await apply()).err)).toEqual(['SLU436']);
    mkdirSync('.sluice', { recursive: true });
    writeFileSync('.sluice/key', `${'1'.repeat(64)}\n`);
    expect(refusals((await apply()).err)).toEqual(['SLU436']);
  });

  test('from standard input are kept in no plan file', async () => {
    const { code, err } = await sluice(['plan', '-', '--out', 'next.plan'], { stdin: secret('hunter2') });
    expect([code, refusals(err)]).toEqual([1, ['SLU439']]);
    expect(() => statSync('next.plan')).toThrow();
  });
});
