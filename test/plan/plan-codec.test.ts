import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { decodePlan, encodePlan, planText } from '../../src/plan/index.ts';
import { renderDiagnostic } from '../../src/diagnostic/index.ts';
import { plans } from '../render/arbitrary.ts';
import { planOf, rolloutText } from '../render/plans.ts';

const plan = planOf({ 'web.yaml': rolloutText({ image: 'web:2' }) }, { before: { 'web.yaml': rolloutText({}) } });

describe('plan files', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(plans, (any) => {
        expect(decodePlan(planText(any), 'a.plan')).toEqual({ value: any, diagnostics: [] });
      }),
      { numRuns: 60 },
    );
  });

  test('have their keys in one order, whatever the order in memory', () => {
    const shuffled = Object.fromEntries(Object.entries(plan).reverse()) as unknown as typeof plan;
    expect(planText(shuffled)).toBe(planText(plan));
    expect(Object.keys(encodePlan(plan) as object)).toEqual(['formatVersion', 'tool', 'base', 'objects', 'programs', 'diagnostics']);
  });

  test('of a later minor version are read, fields that are not known left out', () => {
    const later = planText(plan).replace('"1.0"', '"1.7"').replace('"tool": {', '"tool": {"colour": "blue",');
    expect(decodePlan(later, 'a.plan').value).toEqual(plan);
  });
});

const refusals: readonly { readonly name: string; readonly text: string; readonly says: string }[] = [
  {
    name: 'a text that is no JSON',
    text: 'kind: Rollout',
    says: 'a.plan:1:1 error SLU421 file is no plan\n  It has no formatVersion and tool, as plans have. Plan files are written by `sluice plan --out\n  FILE`.',
  },
  {
    name: 'another JSON file',
    text: '{"name": "sluice", "formatVersion": "1.0"}',
    says: 'a.plan:1:1 error SLU421 file is no plan\n  It has no formatVersion and tool, as plans have. Plan files are written by `sluice plan --out\n  FILE`.',
  },
  {
    name: 'a plan of a later major version',
    text: planText(plan).replace('"1.0"', '"2.0"'),
    says: 'a.plan:1:1 error SLU422 plan is of a later version\n  It has the format 2.0, and this version of sluice reads 1.0. Read it with the version that wrote\n  it, or plan again.',
  },
  {
    name: 'a damaged plan',
    text: planText(plan).replace('"startsAt": 0', '"startsAt": "soon"'),
    says: 'a.plan:1:1 error SLU421 file is no plan\n  It is damaged at programs[0].stages[0].startsAt: Here stands a number. Plan again with `sluice\n  plan --out FILE`.',
  },
  {
    name: 'a plan with a gate that no plan has',
    text: planText(plan).replace('"kind": "approval"', '"kind": "toString"'),
    says: 'a.plan:1:1 error SLU421 file is no plan\n  It is damaged at programs[0].stages[0].gates[1]: Here stands a mapping whose kind is one of pods,\n  timer, approval, scale-down, analysis, experiment. Plan again with `sluice plan --out FILE`.',
  },
];

test.each(refusals)('$name is refused', ({ text, says }) => {
  const { value, diagnostics } = decodePlan(text, 'a.plan');
  expect(value).toBeNull();
  expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, () => undefined)).join('\n')).toBe(says);
});
