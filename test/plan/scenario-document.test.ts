import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../../src/diagnostic/index.ts';
import { readDocuments } from '../../src/document/index.ts';
import { readScenario } from '../../src/plan/index.ts';
import { root } from '../architecture/import-table.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(JSON.parse(readFileSync(join(root, 'schema/scenario.json'), 'utf8')) as object);

/** What a user reads of a scenario: its diagnostics, or nothing. The schema must agree on whether it is right, but where it can't see the fault. */
function check(text: string, says: string, schema: 'agrees' | 'cannot see it' = 'agrees'): void {
  const documents = readDocuments(text, 's.yaml');
  const { diagnostics } = readScenario(documents.value);
  expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, () => text)).join('\n')).toBe(says);
  if (schema === 'agrees') expect(documents.value.every(({ value }) => validate(value))).toBe(diagnostics.length === 0);
}

describe('a scenario is read', () => {
  const text = `
metrics:
- {template: rollout-analysis, metric: success-rate, values: [99, {error: "no data"}, [1, 2]]}
- {template: rollout-analysis, metric: latency, error: "no such host"}
pods:
- {rollout: web, set: canary, ready: after 1m30s}
- {rollout: shop/Rollout/web, set: stable, ready: never}
actions:
- {when: {rollout: web, step: 1, phase: Paused}, do: promote}
- {when: {rollout: web}, do: undo 2, after: 5m}
- {when: {rollout: web}, do: undo, after: 0}
- {when: {rollout: web}, do: image web=nginx:1.2}
- {when: {rollout: web}, do: apply other/web.yaml}
`;
  const { value, diagnostics } = readScenario(readDocuments(text, 's.yaml').value);
  const [first] = value.actions;

  test('without remarks, and as the schema has it', () => {
    check(text, '');
    expect(diagnostics).toEqual([]);
  });

  test('with its metrics', () => {
    expect(value.metrics.map(({ template, metric, answers }) => ({ template, metric, answers }))).toEqual([
      { template: 'rollout-analysis', metric: 'success-rate', answers: [{ kind: 'value', value: 99 }, { kind: 'error', message: 'no data' }, { kind: 'value', value: [1, 2] }] },
      { template: 'rollout-analysis', metric: 'latency', answers: [{ kind: 'error', message: 'no such host' }] },
    ]);
  });

  test('with its pods', () => {
    expect(value.pods.map(({ rollout, set, ready }) => ({ rollout, set, ready }))).toEqual([
      { rollout: 'web', set: 'canary', ready: { afterSeconds: 90 } },
      { rollout: 'shop/Rollout/web', set: 'stable', ready: 'never' },
    ]);
  });

  test('with its actions, a second after their condition unless they say when', () => {
    expect(value.actions.map(({ action, after, words }) => [words, action, after])).toEqual([
      ['promote', { do: 'promote' }, 1],
      ['undo 2', { do: 'undo', revision: 2 }, 300],
      ['undo', { do: 'undo', revision: null }, 0],
      ['image web=nginx:1.2', { do: 'image', container: 'web', image: 'nginx:1.2' }, 1],
      ['apply other/web.yaml', { do: 'apply-file', file: 'other/web.yaml' }, 1],
    ]);
    expect(first).toMatchObject({ rollout: 'web', step: 1, phase: 'Paused', origin: { file: 's.yaml', start: { line: 9 } } });
  });

  test('also when it holds nothing', () => {
    check('metrics:\npods: []\n', '');
  });
});

const folder = join(root, 'test/conformance/workflows');
test('every recorded scenario is right', () => {
  const wrong = readdirSync(folder).filter((name) => {
    const text = readFileSync(join(folder, name, 'scenario.yaml'), 'utf8');
    const documents = readDocuments(text, name).value;
    return readScenario(documents).diagnostics.length > 0 || !documents.every(({ value }) => validate(value));
  });
  expect(wrong).toEqual([]);
});

