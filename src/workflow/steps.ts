import { isJsonObject, type JsonObject } from '../lang/index.ts';
import type { NodeStatus } from '../model/index.ts';
import { continuesOn } from './continue-on.ts';
import { aggregateOutputs } from './aggregate.ts';
import { childrenEnded } from './children-ended.ts';
import { killDaemons } from './daemons.ts';
import { listIn, objectIn, textIn } from './fields.ts';
import { Heap } from './heap.ts';
import { exitHook, lifecycleHooks, runExitHook, runLifecycleHooks } from './hooks.ts';
import { expandLoop, isLoop, type Expanded } from './loops.ts';
import { keepOutputs } from './memoize.ts';
import { newNode, nothing } from './new-node.ts';
import { nodeVariables, skippedVariables, type NodeVariables } from './node-variables.ts';
import { outboundOf } from './outbound.ts';
import { publish, templateOutputs } from './outputs.ts';
import { isCompleted, isFulfilled, isPhaseFulfilled, isUnsuccessful } from './phases.ts';
import { fillReferences } from './references.ts';
import { holderOf, resolveTemplate } from './resolve-template.ts';
import { bad, good, type Result } from './result.ts';
import { failed, frameOf, type Attempt, type Executed, type Frame, type Prepared, type Run } from './run.ts';
import { joinScopes, mapScope, type Scope, type Variable } from './scope.ts';
import { shouldRun } from './should-run.ts';
import { callsScope, namesIn, templateScope } from './template-scope.ts';
import type { Template } from './template.ts';

/** A template of steps on its way: one group after the other. */
interface StepsFrame extends Frame {
  readonly steps: readonly (readonly JsonObject[])[];
  /** What steps of groups that are done tell, by their names. */
  readonly told: Map<string, NodeVariables>;
  /** Phases of steps of the current group, by the names that are displayed. */
  readonly statuses: Map<string, Variable>;
  /** What was woken behind what is being looked at. */
  readonly passed: number[];
  /** IDs of daemons that run while later groups do: when one ends, its group is looked at again. */
  readonly daemons: Set<string>;
  at: number;
  group: GroupState | null;
}

/** The current group: its steps filled in and loops expanded. */
interface GroupState {
  readonly expanded: readonly Expanded[];
  /** Whose child has not ended yet, hooks included. */
  readonly open: Set<number>;
  /** Those that count as ended since they are daemons that run. */
  readonly daemons: Set<number>;
  /** Whether each decision looks at the ends of all of them: because of hooks, or of a handler that found no place. */
  looksAtAll: boolean;
}

type Step<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'waits' } | { readonly kind: 'ended'; readonly executed: Executed };

/**
 * Carries out groups of steps, each after the one before.
 *
 * @see Argo Workflows 4.1 controller executeSteps
 */
export function executeSteps(run: Run, attempt: Attempt, prepared: Prepared): Executed {
  const { book } = run;
  const node = book.find(attempt.nodeName) ?? newNode(run, attempt, { type: 'Steps', phase: 'Running', template: prepared.template, retried: attempt.retried });
  const executed = advance(run, attempt, prepared, node);
  if (isPhaseFulfilled(book.get(node.name).phase)) killDaemons(run, node.id);
  return executed;
}

function advance(run: Run, attempt: Attempt, prepared: Prepared, node: NodeStatus): Executed {
  const { book } = run;
  const frame = frameOf<StepsFrame>(run, attempt.nodeName, () => newFrame(attempt, prepared.template));
  const scope = scopeOf(run, frame, prepared.template);
  const gone = [...frame.daemons].filter((id) => book.findId(id)?.daemoned !== true);
  if (gone.length > 0) beginAnew(run, frame, node);
  for (; frame.at < frame.steps.length; frame.at++, frame.group = null) {
    const name = `${node.name}[${frame.at}]`;
    const group = beginGroup(run, frame, attempt, prepared, node, name);
    const isDone = isPhaseFulfilled(group.phase) && childrenEnded(book, group);
    if (isDone && gone.length > 0) {
      for (const id of gone) frame.daemons.add(id);
      run.derived.timers.push({ at: run.now, caller: attempt.caller });
    }
    const done = isDone ? good(group) : executeGroup(run, frame, attempt, prepared, node, name, scope);
    if (!done.ok) {
      book.mark(name, 'Error', run.now, done.error);
      return { kind: 'node', node: book.get(name) };
    }
    const { value } = done;
    if (!isPhaseFulfilled(value.phase)) return { kind: 'node', node: book.get(node.name) };
    if (isUnsuccessful(value.phase)) {
      setOutbound(run, node.name, frame);
      return { kind: 'node', node: book.mark(node.name, 'Failed', run.now, value.message) };
    }
    const told = tell(run, frame, prepared, node, name, value);
    if (!told.ok) return failed(told.error, node);
    for (const id of book.daemons()) if (book.findId(id)?.boundary === node.id) frame.daemons.add(id);
  }
  setOutbound(run, node.name, frame);
  const outputs = templateOutputs(prepared.template, scope);
  if (!outputs.ok) return failed(outputs.error, node);
  if (outputs.value) {
    book.edit(node.name, { outputs: outputs.value });
    publish(run, outputs.value);
  }
  const ended = book.mark(node.name, 'Succeeded', run.now);
  keepOutputs(run, ended);
  return { kind: 'node', node: ended };
}

