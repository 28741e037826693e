import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/diagnostic/index.ts';
import { findStages, headLine, planView, renderTerminal } from '../../src/render/index.ts';
import { arrow, failed, field, line, paragraph, value, type View } from '../../src/render/view.ts';
import { plans } from './arbitrary.ts';
import { planOf, rolloutText } from './plans.ts';

const plain = { width: 60, colour: false, unicode: false };

describe('a view on a terminal', () => {
  const view: View = [
    paragraph('one ', value('two'), ' three'),
    { kind: 'fields', fields: [field('first', line('a ', arrow, ' b')), { label: 'rows', rows: [[line('x'), line('long one')], [line('wide 表'), line('y')]] }] },
    { kind: 'section', title: line(failed('title')), blocks: [{ kind: 'diff', lines: [{ sign: '-', text: '  old' }, { sign: '+', text: 'new' }] }] },
  ];

  test('has its cells under each other, also behind wide characters', () => {
    expect(renderTerminal(view, plain)).toBe('one two three\n\nfirst  a -> b\nrows   x        long one\n       wide 表  y\n\ntitle\n  -   old\n  + new\n');
  });

  test('has colours only where they are asked for', () => {
    const coloured = renderTerminal(view, { ...plain, colour: true });
    expect(coloured).toContain('\u001b[31mtitle\u001b[39m');
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderTerminal(view, plain));
  });

  test('has one colour for words of one meaning', () => {
    expect(renderTerminal([paragraph(failed('out of'), failed(' time'))], { ...plain, colour: true })).toBe('\u001b[31mout of time\u001b[39m\n');
  });

  test('has arrows of one character where the terminal knows them', () => {
    expect(renderTerminal(view, { ...plain, unicode: true })).toContain('a \u2192 b');
  });

  test('is never narrower than 60 and never wider than 200 columns', () => {
    const words = [paragraph('word '.repeat(100).trim())];
    const widest = (width: number): number => Math.max(...renderTerminal(words, { ...plain, width }).split('\n').map(displayWidth));
    expect([widest(10), widest(60), widest(200), widest(1000)]).toEqual([59, 59, 199, 199]);
  });
});

test('no line of a plan is wider than the terminal, but for a word that cannot be broken', () => {
  fc.assert(
    fc.property(plans, fc.integer({ min: 60, max: 200 }), fc.boolean(), (plan, width, explain) => {
      const explained = explain ? findStages(plan, 'all') : null;
      for (const text of renderTerminal(planView(plan, { explained }), { ...plain, width }).split('\n')) {
        const words = text.trim().split(' ');
        if (displayWidth(text) > width) expect(words.filter((word) => !/^(?:[-+~]|\d+|)$/.test(word)).length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 60 },
  );
});

test('nothing from a manifest can steer the terminal', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      expect(renderTerminal(planView(plan), { ...plain, width: 100 })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
    { numRuns: 40 },
  );
});

describe('the head line', () => {
  const web = (image: string, replicas = 3) => ({ 'web.yaml': rolloutText({ image, replicas }) });
  const workflow = JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'build' }, spec: { entrypoint: 'a', templates: [{ name: 'a', container: { image: 'a' } }] } });
  const config = (mode: string): string => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { mode } });
  const cases = [
    ['a first deploy', planOf(web('a')), 'Plan: 1 rollout to create: 1 stage, 3 pods added, 0 s + no approvals'],
    ['a new version', planOf(web('b'), { before: web('a') }), 'Plan: 1 rollout to update: 2 stages, 3 pods replaced, 0 s + 1 approval'],
    ['more pods', planOf(web('a', 5), { before: web('a') }), 'Plan: 1 rollout to update: 1 stage, 2 pods added, 0 s + no approvals'],
    ['fewer pods', planOf(web('a', 1), { before: web('a') }), 'Plan: 1 rollout to update: 1 stage, 2 pods removed, 0 s + no approvals'],
    ['nothing new', planOf(web('a'), { before: web('a') }), 'No changes. The manifests ask for nothing that before does not.'],
    ['a Rollout that is gone', planOf({}, { before: web('a') }), 'Plan: 1 rollout to delete'],
    ['a Workflow', planOf({ 'build.yaml': workflow }), 'Plan: 1 workflow to create: 1 workflow pod'],
    ['an object alone', planOf({ 'a.yaml': config('slow') }, { before: { 'a.yaml': config('fast') } }), 'Plan: 1 object to update'],
    ['no manifests', planOf({}), 'No changes. The manifests hold nothing to create.'],
  ] as const;
  test.each(cases)('of %s', (_name, plan, text) => {
    expect(headLine(plan)).toBe(text);
  });
});

describe('many programs', () => {
  const many = (image: string) => Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`${index}.yaml`, rolloutText({ name: `web-${index}`, image })]));

  test('have a line each', () => {
    const text = renderTerminal(planView(planOf(many('b'), { before: many('a') })), { ...plain, width: 100 });
    expect(text.split('\n').slice(0, 5)).toEqual([
      'Plan: 21 rollouts to update: 42 stages, 63 pods replaced, 0 s + 21 approvals',
      'What there is now: before',
      '',
      '~ default/Rollout/web-0   2 stages, 3 pods replaced, 0 s + 1 approval',
      '~ default/Rollout/web-1   2 stages, 3 pods replaced, 0 s + 1 approval',
    ]);
    expect(text.split('\n')).toHaveLength(3 + 21 + 2);
  });
});

test('a stage is found by its number, its id, the end of its id, or a part of its title', () => {
  const plan = planOf({ 'web.yaml': rolloutText({ image: 'b' }) }, { before: { 'web.yaml': rolloutText({}) } });
  const found = (wanted: string): readonly string[] => [...findStages(plan, wanted)].map(({ id }) => id);
  const [first, second] = ['default/Rollout/web/1-setWeight-50', 'default/Rollout/web/2-promote'];
  expect(found('1')).toEqual([first]);
  expect(found('default/Rollout/web/2-promote')).toEqual([second]);
  expect(found('2-promote')).toEqual([second]);
  expect(found('setweight')).toEqual([first]);
  expect(found('all')).toEqual([first, second]);
  expect(found('7')).toEqual([]);
});