describe('a scenario is refused', () => {
  const cases: readonly { readonly name: string; readonly text: string; readonly says: string; readonly schema?: 'cannot see it' }[] = [
    {
      name: 'that is a list',
      text: '- a',
      says: 's.yaml:1:1 error SLU412 scenario has not the right form\n    1 | - a\n      | ^^^\n  A scenario is a mapping of steps, metrics, pods, actions.',
    },
    {
      name: 'with a field misspelt',
      text: 'metric: []',
      says: 's.yaml:1:1 error SLU411 scenario has an unknown field\n    1 | metric: []\n      | ^^^^^^\n  A scenario has the fields steps, metrics, pods, actions, and no metric. Did you mean metrics?',
    },
    {
      name: 'with a metric that has no values',
      text: 'metrics:\n- {template: a, metric: b}',
      says: 's.yaml:2:3 error SLU412 scenario has not the right form\n    2 | - {template: a, metric: b}\n      |   ^^^^^^^^^^^^^^^^^^^^^^^^\n  A metric has values: a list of what is measured, one after the other; the last one repeats.',
    },
    {
      name: 'with a metric that has values and an error',
      text: 'metrics:\n- {template: a, metric: b, values: [1], error: c}',
      says: 's.yaml:2:48 error SLU412 scenario has not the right form\n    2 | - {template: a, metric: b, values: [1], error: c}\n      |                                                ^\n  A metric has either values or one error, which is a text.',
    },
    {
      name: 'with a measurement that says too much',
      text: 'metrics:\n- {template: a, metric: b, values: [{error: c, value: 1}]}',
      says: 's.yaml:2:37 error SLU412 scenario has not the right form\n    2 | - {template: a, metric: b, values: [{error: c, value: 1}]}\n      |                                     ^^^^^^^^^^^^^^^^^^^^\n  A measurement that fails is {error: "what the source says"}.',
    },
    {
      name: 'with pods that are ready at an unknown time',
      text: 'pods:\n- {rollout: a, set: canary, ready: soon}',
      says: 's.yaml:2:36 error SLU412 scenario has not the right form\n    2 | - {rollout: a, set: canary, ready: soon}\n      |                                    ^^^^\n  Pods are ready "after 30s", or "never".',
    },
    {
      name: 'with pods of an unknown set',
      text: 'pods:\n- {rollout: a, set: new, ready: never}',
      says: 's.yaml:2:21 error SLU412 scenario has not the right form\n    2 | - {rollout: a, set: new, ready: never}\n      |                     ^^^\n  A set is canary (the new version) or stable.',
    },
    {
      name: 'with an action that nobody can do',
      text: 'actions:\n- {when: {rollout: a}, do: scale up}',
      says: 's.yaml:2:28 error SLU412 scenario has not the right form\n    2 | - {when: {rollout: a}, do: scale up}\n      |                            ^^^^^^^^\n  Somebody can do: promote, promote-full, abort, retry, pause, undo, undo REVISION, scale REPLICAS,\n  image CONTAINER=IMAGE, apply FILE; to a Workflow: stop, terminate, suspend, resume, set\n  PARAMETER=VALUE.',
    },
    {
      name: 'with an action of no Rollout',
      text: 'actions:\n- {when: {step: 1}, do: promote}',
      says: 's.yaml:2:10 error SLU412 scenario has not the right form\n    2 | - {when: {step: 1}, do: promote}\n      |          ^^^^^^^^^\n  The field rollout is missing.',
      // A Workflow's action needs none.
      schema: 'cannot see it',
    },
    {
      name: 'with a phase that does not exist',
      text: 'actions:\n- {when: {rollout: a, phase: paused}, do: promote}',
      says: 's.yaml:2:30 error SLU412 scenario has not the right form\n    2 | - {when: {rollout: a, phase: paused}, do: promote}\n      |                              ^^^^^^\n  A phase is one of Healthy, Progressing, Paused, Degraded. Did you mean Paused?',
      schema: 'cannot see it',
    },
    {
      name: 'with a time that is none',
      text: 'actions:\n- {when: {rollout: a}, do: promote, after: -1}',
      says: 's.yaml:2:44 error SLU412 scenario has not the right form\n    2 | - {when: {rollout: a}, do: promote, after: -1}\n      |                                            ^^\n  It is a number of seconds, or a duration such as 30s or 5m.',
    },
    {
      name: 'with a step of no template',
      text: 'steps:\n- {exitCode: 1}',
      says: 's.yaml:2:3 error SLU412 scenario has not the right form\n    2 | - {exitCode: 1}\n      |   ^^^^^^^^^^^^^\n  A step names a template, or a node by a pattern of * and ?.',
    },
    {
      name: 'with an exit code that no process has',
      text: 'steps:\n- {template: a, exitCode: [0, 256]}',
      says: 's.yaml:2:27 error SLU412 scenario has not the right form\n    2 | - {template: a, exitCode: [0, 256]}\n      |                           ^^^^^^^^\n  Here stands a number from 0 to 255, or a list of them: one for each pod.',
    },
  ];
  test.each(cases)('$name', ({ text, says, schema }) => {
    check(text, says, schema);
  });
});
