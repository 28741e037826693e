import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rolloutText } from '../render/plans.ts';
import { objectsOf } from '../rollout/written.ts';
import { sluice } from './in-process.ts';

const room = mkdtempSync(join(tmpdir(), 'sluice-plan-'));
afterAll(() => rmSync(room, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(room, name), text);
  return join(room, name);
};
const timed = { steps: [{ setWeight: 50 }, { pause: { duration: 60 } }] };
const old = file('old.yaml', rolloutText(timed));
const now = file('now.yaml', rolloutText({ ...timed, image: 'web:2' }));
const never = file('never.yaml', 'pods: [{rollout: web, set: canary, ready: never}]');
const wrong = file('wrong.yaml', 'pod: []');

test('the labels of an analysis run are shown where it begins', async () => {
  const background = { templates: [{ templateName: 'checks' }], analysisRunMetadata: { labels: { team: 'web' }, annotations: { 'a.b/c': 'd' } } };
  const [first, second] = ['web:1', 'web:2'].map((image) => {
    const written = { image, steps: ['setWeight 50', 'pause 60s', 'setWeight 80', 'pause 60s'], analysis: { metric: { interval: '10s' } }, canary: { analysis: background } };
    return file(`${image.replace(':', '-')}.yaml`, objectsOf(written).map((object) => JSON.stringify(object)).join('\n---\n'));
  });
  const { out } = await sluice(['plan', second ?? '', '--from', first ?? '']);
  expect(out.match(/its run has .*/g)).toEqual(['its run has the labels team=web', 'its run has the annotations a.b/c=d']);
});

describe('exit codes', () => {
  const cases: readonly (readonly [string, readonly string[], number])[] = [
    ['a plan with changes', ['plan', now, '--from', old], 0],
    ['a plan with changes, in detail', ['plan', now, '--from', old, '--detailed-exitcode'], 2],
    ['a plan without changes, in detail', ['plan', now, '--from', now, '--detailed-exitcode'], 0],
    ['a plan of a rollout that will fail', ['plan', now, '--from', old, '--scenario', never], 0],
    ['a simulation that ends well', ['simulate', now, '--from', old], 0],
    ['a simulation that ends Degraded', ['simulate', now, '--from', old, '--scenario', never], 4],
    ['a missing file', ['plan', join(room, 'none.yaml')], 1],
    ['a scenario with errors', ['plan', now, '--scenario', wrong], 1],
    ['two places to start from', ['plan', now, '--from', old, '--cluster', 'embedded'], 1],
    ['an unknown target', ['plan', now, '--target', 'wob'], 1],
    ['an unknown stage', ['plan', now, '--explain', '9'], 1],
    ['a width that is none', ['plan', now, '--width', 'wide'], 1],
    ['a place where nobody may write', ['plan', now, '--out', join(room, 'none', 'a.plan')], 1],
  ];
  test.each(cases)('%s', async (_name, args, code) => {
    const ran = await sluice(args);
    expect([ran.code, ran.err]).toEqual([code, code === 1 ? expect.stringMatching(/error SLU\d{3}/) : '']);
    if (code === 1 && !args.includes('--out')) expect(ran.out).toBe('');
  });
});

describe('a plan file', () => {
  const path = join(room, 'web.plan');

  test('shows what the plan showed', async () => {
    for (const format of ['text', 'json', 'markdown', 'yaml']) {
      const planned = await sluice(['plan', now, '--from', old, '-o', format, '--out', path]);
      const shown = await sluice(['show', path, '-o', format]);
      expect(shown).toEqual({ ...planned, err: '' });
    }
  });

  test('holds what -o json prints', async () => {
    const planned = await sluice(['plan', now, '--from', old, '-o', 'json', '--out', path]);
    const { plan } = JSON.parse(readFileSync(path, 'utf8')) as { readonly plan: unknown };
    expect(`${JSON.stringify(plan, null, 2)}\n`).toBe(planned.out);
  });

  test('leaves nothing else behind', async () => {
    await sluice(['plan', now, '--out', path]);
    expect(readdirSync(room).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('of a later version is refused', async () => {
    const later = file('later.plan', '{"formatVersion": "3.0", "tool": {}}');
    const { code, out, err } = await sluice(['show', later]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('SLU422 plan is of a later version');
  });
});

describe('remarks on the manifests', () => {
  const waits = file('waits.yaml', rolloutText({}));

  test('come beside the plan as text', async () => {
    const { out, err } = await sluice(['plan', waits]);
    expect(err).toContain('note SLU209 pause waits for a person');
    expect(out).not.toContain('SLU209');
  });

  test('are inside every other form', async () => {
    for (const format of ['json', 'markdown', 'yaml']) {
      const { out, err } = await sluice(['plan', waits, '-o', format]);
      expect([err, out.includes('SLU209')]).toEqual(['', true]);
    }
  });

  test('are cut short when they are many', async () => {
    const many = file('many.yaml', Array.from({ length: 30 }, (_, index) => rolloutText({ name: `web-${index}` })).join('\n---\n'));
    const { err } = await sluice(['plan', many]);
    expect(err.split('SLU209').length - 1).toBe(20);
    expect(err).toContain('... and 10 more: sluice lint shows all of them.');
  });
});

describe('one target of many', () => {
  const both = file('both.yaml', `${rolloutText({ name: 'web', ...timed })}\n---\n${rolloutText({ name: 'shop', ...timed })}`);

  test.each(['shop', 'Rollout/shop', 'default/Rollout/shop'])('called %s', async (name) => {
    const { out } = await sluice(['plan', both, '--target', name]);
    expect(out).toContain('Plan: 1 rollout to create: 1 stage, 3 pods added, 0 s + no approvals');
    expect(out).toContain('+ Rollout shop in default');
  });

  test('that nobody knows is met with its likely name', async () => {
    const { err } = await sluice(['plan', both, '--target', 'shup']);
    expect(err).toContain('error SLU423 no such program in the plan');
    expect(err).toContain('Did you mean shop?');
  });
});

test('an action applies a file that stands beside the scenario', async () => {
  file('third.yaml', rolloutText({ ...timed, image: 'web:3' }));
  const scenario = file('apply.yaml', 'actions: [{when: {rollout: web, step: 1, phase: Paused}, do: apply third.yaml}]');
  const { out, code } = await sluice(['simulate', now, '--from', old, '--scenario', scenario]);
  expect(code).toBe(0);
  expect(out).toMatch(/canary +web-\w+ +revision 3 +0 -> 2 pods +web:3/);
});

test('an action that applies a file with errors is refused', async () => {
  file('broken.yaml', 'kind: [');
  const scenario = file('apply-broken.yaml', 'actions: [{when: {rollout: web}, do: apply broken.yaml}]');
  const { err, code } = await sluice(['simulate', now, '--scenario', scenario]);
  expect(code).toBe(1);
  expect(err).toContain('The action applies broken.yaml, which has errors.');
});

test('a kubeconfig that lies about is not looked at', async () => {
  const before = process.env['KUBECONFIG'];
  process.env['KUBECONFIG'] = join(room, 'kubeconfig-that-is-not-there');
  try {
    expect((await sluice(['plan', old])).out).toContain('1 rollout to create');
  } finally {
    if (before === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = before;
  }
});

test('standard input is a file like others', async () => {
  expect((await sluice(['plan', '-'], { stdin: rolloutText(timed) })).out).toContain('Rollout web in default, <stdin>:1');
});
