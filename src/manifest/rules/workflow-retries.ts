import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { parseDuration } from '../../lang/index.ts';
import type { JsonObject } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, objectAt, textAt, valueAt } from '../fields.ts';
import { templatesIn } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

/** SLU261: which failures are not tried again; SLU272: what is tried for ever. @see Argo Workflows 4.1 RetryStrategy, controller processNodeRetries */
export const workflowRetries: WorkflowRule = function* (workflow) {
  const { spec, path } = workflow;
  yield* retry(workflow, spec, path);
  for (const { value, path: place } of templatesIn(workflow)) yield* retry(workflow, value, place);
};

function* retry({ resource }: WorkflowParts, holder: JsonObject, path: Path): Iterable<Diagnostic> {
  const strategy = objectAt(holder, 'retryStrategy');
  if (!strategy) return;
  const place = [...path, 'retryStrategy'];
  const expression = textAt(strategy, 'expression') ?? '';
  const policy = (textAt(strategy, 'retryPolicy') ?? '') || (expression === '' ? 'OnFailure' : 'Always');
  const left = leftOut[policy];
  if (left !== undefined) yield diagnose('SLU261', resource.at.keySpanOf(isGiven(strategy, 'retryPolicy') ? [...place, 'retryPolicy'] : place), left);
  const backoff = valueAt(strategy, 'backoff', 'maxDuration');
  if (!isGiven(strategy, 'limit') && expression === '' && (typeof backoff !== 'string' || backoff === '')) {
    yield diagnose('SLU272', resource.at.keySpanOf(place), 'Without a limit, what fails each time is tried for ever, a pod after the other. Add limit, or backoff with a maxDuration.');
  }
}

const leftOut: Readonly<Record<string, string>> = {
  OnFailure: 'Failures of the program are tried again, Errors are not: a pod that was deleted or evicted, a node that was lost, an output or artifact that could not be saved. Add retryPolicy: Always to have those tried again too.',
  OnError: 'Only Errors are tried again, such as a pod that was deleted. A program that ends with an exit code other than 0 has failed, and is not. Write retryPolicy: Always to have both tried again.',
  OnTransientError: 'Only what the controller takes for a passing trouble of the cluster is tried again. A program that ends with an exit code other than 0 is not. Write retryPolicy: Always to have everything tried again.',
};

/** SLU271: durations are numbers of seconds, or have units. @see Argo Workflows 4.1 ParseStringToDuration */
export const workflowDurations: WorkflowRule = function* (workflow) {
  const { spec, path } = workflow;
  yield* durations(workflow, spec, path, backoffs);
  for (const { value, path: place } of templatesIn(workflow)) yield* durations(workflow, value, place, [...backoffs, ['suspend', 'duration'], ['timeout'], ['pendingTimeout']]);
};

const backoffs: readonly (readonly string[])[] = ['duration', 'maxDuration', 'cap'].map((field) => ['retryStrategy', 'backoff', field]);

function* durations({ resource }: WorkflowParts, holder: JsonObject, path: Path, fields: readonly (readonly string[])[]): Iterable<Diagnostic> {
  for (const field of fields) {
    const text = textAt(holder, ...field) ?? '';
    if (text === '' || text.includes('{{') || /^[+-]?\d+$/.test(text) || parseDuration(text).ok) continue;
    yield diagnose('SLU271', resource.at.spanOf([...path, ...field]), `${JSON.stringify(text)} is no duration, so the Workflow fails when it comes here. Write a number of seconds, or units as in 1h30m: h, m, s and ms; days and weeks are none.`);
  }
}
