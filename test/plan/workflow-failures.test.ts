import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import { readInventory, readWorkflowProgram } from '../../src/manifest/index.ts';
import { podRunner } from '../../src/plan/index.ts';
import { FailureEffects } from '../../src/plan/workflow-failure-effects.ts';
import { walkedFailure, withFailures } from '../../src/plan/workflow-failures.ts';
import { stagesOf, type StagedWorkflow } from '../../src/plan/workflow-stages.ts';
import { walkWorkflow, type WorkflowConditions } from '../../src/plan/workflow-walk.ts';

const conditions: WorkflowConditions = { newRunner: () => podRunner([], 'named'), language: null, actions: null };

function stagedOf(spec: object): StagedWorkflow {
  const text = JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'w' }, spec });
  const inventory = readInventory(readDocuments(text, 'w.yaml').value, { namespace: 'default' });
  const [resource] = inventory.resources;
  if (!resource) throw new Error('the test has no Workflow');
  const program = readWorkflowProgram(resource, inventory);
  return stagesOf(walkWorkflow(program, conditions), program);
}

const job = { name: 'job', container: { image: 'tool' } };
const shaky = { name: 'shaky', retryStrategy: { limit: 1 }, container: { image: 'tool' } };

interface Choice {
  readonly template: string;
  readonly items: number;
  readonly isSkipped: boolean;
  readonly goesOn: boolean;
  readonly exits: boolean;
  readonly needs: readonly number[];
  readonly result: number;
}

const choice = (templates: readonly string[]): fc.Arbitrary<Choice> =>
  fc.record({
    template: fc.constantFrom(...templates),
    items: fc.constantFrom(0, 0, 0, 2, 6),
    isSkipped: fc.constantFrom(false, false, false, true),
    goesOn: fc.constantFrom(false, false, true),
    exits: fc.constantFrom(false, false, false, true),
    needs: fc.array(fc.nat(6), { maxLength: 3 }),
    result: fc.nat(9),
  });

function callOf(name: string, { template, items, isSkipped, exits }: Choice): Record<string, unknown> {
  return {
    name,
    template,
    ...(items > 0 && { withItems: Array.from({ length: items }, (_, at) => at) }),
    ...(isSkipped && { when: '1 > 2' }),
    ...(exits && { hooks: { exit: { template: 'job' } } }),
  };
}

const results = ['', '', '', '', '.Failed', '.Succeeded', '.Omitted', '.Skipped', '.AnySucceeded', '.AllFailed'];

/** Steps in groups of one to three. */
function stepsOf(choices: readonly Choice[]): object {
  const groups: object[][] = [];
  for (const [at, one] of choices.entries()) {
    const step = { ...callOf(`s${at}`, one), ...(one.goesOn && { continueOn: { failed: true } }) };
    const last = groups.at(-1);
    if (last && last.length < 1 + (one.result % 3)) last.push(step);
    else groups.push([step]);
  }
  return { steps: groups };
}

/** A DAG that says with `depends` what it waits for, or with `dependencies` and `continueOn`. */
function dagOf(choices: readonly Choice[], says: boolean): object {
  const tasks = choices.map((one, at) => {
    const needs = [...new Set(one.needs.map((need) => need % Math.max(1, at)))].filter((need) => need < at);
    const terms = needs.map((need, index) => {
      const result = results[(one.result + index) % results.length] ?? '';
      const isItems = result === '.AnySucceeded' || result === '.AllFailed';
      return `t${need}${isItems && choices[need]?.items === 0 ? '.Succeeded' : result}`;
    });
    const order = says ? { depends: terms.join(one.goesOn ? ' || ' : ' && ') } : { dependencies: needs.map((need) => `t${need}`), ...(one.goesOn && { continueOn: { failed: true } }) };
    return { ...callOf(`t${at}`, one), ...(needs.length > 0 || !says ? order : {}) };
  });
  return { dag: { tasks } };
}

const body = (templates: readonly string[]): fc.Arbitrary<object> =>
  fc.tuple(fc.array(choice(templates), { minLength: 1, maxLength: 5 }), fc.nat(2)).map(([choices, kind]) => (kind === 0 ? stepsOf(choices) : dagOf(choices, kind === 1)));

const workflows = fc.record({ main: body(['job', 'shaky', 'inner']), inner: body(['job', 'shaky']), onExit: fc.boolean(), tried: fc.boolean() }).map(({ main, inner, onExit, tried }) => ({
  entrypoint: 'main',
  ...(onExit && { onExit: 'inner' }),
  templates: [{ name: 'main', ...main }, { name: 'inner', ...inner, ...(tried && { retryStrategy: { limit: 1 } }) }, job, shaky],
}));

describe('what the failure of a pod leads to', () => {
  test('is the same by the order of steps and tasks as when the Workflow is walked', () => {
    let told = 0;
    let all = 0;
    fc.assert(
      fc.property(workflows, (spec) => {
        const staged = stagedOf(spec);
        if (staged.walked.rest.outcome !== 'Succeeded') return;
        const effects = new FailureEffects(staged, 1000);
        const stages = withFailures(staged, conditions);
        for (const [index, tree] of staged.tree.nodes.entries()) {
          if (!tree.pod || !stages[index]?.onFailure) continue;
          all++;
          if (!effects.of(tree, 'Failed').isExact) continue;
          told++;
          const { phase, lost, instead } = stages[index].onFailure;
          const walked = walkedFailure(staged, index, conditions, 1000);
          expect({ pod: tree.node.name, phase, lost, instead }).toEqual({ pod: tree.node.name, phase: walked.phase, lost: walked.lost, instead: walked.instead });
        }
      }),
      { numRuns: 25 },
    );
    // Every other Workflow here has a loop of a DAG with a handler, which only a walk can tell.
    expect(told / all).toBeGreaterThan(0.4);
  });
});
