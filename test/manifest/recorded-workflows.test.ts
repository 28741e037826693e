import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Severity } from '../../src/diagnostic/index.ts';
import { checkSchema, loadValidators } from '../../src/document/index.ts';
import { lintInventory, readPrograms } from '../../src/manifest/index.ts';
import { loadWorkflowCase } from '../conformance-runner/load-workflow-case.ts';

const recordings = join(import.meta.dirname, '../conformance/workflows');

/** What is found in a recorded Workflow, with the text that it points at. */
async function foundIn(name: string, wanted: Severity): Promise<readonly string[]> {
  const loaded = loadWorkflowCase(join(recordings, name));
  if (typeof loaded === 'string') throw new Error(loaded);
  const { documents, inventory } = loaded;
  const text = readFileSync(join(recordings, name, 'workflow.yaml'), 'utf8');
  const validators = await loadValidators(documents.map(({ value }) => value));
  const schema = documents.flatMap((document) => {
    const validator = validators(document.value);
    return validator ? checkSchema(document, validator) : [];
  });
  const found = [...schema, ...inventory.diagnostics, ...(await lintInventory(inventory)), ...readPrograms(inventory).diagnostics];
  return found.filter(({ severity }) => severity === wanted).map(({ code, span }) => `${code} ${text.slice(span?.start.offset, span?.end.offset).split('\n')[0] ?? ''}`);
}

const rejected: Readonly<Record<string, readonly string[]>> = {
  'args-configmap-unlabelled': ['SLU250 limits'],
  'bad-any-not-loop': ['SLU235 a.AnySucceeded'],
  'bad-artifact-missing': ['SLU217 eat'],
  'bad-cycle': ['SLU248 a'],
  'bad-depends-both': ['SLU235 dependencies'],
  'bad-depends-continue': ['SLU235 continueOn'],
  'bad-duplicate-task': ['SLU227 a'],
  'bad-exit-unknown': ['SLU202 ghost'],
  'bad-hook-no-expression': ['SLU303 odd'],
  'bad-no-image': ['SLU241 container'],
  'bad-number-value': ['SLU302 12'],
  'bad-output-no-source': ['SLU249 name: v'],
  'bad-sequence': ['SLU235 end'],
  'bad-step-name': ['SLU305 has space'],
  'bad-steps-empty': ['SLU307 steps'],
  'bad-target': ['SLU202 ghost'],
  'bad-template-and-ref': ['SLU235 templateRef', 'SLU402 x'],
  'bad-template-name': ['SLU305 x y'],
  'bad-two-loops': ['SLU235 withParam'],
  'bad-two-types': ['SLU235 steps'],
  'bad-undeclared-dependency': ['SLU247 {{tasks.a.outputs.result}}'],
  'bad-unknown-field': ['SLU301 wen'],
  'bad-unknown-input': ['SLU247 {{inputs.parameters.ghost}}'],
  'bad-unknown-parameter': ['SLU247 {{workflow.parameters.ghost}}'],
  'bad-unknown-template': ['SLU202 ghost'],
  'bad-unresolved-variable': ['SLU247 {{steps.later.outputs.result}}'],
  'bad-workflow-template-ref': ['SLU402 nowhere'],
};

/** Accepted Workflows with warnings; all the others have none. */
const warned: Readonly<Record<string, readonly string[]>> = {
  'arguments-input-enum-bad': ['SLU270 pink'],
  'artifact-missing-source': ['SLU260 {{steps.make.outputs.artifacts.cake}}'],
  'bad-sequence-number': ['SLU263 two'],
  'bad-when-not-bool': ['SLU255 1 + 2'],
  'bad-when-quoted-bool': ["SLU255 '''false'''"],
  'bad-when-syntax': ['SLU255 1 == = 2'],
  'expr-bad-syntax': ['SLU264 +', "SLU264 '{{=asInt(''x'')}}'"],
  'loop-aggregate-all-skipped': ['SLU251 {{steps.each.outputs.result}}'],
  'loop-expr-nested-field': ['SLU264 item.deep.x'],
  'output-failed-step': ['SLU251 {{steps.a.outputs.parameters.v}}'],
  'output-failed-step-missing': ['SLU251 {{steps.a.outputs.parameters.v}}'],
  'pod-scheduling': ['SLU262 nodeSelector', 'SLU262 tolerations', 'SLU205 cm'],
  'recursion-endless-guarded': ['SLU253 main'],
  'retry-bad-expression': ['SLU264 +'],
  'retry-expression-not-bool': ['SLU264 lastRetry.exitCode'],
  'retry-no-limit': ['SLU272 retryStrategy'],
  'suspend-duration-bad': ['SLU271 soon'],
  'sync-semaphore-missing': ['SLU205 absent'],
  'vars-tasks-name-unresolved': ['SLU251 {{tasks.name}}'],
  'vars-unknown-kept': ['SLU265 {{ not a tag }}'],
  'when-skipped-output-ref': ['SLU260 {{steps.s.outputs.parameters.v}}'],
  'when-skipped-result-ref': ['SLU251 {{steps.s.outputs.result}}'],
};

const isRejected = (name: string): boolean => 'rejected' in (JSON.parse(readFileSync(join(recordings, name, 'trace.json'), 'utf8')) as object);
const names = readdirSync(recordings);

describe('every recorded Workflow that was rejected has errors at', () => {
  test.each(names.filter(isRejected))('%s', async (name) => {
    expect(await foundIn(name, 'error')).toEqual(rejected[name]);
  });
});

describe('every recorded Workflow that was accepted has warnings only at', () => {
  test.each(names.filter((name) => !isRejected(name)))('%s', async (name) => {
    expect(await foundIn(name, 'warning')).toEqual(warned[name] ?? []);
  });
});