/** Goes through the groups once more; what has not begun may be given how a daemon ended. */
function beginAnew(run: Run, frame: StepsFrame, node: NodeStatus): void {
  for (const step of frame.group?.expanded ?? []) {
    const name = `${node.name}[${frame.at}].${step.name}`;
    if (!run.book.find(name)) run.derived.prepared.delete(name);
  }
  frame.daemons.clear();
  frame.at = 0;
  frame.group = null;
}

function newFrame(attempt: Attempt, template: Template): StepsFrame {
  const steps = listIn(template, 'steps').map((group) => (Array.isArray(group) ? (group as readonly JsonObject[]).filter(isJsonObject) : listIn(group, 'steps').filter(isJsonObject)));
  return { name: attempt.nodeName, caller: attempt.caller, due: new Heap(), held: new Heap(), items: new Map(), steps, told: new Map(), statuses: new Map(), passed: [], daemons: new Set(), at: 0, group: null };
}

function scopeOf(run: Run, frame: StepsFrame, template: Template): Scope {
  const names = (source: string): Iterable<string> => namesIn('steps', source) ?? frame.told.keys();
  return joinScopes(templateScope(run, template), callsScope('steps', (name) => frame.told.get(name) ?? null, names), mapScope(frame.statuses));
}

/** The node of a group, behind all that ended the group before. */
function beginGroup(run: Run, frame: StepsFrame, attempt: Attempt, prepared: Prepared, node: NodeStatus, name: string): NodeStatus {
  const { book } = run;
  const known = book.find(name);
  if (known) {
    if (!isPhaseFulfilled(known.phase)) book.mark(name, 'Running', run.now);
    return book.get(name);
  }
  newNode(run, { nodeName: name, holder: nothing, scope: prepared.scope, boundary: node.id, hooked: false, conditional: null, widthUnknown: null }, { type: 'StepGroup', phase: 'Running' });
  void attempt;
  const before = frame.at === 0 ? null : book.get(`${node.name}[${frame.at - 1}]`);
  if (!before) book.link(node.name, name);
  else if (before.children.length === 0) book.link(before.name, name);
  else for (const child of before.children) for (const last of outboundOf(run, book.findId(child) as NodeStatus)) book.link(last.name, name);
  return book.get(name);
}

/** @see Argo Workflows 4.1 controller executeStepGroup */
function executeGroup(run: Run, frame: StepsFrame, attempt: Attempt, prepared: Prepared, node: NodeStatus, name: string, scope: Scope): Result<NodeStatus> {
  const { book } = run;
  const mark = (phase: 'Error' | 'Failed', message: string): Result<NodeStatus> => good(book.mark(name, phase, run.now, message));
  if (!frame.group) {
    const filled = fillGroup(run, frame, prepared, node, name, scope);
    if (filled.kind === 'waits') {
      // What is woken has to reach the frames above.
      while (frame.due.pop() !== null);
      return good(book.get(name));
    }
    if (filled.kind === 'ended') return filled.executed.kind === 'error' ? mark('Error', filled.executed.error) : good(book.get(name));
    frame.group = filled.value;
    for (const [index] of filled.value.expanded.entries()) frame.due.push(index);
  }
  const { group } = frame;
  while (frame.held.size > 0) frame.due.push(frame.held.pop() as number);
  const looked: number[] = [];
  for (let index = nextDue(frame, -1); index !== null; index = nextDue(frame, index)) {
    const step = group.expanded[index];
    // A moment that a step of an earlier group waited for may come when its group is done.
    if (!step) continue;
    looked.push(index);
    const begun = beginStep(run, frame, attempt, prepared, node, name, step, index);
    if (begun) return begun;
  }
  const concluded = concludeGroup(run, frame, group, attempt, prepared, node, name, scope, looked);
  for (const index of frame.passed.splice(0)) frame.due.push(index);
  return concluded;
}

