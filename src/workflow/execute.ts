import { someText, type JsonObject } from '../lang/index.ts';
import { killPod } from './daemons.ts';
import type { NodeStatus } from '../model/index.ts';
import { executeDag } from './dag.ts';
import { textIn } from './fields.ts';
import { acquireLocks, releaseLocks } from './locks.ts';
import { cachedOutputs, memoKeyOf } from './memoize.ts';
import { podName } from './names.ts';
import { noteTags } from './fill-structure.ts';
import { errorNode, newNode } from './new-node.ts';
import { checkParallelism } from './parallelism.ts';
import { isPhaseFulfilled } from './phases.ts';
import { executePod } from './pod.ts';
import { checkTimeouts } from './timeouts.ts';
import { processArguments } from './process-arguments.ts';
import { resolveTemplate } from './resolve-template.ts';
import { executeRetried, retryStrategyOf } from './retry.ts';
import { failed, type Attempt, type Call, type Executed, type Prepared, type Run } from './run.ts';
import type { Scope } from './scope.ts';
import { executeSteps } from './steps.ts';
import { executeSuspend } from './suspend.ts';
import { isPodType, nodeTypeOf, templateType, type Template } from './template.ts';

/** Calls within each other that the controller allows. @see Argo Workflows 4.1 maxStackDepth */
const deepest = 100;

/**
 * Carries a template out as far as it goes now, under the name of a node.
 *
 * @see Argo Workflows 4.1 controller executeTemplate
 */
export function execute(run: Run, call: Call): Executed {
  run.depth++;
  try {
    return executeCall(run, call);
  } finally {
    run.depth--;
  }
}

function executeCall(run: Run, call: Call): Executed {
  const { book, derived } = run;
  const { nodeName } = call;
  const node = book.find(nodeName);
  derived.callers.set(nodeName, call.caller);
  if (run.depth >= deepest) {
    const error = 'Maximum recursion depth exceeded. See https://argo-workflows.readthedocs.io/en/release-4.1/scaling/#maximum-recursion-depth';
    return { kind: 'error', code: 'depth', error, node: errorNode(run, call, false, error) };
  }
  const prepared = prepare(run, call);
  if (!prepared.ok) return failed(prepared.error, errorNode(run, call, false, prepared.error));
  const { template } = prepared.value;
  const misnamed = node && showAs(run, template, node);
  if (misnamed) return failed(misnamed, errorNode(run, call, false, misnamed));
  if (node && isPhaseFulfilled(node.phase)) {
    releaseLocks(run, node);
    return { kind: 'node', node: book.get(nodeName) };
  }
  const timedOut = checkTimeouts(run, template, node, call.caller);
  if (timedOut !== null && node) killPod(run, node.pod, `stop ${node.displayName}`);
  if (timedOut !== null) return { kind: 'error', code: 'timeout', error: timedOut, node: node && book.mark(nodeName, 'Failed', run.now, timedOut) };
  if (!checkParallelism(run, template, node, call.boundary)) return { kind: 'error', code: 'held', error: 'Max parallelism reached', node: book.find(nodeName) };
  const locked = acquireLocks(run, call, template);
  if (locked) {
    if (!node && locked.node) checkTimeouts(run, template, locked.node, call.caller);
    return locked;
  }
  const remembered = recall(run, call, template);
  if (remembered) return remembered;
  if (retryStrategyOf(run, template)) return executeRetried(run, call, prepared.value);
  return finish(run, onlyAttempt(call), prepared.value);
}

const displayName = /^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$/;

/** Gives a node the name that its template wants it to be shown with; the answer is what is wrong with that. */
function showAs(run: Run, template: Template, node: NodeStatus): string | null {
  const name = textIn(template, 'annotations', 'workflows.argoproj.io/display-name');
  if (name === '' || name === node.displayName) return null;
  if (!displayName.test(name)) return `displayName must match the regex ${displayName.source}`;
  run.book.edit(node.name, { displayName: name });
  return null;
}

/** Written out, as every field of a node is: there may be ten thousand of them. */
function onlyAttempt({ nodeName, holder, scope, args, boundary, onExit, hooked, caller, conditional, widthUnknown }: Call): Attempt {
  return { nodeName, holder, scope, args, boundary, onExit, hooked, caller, conditional, widthUnknown, retried: false, executionDeadline: null };
}

