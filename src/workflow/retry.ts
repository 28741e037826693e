import { formatTime, plainDuration, type JsonObject } from '../lang/index.ts';
import type { NodeStatus } from '../model/index.ts';
import { childrenEnded } from './children-ended.ts';
import { evaluateBool } from './conditions.ts';
import { anyTextIn, isTrue, numberIn, objectIn, textIn } from './fields.ts';
import { releaseLocks } from './locks.ts';
import { podName } from './names.ts';
import { errorNode, newNode } from './new-node.ts';
import { isFulfilled, isPhaseFulfilled, isUnsuccessful } from './phases.ts';
import { substituteParameters } from './process-arguments.ts';
import { bad, good, type Result } from './result.ts';
import { failed, alarm, type Call, type Executed, type Prepared, type Run } from './run.ts';
import { joinScopes, mapScope, type Variable } from './scope.ts';
import { isPodType, templateType, type Template } from './template.ts';
import { durationMs } from './timeouts.ts';
import { isTransient } from './transient.ts';

export function retryStrategyOf(run: Run, template: Template): JsonObject | null {
  return objectIn(template, 'retryStrategy') ?? objectIn(run.program.spec, 'retryStrategy');
}

/**
 * Carries out a template that is tried again when it fails: a node that stands for all attempts, and one for each.
 *
 * @see Argo Workflows 4.1 controller executeTemplate, processNodeRetries
 */
export function executeRetried(run: Run, call: Call, prepared: Prepared): Executed {
  const { book } = run;
  const { nodeName } = call;
  const strategy = retryStrategyOf(run, prepared.template) ?? {};
  if (!book.find(nodeName)) newNode(run, call, { type: 'Retry', phase: 'Running', template: prepared.template });
  const judged = judge(run, call, book.get(nodeName), strategy);
  if (!judged.ok) return failed(judged.error, book.mark(nodeName, 'Error', run.now, judged.error));
  const parent = book.get(nodeName);
  if (judged.value.waits) return { kind: 'node', node: parent };
  const tried = attemptsOf(run, parent);
  const last = tried.at(-1) ?? null;
  // While a hook of it runs, one that has ended is tried once more.
  if (isFulfilled(parent) && (childrenEnded(book, parent) || (isTrue(prepared.template, 'daemon') && isUnsuccessful(parent.phase)))) {
    const done = last ? book.edit(nodeName, { outputs: last.outputs }) : parent;
    if (isPhaseFulfilled(done.phase)) releaseLocks(run, done);
    return { kind: 'node', node: done };
  }
  const runs = last !== null && !isPhaseFulfilled(last.phase);
  const number = runs ? tried.length - 1 : tried.length;
  const name = runs ? last.name : `${nodeName}(${number})`;
  if (!runs) book.link(nodeName, name);
  const attempt = { ...call, nodeName: name, retried: true, executionDeadline: judged.value.until };
  run.derived.callers.set(name, call.caller);
  const template = attemptTemplate(run, prepared, name, number, last);
  if (!template.ok) return failed(template.error, errorNode(run, attempt, true, template.error));
  const done = run.finish(run, attempt, template.value);
  if (done.kind === 'error' && !mayRetryErrors(strategy)) return { ...done, node: book.get(nodeName) };
  const node = book.get(name);
  if (!isPhaseFulfilled(book.get(nodeName).phase) && isPhaseFulfilled(node.phase)) {
    const again = run.execute(run, call);
    return again.kind === 'error' ? { ...again, node: book.mark(name, 'Error', run.now, again.error) } : again;
  }
  if (!isPhaseFulfilled(node.phase) && node.daemoned) book.edit(nodeName, { phase: node.phase, daemoned: true });
  return { kind: 'node', node: book.get(nodeName) };
}

/** A moment as Go prints it. */
function goTime(at: number): string {
  return formatTime(at).replace('T', ' ').replace('Z', ' +0000 UTC');
}

function attemptTemplate(run: Run, prepared: Prepared, name: string, number: number, last: NodeStatus | null): Result<Prepared> {
  const known = run.derived.prepared.get(name);
  if (known) return good(known);
  const { template, scope } = prepared;
  const before = last?.name === name ? null : last;
  const local = new Map([['retries', String(number)], ...lastRetry(before, '0')]);
  if (isPodType(templateType(template))) local.set('pod.name', podName(run.program.name, name, textIn(template, 'name')));
  const filled = substituteParameters(template, run.globals, local);
  if (!filled.ok) return filled;
  const value = { template: filled.value, scope };
  run.derived.prepared.set(name, value);
  return good(value);
}

function lastRetry(last: NodeStatus | null, noCode: string): readonly (readonly [string, string])[] {
  // Times are kept in whole seconds.
  const seconds = last?.finishedAt ? Math.floor(last.finishedAt / 1000) - Math.floor(last.startedAt / 1000) : 0;
  return [
    ['lastRetry.exitCode', last?.outputs?.exitCode ?? noCode],
    ['lastRetry.status', last?.phase ?? ''],
    ['lastRetry.duration', String(seconds)],
    ['lastRetry.message', last?.message ?? ''],
  ];
}