/** What is to be looked at next, in order; what one of them wakes before it is left to the next decision. */
function nextDue(frame: StepsFrame, last: number): number | null {
  for (let index = frame.due.pop(); index !== null; index = frame.due.pop()) {
    if (index > last) return index;
    frame.passed.push(index);
  }
  return null;
}

/** Whose end is to be looked at, in order: those that were looked at, and what was woken since. */
function* toConclude(frame: StepsFrame, looked: readonly number[]): Iterable<number> {
  const woken = new Heap();
  for (const index of frame.passed) woken.push(index);
  for (let at = 0; ; ) {
    const next = looked[at] ?? Infinity;
    const index = Math.min(next, woken.peek() ?? Infinity);
    if (index === Infinity) return;
    if (index === next) at++;
    if (index === woken.peek()) woken.pop();
    yield index;
    for (let other = frame.due.pop(); other !== null; other = frame.due.pop()) {
      frame.passed.push(other);
      if (other > index) woken.push(other);
    }
  }
}

/** Null: go on with the others. */
function beginStep(run: Run, frame: StepsFrame, attempt: Attempt, prepared: Prepared, node: NodeStatus, group: string, step: Expanded, index: number): Result<NodeStatus> | null {
  const { book } = run;
  const nodeName = `${group}.${step.name}`;
  const holder = holderOf(step.value, 'step', step.name);
  const runs = shouldRun(textIn(step.value, 'when'));
  const call = {
    nodeName,
    holder,
    scope: prepared.scope,
    args: objectIn(step.value, 'arguments'),
    boundary: node.id,
    onExit: attempt.onExit,
    hooked: false,
    caller: { frame, key: index },
    conditional: runs.kind === 'unknown' ? runs.because : null,
    widthUnknown: step.widthUnknown,
  };
  if (runs.kind === 'error') {
    if (!book.find(nodeName)) newNode(run, call, { type: 'Skipped', phase: 'Error', message: runs.error });
    book.link(group, nodeName);
    return good(book.mark(group, 'Error', run.now, runs.error));
  }
  if (runs.kind === 'known' && !runs.value) {
    if (!book.find(nodeName)) {
      newNode(run, call, { type: 'Skipped', phase: 'Skipped', message: `when '${textIn(step.value, 'when')}' evaluated false` });
      book.link(group, nodeName);
    }
    return null;
  }
  const done = run.execute(run, call);
  if (done.kind === 'error') {
    switch (done.code) {
      case 'held':
        frame.held.push(index);
        run.derived.held.add(frame);
        break;
      case 'depth':
        break;
      case 'timeout':
        return good(book.mark(group, 'Failed', run.now, done.error));
      case 'failed':
        book.link(group, nodeName);
        return good(book.mark(group, 'Error', run.now, `step group deemed errored due to child ${nodeName} error: ${done.error}`));
    }
  }
  if (book.find(nodeName)) book.link(group, nodeName);
  return null;
}

function fillGroup(run: Run, frame: StepsFrame, prepared: Prepared, node: NodeStatus, name: string, scope: Scope): Step<GroupState> {
  const ended = (error: string): Step<GroupState> => ({ kind: 'ended', executed: failed(error, null) });
  const steps: JsonObject[] = [];
  for (const step of frame.steps[frame.at] ?? []) {
    const filled = fillReferences(step, scope, run.globals, 'there or optional');
    if (filled.kind === 'waits') {
      run.stuck.set(`${name}.${textIn(step, 'name')}`, filled.error);
      return { kind: 'waits' };
    }
    if (filled.kind === 'error') return ended(`failed to resolve references: ${filled.error.startsWith('Unable to resolve: ') ? `unable to resolve references: ${filled.error}` : filled.error}`);
    steps.push(filled.value);
  }
  const expanded: Expanded[] = [];
  for (const step of steps) {
    if (!isLoop(step)) {
      expanded.push({ name: textIn(step, 'name'), value: step, widthUnknown: null });
      continue;
    }
    const items = expandLoop(step, joinScopes(run.globals, scope));
    if (!items.ok) return ended(items.error);
    if (items.value.length === 0) skipEmpty(run, prepared, node, name, step);
    expanded.push(...items.value);
  }
  return { kind: 'done', value: { expanded, open: new Set(expanded.keys()), daemons: new Set(), looksAtAll: expanded.some(({ value }) => lifecycleHooks(value).length > 0) } };
}

function skipEmpty(run: Run, prepared: Prepared, node: NodeStatus, group: string, step: JsonObject): void {
  const nodeName = `${group}.${textIn(step, 'name')}`;
  if (run.book.find(nodeName)) return;
  newNode(run, { nodeName, holder: holderOf(step, 'step'), scope: prepared.scope, boundary: node.id, hooked: false, conditional: null, widthUnknown: null }, { type: 'Skipped', phase: 'Skipped', message: 'Skipped, empty params' });
  run.book.link(group, nodeName);
}