/** The template of a call with its arguments: made once, then kept until the node ends. */
function prepare(run: Run, call: Call): { readonly ok: true; readonly value: Prepared } | { readonly ok: false; readonly error: string } {
  const known = run.derived.prepared.get(call.nodeName);
  if (known) return { ok: true, value: known };
  const resolved = resolveTemplate(run.program, call.scope, call.holder);
  if (!resolved.ok) return resolved;
  const { template, scope } = resolved.value;
  const type = templateType(template);
  // Steps and tasks are filled in one by one, and what is written in its place may have been filled in for this one call.
  if (isPodType(type) && !call.holder.inline) noteTags(template);
  const local = new Map<string, string>();
  local.set('node.name', call.nodeName);
  if (isPodType(type) && !retryStrategyOf(run, template)) local.set('pod.name', podName(run.program.name, call.nodeName, textIn(template, 'name')));
  if (call.holder.kind === 'task') local.set('tasks.name', call.holder.name);
  else local.set('steps.name', call.holder.name);
  const namesState = names(template, state);
  // Its groups and tasks see the state that there is when they begin.
  const globals = namesState && (type === 'steps' || type === 'dag') ? withoutState(run.globals) : run.globals;
  const filled = processArguments(run.program, template, call.args, globals, local);
  if (!filled.ok) return filled;
  const value: Prepared = { template: filled.value, scope };
  // What is told of the Workflow may still change, and a template that names it is filled in anew each time.
  if (!names(template, changes) && (call.args === null || !speaksOf(call.args, changes))) run.derived.prepared.set(call.nodeName, value);
  return { ok: true, value };
}

const changes = /workflow\.(?:outputs\.|failures|duration|status)/;
const state = /workflow\.status/;

function speaksOf(value: JsonObject, of: RegExp): boolean {
  return someText(value, (text) => text.includes('workflow.') && of.test(text));
}

const naming = new Map([changes, state].map((of) => [of, new WeakMap<Template, boolean>()]));

/** Whether a template names what changes while the Workflow runs. */
function names(template: Template, of: RegExp): boolean {
  const known = naming.get(of)?.get(template);
  if (known !== undefined) return known;
  const result = speaksOf(template, of);
  naming.get(of)?.set(template, result);
  return result;
}

function withoutState(globals: Scope): Scope {
  return { language: globals.language, get: (name) => (name === 'workflow.status' ? undefined : globals.get(name)), entries: (source) => globals.entries(source) };
}

/** A node that has its outputs from a cache; null: it runs. */
function recall(run: Run, call: Call, template: Template): Executed | null {
  const key = memoKeyOf(template);
  const node = run.book.find(call.nodeName);
  // Looked up once: before the node is made, or when it has the lock it waited for.
  if (!key || (node && (node.pod !== null || node.type === 'Retry' || node.phase === 'Running'))) return null;
  const found = cachedOutputs(run, template);
  if (!found.ok) return failed(found.error, errorNode(run, call, false, found.error));
  if (!found.value) return null;
  const { parameters, artifacts, result } = found.value;
  if (!node) newNode(run, call, { type: nodeTypeOf(template), phase: 'Pending', template });
  const hit = run.book.edit(call.nodeName, { phase: 'Succeeded', finishedAt: run.now, memoization: { ...key, hit: true }, outputs: { parameters, artifacts, result, exitCode: isPodType(templateType(template)) ? '0' : null } });
  releaseLocks(run, hit);
  return { kind: 'node', node: hit };
}

/** Carries out one attempt; what goes wrong marks its node. */
export function finish(run: Run, attempt: Attempt, prepared: Prepared): Executed {
  const done = executeByType(run, attempt, prepared);
  if (done.kind === 'error') {
    const marked = run.book.find(attempt.nodeName) ? run.book.mark(attempt.nodeName, 'Error', run.now, done.error) : done.node;
    if (marked) releaseLocks(run, marked);
    return { ...done, node: marked };
  }
  const node = run.book.get(attempt.nodeName);
  if (isPhaseFulfilled(node.phase)) releaseLocks(run, node);
  return { kind: 'node', node };
}

function executeByType(run: Run, attempt: Attempt, prepared: Prepared): Executed {
  const { template } = prepared;
  const type = templateType(template);
  switch (type) {
    case 'container':
    case 'containerSet':
    case 'script':
    case 'resource':
    case 'data':
      return executePod(run, attempt, template, type);
    case 'steps':
      return executeSteps(run, attempt, prepared);
    case 'dag':
      return executeDag(run, attempt, prepared);
    case 'suspend':
      return executeSuspend(run, attempt, template);
    case 'http':
    case 'plugin': {
      const node = run.book.find(attempt.nodeName) ?? newNode(run, attempt, { type: type === 'http' ? 'HTTP' : 'Plugin', phase: 'Pending', template, retried: attempt.retried });
      run.stuck.set(node.name, `templates of type ${type} are not carried out by sluice`);
      return { kind: 'node', node };
    }
    case null:
      return failed(`Template '${textIn(template, 'name')}' missing specification`, null);
  }
}
