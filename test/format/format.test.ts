import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/cli/plan-file-digest.ts';
import type { ProgramId } from '../../src/model/index.ts';
import { decodePlan, decodePlanFile } from '../../src/plan/index.ts';
import { decodeRun, encodeRun, isUnfinished } from '../../src/run/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import { sluice } from '../cli/in-process.ts';

const frozen = join(import.meta.dirname, '1.0');
const planPath = join(frozen, 'web.plan');
const web = 'default/Rollout/web' as ProgramId;

const home = process.cwd();
const room = mkdtempSync(join(tmpdir(), 'sluice-format-'));
beforeAll(() => process.chdir(room));
afterAll(() => {
  process.chdir(home);
  rmSync(room, { recursive: true, force: true });
});

describe('the plan file of format 1.0', () => {
  const text = readFileSync(planPath, 'utf8');
  const read = decodePlanFile(text, 'web.plan', { plain: sha256 }).value;

  test('is read with all that apply needs', () => {
    const { plan: _plan, ...file } = read?.file ?? { plan: null };
    expect(file).toMatchObject({
      engine: 'native',
      onDeviation: 'halt',
      cluster: 'embedded',
      paths: ['web.yaml', 'services.yaml'],
      namespace: 'default',
      targets: [],
      key: 'd60d676b44ab9097',
      inputs: [{ path: 'web.yaml', use: 'manifests' }, { path: 'services.yaml', use: 'manifests' }],
      base: { kind: 'cluster', states: [{ program: web, serial: 5 }] },
    });
    expect(read?.file?.manifests.map(({ object }) => `${object.kind} ${object.metadata.name}`)).toEqual(['Rollout web', 'Service web-stable', 'Service web-canary', 'Secret token']);
  });

  test('holds a plan that is read by itself, too', () => {
    const { plan } = JSON.parse(text) as { readonly plan: unknown };
    expect(decodePlan(JSON.stringify(plan), 'web.json')).toEqual({ value: read?.plan, diagnostics: [] });
  });

  test('is shown in every form', async () => {
    for (const form of ['text', 'json', 'markdown', 'yaml']) {
      const shown = await sluice(['show', planPath, '-o', form]);
      expect([shown.code, shown.out.includes('web-859687bffd')]).toEqual([0, true]);
    }
    expect((await sluice(['show', planPath])).out).toContain('Stage 2 of 3: setWeight 50, pause until promoted');
  });
});

const states = [
  { name: 'paused', phase: 'Paused', unfinished: true, code: 3 },
  { name: 'ended', phase: 'Healthy', unfinished: false, code: 0 },
  { name: 'aborted', phase: 'Degraded', unfinished: false, code: 4 },
] as const;

describe.each(states)('the state of format 1.0 of a run that $name', ({ name, phase, unfinished, code }) => {
  const folder = '.sluice/state/default/_rollout/web';
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(frozen, `state-${name}.json`), join(folder, 'state.json'));
  });

  test('is read, and nothing of it is lost when it is written again', async () => {
    const stored = await openFileStore('.sluice/state').read(web);
    const decoded = decodeRun(stored?.content ?? null);
    expect(decoded).toMatchObject({ ok: true, run: { id: web } });
    if (!decoded.ok) return;
    expect([isUnfinished(decoded.run), decoded.run.memory.revision]).toEqual([unfinished, 2]);
    // Later versions of this format may know more fields.
    expect(encodeRun(decoded.run)).toMatchObject(stored?.content as object);
  });

  test('is shown', async () => {
    const status = await sluice(['status', 'web', '-o', 'json']);
    expect([status.code, status.out.includes(`"${phase}"`)]).toEqual([code, true]);
    expect((await sluice(['history', 'web'])).out).toContain('ada@laptop');
  });
});