/** Runs hooks of what has changed, and ends the group when nothing of it is left. */
function concludeGroup(run: Run, frame: StepsFrame, group: GroupState, attempt: Attempt, prepared: Prepared, node: NodeStatus, name: string, scope: Scope, looked: readonly number[]): Result<NodeStatus> {
  const { book } = run;
  for (const index of group.looksAtAll ? [...group.open, ...group.daemons].sort((a, b) => a - b) : toConclude(frame, looked)) {
    const step = group.expanded[index];
    const child = step && book.find(`${name}.${step.name}`);
    if (!child || !(group.open.has(index) || group.daemons.has(index))) continue;
    if (!child.daemoned && group.daemons.delete(index)) group.open.add(index);
    if (group.looksAtAll) frame.statuses.set(`steps.${child.displayName}.status`, child.phase);
    const place = { prefix: 'steps' as const, name: step.name, node: child, boundary: node.id, scope: prepared.scope, variables: scope, onExit: attempt.onExit, caller: { frame, key: index } };
    const hooks = child.phase === 'Skipped' ? [] : lifecycleHooks(step.value);
    const key = `${name}.${step.name}`;
    if (hooks.length > 0) run.derived.restless.set(key, place.caller);
    const hooked = runLifecycleHooks(run, hooks, place);
    if (!hooked.ok) {
      // Of this error the steps learn in the next decision.
      const before = book.get(name);
      book.mark(name, 'Error', run.now, hooked.error);
      return good(before);
    }
    if (!hooked.value) return good(book.get(name));
    if (!isFulfilled(child)) continue;
    if (isCompleted(child.phase)) {
      const exited = runExitHook(run, exitHook(step.value, objectIn(run.program.spec, 'arguments')), { ...place, variables: hookScope(scope, child) });
      if (!exited.ok) {
        group.looksAtAll = true;
        run.derived.restless.set(key, place.caller);
        return bad(exited.error);
      }
      if (!exited.value) continue;
    }
    run.derived.restless.delete(key);
    group.open.delete(index);
    if (child.daemoned) group.daemons.add(index);
  }
  if (group.open.size > 0) return good(isPhaseFulfilled(book.get(name).phase) ? book.mark(name, 'Running', run.now) : book.get(name));
  const steps = new Map(group.expanded.map((step) => [`${name}.${step.name}`, step.value]));
  for (const childId of book.get(name).children) {
    const child = book.findId(childId);
    if (child && isUnsuccessful(child.phase) && !continuesOn(steps.get(child.name) ?? {}, child.phase)) return good(book.mark(name, 'Failed', run.now, `child '${child.id}' failed`));
  }
  return good(book.mark(name, 'Succeeded', run.now));
}

function hookScope(scope: Scope, child: NodeStatus): Scope {
  return joinScopes(scope, mapScope(new Map([[`steps.${child.displayName}.status`, child.phase]])));
}

/** Adds what the steps of a group that is done tell. */
function tell(run: Run, frame: StepsFrame, prepared: Prepared, node: NodeStatus, name: string, group: NodeStatus): Result<null> {
  const { book } = run;
  for (const step of frame.steps[frame.at] ?? []) {
    const stepName = textIn(step, 'name');
    const child = book.find(`${name}.${stepName}`);
    if (child) {
      const template = isPhaseFulfilled(child.phase) && !child.outputs ? resolveTemplate(run.program, prepared.scope, holderOf(step, 'step')) : null;
      frame.told.set(stepName, new Map([...nodeVariables(book, child), ...skippedVariables(child, template?.ok ? template.value.template : null, true)]));
      continue;
    }
    const items = group.children.flatMap((id) => book.findId(id) ?? []).filter((one) => one.name.startsWith(`${name}.${stepName}(`) && one.type !== 'Skipped' && one.boundary === node.id);
    const aggregate = aggregateOutputs(items);
    if (!aggregate.ok) return aggregate;
    frame.told.set(stepName, new Map<string, Variable>([...aggregate.value, ...nodeVariables(book, group)]));
  }
  return good(null);
}

/** Behind the last group that began. @see Argo Workflows 4.1 controller updateOutboundNodes */
function setOutbound(run: Run, name: string, frame: StepsFrame): void {
  const { book } = run;
  const last = book.find(`${name}[${Math.min(frame.at, frame.steps.length - 1)}]`);
  if (last) book.edit(name, { outbound: last.children.flatMap((id) => outboundOf(run, book.findId(id) as NodeStatus)).map(({ id }) => id) });
}