/** The attempts of a retried node, without hooks. */
function attemptsOf(run: Run, node: NodeStatus): readonly NodeStatus[] {
  return node.children.flatMap((id) => {
    const child = run.book.findId(id);
    return child?.retried ? [child] : [];
  });
}

type Judged = { readonly waits: boolean; readonly until: number | null };

/** What the last attempt means: the node may end by it, wait, or go on. */
function judge(run: Run, call: Call, node: NodeStatus, strategy: JsonObject): Result<Judged> {
  const go: Judged = { waits: false, until: null };
  if (isPhaseFulfilled(node.phase)) return good(go);
  const tried = attemptsOf(run, node);
  const last = tried.at(-1);
  if (!last) return good(go);
  const { book, now } = run;
  const end = (message?: string): Result<Judged> => {
    book.mark(node.name, last.phase, now, message);
    return good(go);
  };
  if (!isPhaseFulfilled(last.phase)) {
    if (last.daemoned) book.edit(node.name, { phase: last.phase, daemoned: true });
    return good(go);
  }
  if (node.daemoned) book.edit(node.name, { daemoned: false });
  if (!isUnsuccessful(last.phase)) {
    book.edit(node.name, { outputs: last.outputs });
    book.mark(node.name, 'Succeeded', now);
    return good(go);
  }
  if (run.memory.shutdown) return end(`Stopped with strategy '${run.memory.shutdown}'`);
  if (run.deadline !== null && now >= run.deadline) return end(`retry exceeded workflow deadline ${goTime(run.deadline)}`);
  const limit = numberIn(strategy, 'limit');
  let until: number | null = null;
  const backoff = objectIn(strategy, 'backoff');
  if (backoff) {
    const pause = backOff(backoff, tried);
    if (!pause.ok) return pause;
    until = pause.value.deadline;
    if (until !== null && now > until) return end('Max duration limit exceeded');
    const at = (last.finishedAt ?? now) + pause.value.waitMs;
    if (until !== null && at > until) return end('Backoff would exceed max duration limit');
    if (now < at && limit.ok && limit.value !== null && tried.length <= limit.value) {
      alarm(run, run.deadline === null ? at : Math.min(at, run.deadline), call.caller);
      book.mark(node.name, node.phase, now, `Backoff for ${plainDuration(pause.value.waitMs)}`);
      return good({ waits: true, until });
    }
    book.mark(node.name, node.phase, now, '');
  }
  const { policy, onFailed, onError } = policyOf(strategy, last);
  if (!['Always', 'OnError', 'OnTransientError', 'OnFailure'].includes(policy)) return bad(`${policy} is not a valid RetryPolicy`);
  if ((last.phase === 'Failed' && !onFailed) || (last.phase === 'Error' && !onError)) return end(last.message);
  if (!limit.ok) return limit;
  if (limit.value !== null && tried.length > limit.value) return end('No more retries left');
  const expression = textIn(strategy, 'expression');
  if (expression !== '') {
    const scope = new Map<string, Variable>([['retries', String(tried.length - 1)], ...lastRetry(last, '-1')]);
    const goOn = evaluateBool(expression, joinScopes({ ...mapScope(scope), language: run.globals.language }));
    if (goOn.kind === 'error') return bad(goOn.error);
    if (goOn.kind === 'known' && !goOn.value) return end('retryStrategy.expression evaluated to false');
  }
  return good({ waits: false, until });
}

/** @see Argo Workflows 4.1 RetryStrategy.RetryPolicyActual */
function policyOf(strategy: JsonObject, last: NodeStatus): { readonly policy: string; readonly onFailed: boolean; readonly onError: boolean } {
  const policy = textIn(strategy, 'retryPolicy') || (textIn(strategy, 'expression') === '' ? 'OnFailure' : 'Always');
  const transient = policy === 'OnTransientError' && isTransient(last.message);
  return { policy, onFailed: policy === 'Always' || policy === 'OnFailure' || transient, onError: policy === 'Always' || policy === 'OnError' || transient };
}

function mayRetryErrors(strategy: JsonObject): boolean {
  const policy = textIn(strategy, 'retryPolicy') || (textIn(strategy, 'expression') === '' ? 'OnFailure' : 'Always');
  return policy !== 'OnFailure';
}

/** How long to wait after the last attempt, and until when to try at all. */
function backOff(backoff: JsonObject, tried: readonly NodeStatus[]): Result<{ readonly waitMs: number; readonly deadline: number | null }> {
  const read = (field: string): Result<number | null> => {
    const text = anyTextIn(backoff, field) ?? '';
    if (text === '') return good(null);
    const value = durationMs(text);
    return value === null ? bad(`unable to parse ${text} as a duration`) : good(value);
  };
  const [most, base, cap] = [read('maxDuration'), read('duration'), read('cap')];
  if (!most.ok) return most;
  if (!base.ok) return base;
  if (!cap.ok) return cap;
  if (base.value === null) return bad('no base duration specified for retryStrategy');
  const factor = numberIn(backoff, 'factor');
  if (!factor.ok) return factor;
  const grown = factor.value !== null && factor.value > 0 ? base.value * factor.value ** (tried.length - 1) : base.value;
  const waitMs = cap.value === null ? grown : Math.min(grown, cap.value);
  const first = tried[0];
  return good({ waitMs, deadline: most.value === null || !first ? null : first.startedAt + most.value });
}
