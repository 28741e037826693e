import { describe, expect, test } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import * as language from '../../src/lang/expr/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/lang/index.ts';
import { lintInventory, readInventory, readPrograms } from '../../src/manifest/index.ts';
import type { Plan, WorkflowPlan } from '../../src/model/index.ts';
import { buildPlan } from '../../src/plan/index.ts';
import { taskOfPod } from '../../src/workflow/index.ts';
import { fc } from '../fast-check.ts';
import { randomWorkflows, readRandom, runnerOf } from '../workflow/random-workflow.ts';
import { tell } from '../workflow/story.ts';

function planned(objects: readonly Json[]): Plan {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const wanted = readPrograms(readInventory(readDocuments(text, 'w.yaml').value, { namespace: 'default' })).value;
  return buildPlan({ wanted, before: { kind: 'nothing' }, assess: () => ({ phase: 'Error', value: '', message: '' }), language, alternatives: true, version: '0.0.0', diagnostics: [] });
}

function workflowOf(plan: Plan): WorkflowPlan {
  const [program] = plan.programs;
  if (program?.kind !== 'Workflow') throw new Error('no Workflow is planned');
  return program;
}

describe('whatever the Workflow', () => {
  test('what runs is no more than what is planned, where all goes well and the widths of loops are known', () => {
    fc.assert(
      fc.property(randomWorkflows, (given) => {
        const { totals, phase } = workflowOf(planned(given.objects));
        // A plan's pods take no time, so that hooks that ask whether something runs are not counted, and nothing comes too late.
        fc.pre(totals.widthUnknown.length === 0 && !/"seen"|"(activeDeadlineSeconds|timeout)"/.test(JSON.stringify(given.objects)));
        const outcomes = given.outcomes.map((outcome) => ({ ...outcome, exitCode: 0, error: null, parameters: { v: 'seen' } }));
        const story = tell(readRandom(given), (pod) => (taskOfPod(pod)?.daemon ? { ...runnerOf({ outcomes })(pod), endsAfterMs: null } : runnerOf({ outcomes })(pod)));
        expect(story.mostPods).toBeLessThanOrEqual(totals.mostPods);
        expect(story.pods.length).toBeLessThanOrEqual(totals.worstPods ?? Infinity);
        expect(totals.time.least).toBeLessThanOrEqual(story.took / 1000);
        // What is not known before may make no key of a cache.
        if (totals.conditionalPods === 0 && !JSON.stringify(given.objects).includes('"memoize"')) expect(story.outcome ?? '').toBe(phase);
      }),
      { numRuns: 20 },
    );
  });
});

/** A place in a document, chosen by a number. */
function pathsOf(value: Json, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: readonly (readonly [string | number, Json])[] = isJsonObject(value) ? Object.entries(value) : [...value.entries()];
  return [path, ...entries.flatMap(([key, one]) => pathsOf(one, [...path, key]))];
}

/** The document with another value at a place; undefined: without it. */
function changed(value: Json, [key, ...rest]: readonly (string | number)[], to: Json | undefined): Json | undefined {
  if (key === undefined) return to;
  if (typeof value !== 'object' || value === null) return value;
  if (!isJsonObject(value)) return value.flatMap((one, at) => (at === key ? (changed(one, rest, to) ?? []) : [one]));
  const next = changed(value[key] as Json, rest, to);
  const { [String(key)]: _gone, ...others } = value;
  return next === undefined ? others : { ...value, [key]: next };
}

const values: readonly (Json | undefined)[] = [undefined, undefined, null, '', 'x', '{{', '{{= 1 +', '{{inputs.parameters.gone}}', 0, -1, 1.5, true, [], {}, [[]], [null], { a: {} }, '9999999999999999999999'];

const mutations = fc.array(fc.tuple(fc.nat(2000), fc.constantFrom(...values)), { minLength: 1, maxLength: 3 });

test('lint and plan of a damaged Workflow tell where it is wrong, and never throw', async () => {
  await fc.assert(
    fc.asyncProperty(randomWorkflows, mutations, async ({ objects }, damages) => {
      const [workflow, ...others] = objects;
      let damaged = (workflow as JsonObject)['spec'] as Json;
      for (const [at, to] of damages) {
        const paths = pathsOf(damaged).slice(1);
        damaged = changed(damaged, paths[at % Math.max(1, paths.length)] ?? [], to) ?? {};
      }
      const all = [{ ...workflow, spec: damaged }, ...others];
      const text = all.map((object) => JSON.stringify(object)).join('\n---\n');
      const { value, diagnostics } = readDocuments(text, 'w.yaml');
      const inventory = readInventory(value, { namespace: 'default' });
      const found = [...diagnostics, ...inventory.diagnostics, ...(await lintInventory(inventory)), ...readPrograms(inventory).diagnostics];
      for (const { span, code } of found) expect({ code, file: span?.file }).toEqual({ code, file: 'w.yaml' });
      planned(all);
    }),
    { numRuns: 30 },
  );
});
