import type { NodePhase, NodeStatus } from '../model/index.ts';
import { runTaskExit, scopeOf, taskNode, type DagFrame, type TaskState } from './dag-frame.ts';
import { ancestorsOf, type Task } from './dag-graph.ts';
import { evaluateResults, type TaskOutcomes, type TaskResults } from './depends-logic.ts';
import { objectIn, textIn } from './fields.ts';
import { exitHook } from './hooks.ts';
import { expandLoop, isLoop, type Expanded } from './loops.ts';
import { newNode } from './new-node.ts';
import { outboundOf } from './outbound.ts';
import { isCompleted, isFulfilled, isUnsuccessful } from './phases.ts';
import { fillReferences, withoutHooks } from './references.ts';
import { holderOf } from './resolve-template.ts';
import type { Call, Run } from './run.ts';
import { joinScopes } from './scope.ts';
import { shouldRun } from './should-run.ts';

/**
 * Goes on with a task whose dependencies have ended.
 *
 * @param items of a loop that has begun, those that may have changed; null: any
 * @see Argo Workflows 4.1 controller executeDAGTask, from evaluateDependsLogic on
 */
export function beginTask(run: Run, frame: DagFrame, index: number, task: Task, items: ReadonlySet<number> | null): void {
  const state = frame.states.get(index) ?? openTask(run, frame, index, task);
  if (!state) return;
  frame.states.set(index, state);
  const { book } = run;
  const name = taskNode(frame, index);
  if (!state.isLoop) {
    // What it depends on may have ended otherwise when it finds a place: a daemon may.
    if (runItem(run, frame, index, task, state, 0, name) === 'held') frame.states.delete(index);
    return;
  }
  // One that is woken may have ended in a part of it.
  const gone = [...state.daemons].filter((item) => items === null || items.has(item) || book.find(`${frame.name}.${state.expanded[item]?.name ?? ''}`)?.daemoned !== true);
  if (gone.length > 0) {
    const open = [...state.open, ...gone].sort((a, b) => a - b);
    state.open.clear();
    for (const item of open) state.open.add(item);
    for (const item of gone) state.daemons.delete(item);
  }
  let last: ItemState = 'begun';
  for (const item of itemsToLookAt(frame, task, state, items === null || state.looksAtAll ? null : [...items, ...gone])) {
    last = runItem(run, frame, index, task, state, item, name);
    if (last !== 'begun') break;
  }
  while (state.next < state.expanded.length && last === 'begun') {
    last = runItem(run, frame, index, task, state, state.next, name);
    if (last !== 'held') state.next++;
  }
  state.looksAtAll = last !== 'begun';
  if (last === 'stops') frame.stopped.add(index);
  if (state.open.size > 0 || state.next < state.expanded.length) return;
  const failure = state.expanded.map((one) => book.find(`${frame.name}.${one.name}`)?.phase).findLast((phase) => phase !== undefined && isUnsuccessful(phase));
  if (book.get(name).type !== 'TaskGroup') return;
  book.mark(name, failure ?? 'Succeeded', run.now);
  // The group has a handler of its end too, which begins in the next decision.
  if (exitHook(task.value, null)) lookAgain(run, frame, task);
}

/**
 * Items that have begun and not ended, in their order: those that may have changed, null for any, and those behind them that are woken meanwhile,
 * such as by a lock that one of them gave back.
 */
function* itemsToLookAt(frame: DagFrame, { rank }: Task, state: TaskState, changed: readonly number[] | null): Iterable<number> {
  const sorted = changed?.toSorted((a, b) => a - b) ?? [];
  let after = -1;
  for (let at = 0; ; ) {
    const woken = frame.due.has(rank) ? (frame.items.get(rank) ?? null) : none;
    if (changed === null || woken === null) break;
    while (at < sorted.length && (sorted[at] as number) <= after) at++;
    let next = sorted[at] ?? Infinity;
    for (const item of woken) if (item > after && item < next) next = item;
    if (next >= state.next) return;
    after = next;
    if (state.open.has(next)) yield next;
  }
  for (const item of [...state.open]) if (item > after && item < state.next) yield item;
}

const none: ReadonlySet<number> = new Set();

/** Ends loops all of whose items have ended, though they were not all looked at: those behind get no handler, or do not come to run. @see Argo Workflows 4.1 controller completableTaskGroupPhase */
export function endGroups(run: Run, frame: DagFrame): void {
  for (const index of frame.stopped) {
    const group = run.book.get(taskNode(frame, index));
    const children = group.children.map((id) => run.book.findId(id));
    const state = frame.states.get(index);
    const isHeld = state !== undefined && frame.held.has(frame.graph.tasks[index]?.rank ?? -1) && state.next < state.expanded.length;
    frame.stopped.delete(index);
    if (isFulfilled(group) || isHeld || !children.every((child) => child && isFulfilled(child))) continue;
    run.book.mark(group.name, children.findLast((child) => child && isUnsuccessful(child.phase))?.phase ?? 'Succeeded', run.now);
    lookAgain(run, frame, frame.graph.tasks[index] as Task);
  }
}

/** Has a task looked at by the next decision, whatever wakes that. */
export function lookAgain(run: Run, frame: DagFrame, { rank }: Task): void {
  run.derived.timers.push({ at: run.now, caller: { frame, key: rank } });
}

/** Why nothing of a task can be told, for a loop that it depends on made what is no JSON; null: all can be. */
export function brokenFor(frame: DagFrame, index: number): string | null {
  if (frame.broken.size === 0) return null;
  const ancestors = ancestorsOf(frame.graph, index);
  return [...frame.broken].find(([loop]) => ancestors.has(loop))?.[1] ?? null;
}

/** Null: the task waits, or has ended by this. */
function openTask(run: Run, frame: DagFrame, index: number, task: Task): TaskState | null {
  const { book } = run;
  const name = taskNode(frame, index);
  const end = (phase: NodePhase, message: string): null => {
    if (book.find(name)) book.mark(name, phase, run.now, message);
    else newNode(run, taskCall(frame, task, name, null), { type: 'Skipped', phase, message });
    connect(run, frame, index, task, name, false);
    return null;
  };
  let conditional: string | null = null;
  if (task.depends && !book.find(name) && !(task.plain && task.needs.every((need) => hasSucceeded(book.find(taskNode(frame, need)))))) {
    const logic = task.logic().replaceAll('-', '_');
    const runs = evaluateResults(logic, resultsOf(run, frame, task));
    if (runs.kind === 'error') return end('Error', `unable to evaluate expression '${logic}': ${runs.error}`);
    if (runs.kind === 'unknown') conditional = runs.because;
    else if (!runs.value) return end('Omitted', 'omitted: depends condition not met');
  }
  const broken = brokenFor(frame, index);
  if (broken !== null) return end('Error', broken);
  const filled = task.isFixed ? { kind: 'filled' as const, value: task.value } : fillReferences(task.value, scopeOf(run, frame, index), run.globals, 'there');
  if (filled.kind === 'waits') {
    run.stuck.set(name, filled.error);
    return null;
  }
  if (filled.kind === 'error') return end('Error', filled.error);
  const rest = withoutHooks(filled.value);
  const loop = isLoop(task.value);
  if (!loop) return { value: rest, expanded: [{ name: task.name, value: rest, widthUnknown: null }], isLoop: false, conditional, next: 0, open: noItems, daemons: noItems, looksAtAll: false };
  const expanded = expandLoop(filled.value, joinScopes(run.globals, scopeOf(run, frame, index)));
  if (!expanded.ok) return end('Error', expanded.error);
  if (expanded.value.length === 0) return end('Skipped', 'Skipped, empty params');
  if (!book.find(name)) {
    connect(run, frame, index, task, name, false);
    newNode(run, taskCall(frame, task, name, conditional), { type: 'TaskGroup', phase: 'Running' });
  }
  return { value: rest, expanded: expanded.value, isLoop: true, conditional, next: 0, open: new Set(expanded.value.keys()), daemons: new Set(), looksAtAll: false };
}

/** A task that is no loop keeps no count of items. */
const noItems = new Set<number>();

/** In plans a task that may not run has not for sure. */
function hasSucceeded(node: NodeStatus | null): boolean {
  return node?.phase === 'Succeeded' && node.conditional === null;
}

/** 'held': there is no place for it yet; 'stops': its handler runs, or it could not be carried out, and no other is looked at. */
type ItemState = 'held' | 'begun' | 'stops';

/** Runs one item of a task, or the task itself. */
function runItem(run: Run, frame: DagFrame, index: number, task: Task, state: TaskState, item: number, groupName: string): ItemState {
  const { book } = run;
  const one = state.expanded[item] as Expanded;
  const nodeName = state.isLoop ? `${frame.name}.${one.name}` : groupName;
  const runs = shouldRun(textIn(one.value, 'when'));
  const because = runs.kind === 'unknown' ? runs.because : null;
  const call = taskCall(frame, task, nodeName, because ?? state.conditional, one, state.isLoop ? item : null);
  const isNew = !book.find(nodeName);
  if (isNew && (runs.kind === 'error' || (runs.kind === 'known' && !runs.value))) {
    const message = runs.kind === 'error' ? runs.error : `when '${textIn(one.value, 'when')}' evaluated false`;
    newNode(run, call, { type: 'Skipped', phase: runs.kind === 'error' ? 'Error' : 'Skipped', message });
    connect(run, frame, index, task, nodeName, state.isLoop);
    state.open.delete(item);
    return 'begun';
  }
  const done = run.execute(run, call);
  if (isNew && book.find(nodeName)) connect(run, frame, index, task, nodeName, state.isLoop);
  if (done.kind === 'error') {
    if (done.code === 'held') {
      frame.held.push(task.rank);
      run.derived.held.add(frame);
      if (book.find(nodeName)) return 'begun';
      // What is still to come keeps the DAG from ending.
      connect(run, frame, index, task, nodeName, state.isLoop);
      return 'held';
    }
    if (done.code === 'timeout') book.mark(nodeName, 'Failed', run.now, done.error);
    if (done.code === 'failed') book.mark(nodeName, 'Error', run.now, `task '${nodeName}' errored: ${done.error}`);
    if (done.code !== 'depth') {
      lookAgain(run, frame, task);
      return 'stops';
    }
  }
  const node = book.get(nodeName);
  if (!isFulfilled(node)) return 'begun';
  if (isCompleted(node.phase) && !runTaskExit(run, frame, index, task, node)) return 'stops';
  state.open.delete(item);
  if (state.isLoop && node.daemoned) state.daemons.add(item);
  return 'begun';
}

function taskCall(frame: DagFrame, task: Task, nodeName: string, conditional: string | null, one: Expanded | null = null, item: number | null = null): Call {
  const value = one?.value ?? task.value;
  return {
    nodeName,
    holder: holderOf(value, 'task', one?.name ?? task.name),
    scope: frame.prepared.scope,
    args: objectIn(value, 'arguments'),
    boundary: frame.id,
    onExit: frame.attempt.onExit,
    hooked: false,
    caller: item === null ? { frame, key: task.rank } : { frame, key: task.rank, item },
    conditional,
    widthUnknown: one?.widthUnknown ?? null,
  };
}

/** Links a task's node behind what it depends on; an item of a loop behind its group. */
function connect(run: Run, frame: DagFrame, index: number, task: Task, nodeName: string, inGroup: boolean): void {
  const { book } = run;
  if (inGroup) book.link(taskNode(frame, index), nodeName);
  else if (task.needs.length === 0) book.link(frame.name, nodeName);
  else {
    for (const need of task.needs) {
      const before = book.find(taskNode(frame, need));
      if (before) for (const last of outboundOf(run, before)) book.link(last.name, nodeName);
    }
  }
}

function resultsOf(run: Run, frame: DagFrame, task: Task): ReadonlyMap<string, TaskOutcomes> {
  return new Map(
    task.needs.flatMap((need) => {
      const { name } = frame.graph.tasks[need] as Task;
      const node = run.book.find(taskNode(frame, need));
      return node ? [[name.replaceAll('-', '_'), outcomesOf(run, frame, need, node)] as const] : [];
    }),
  );
}

/** In plans it may not be known whether a task runs, or over how many items: none of them means that it is skipped. */
function outcomesOf(run: Run, frame: DagFrame, index: number, node: NodeStatus): TaskOutcomes {
  const results = taskResults(run, node);
  const items = node.type === 'TaskGroup' ? node.children.flatMap((id) => run.book.findId(id) ?? []) : [node];
  const widthUnknown = items.find((item) => item.widthUnknown !== null)?.widthUnknown ?? null;
  const conditional = items.find((item) => item.conditional !== null)?.conditional ?? node.conditional;
  // What failed has run for sure.
  if ((conditional === null && widthUnknown === null) || isUnsuccessful(node.phase)) return { possible: [results], because: null };
  const state = frame.states.get(index);
  const possible = [results];
  if (!state || state.conditional !== null) possible.push({ ...never, Omitted: true });
  if (widthUnknown !== null) possible.push({ ...never, Skipped: true });
  const mayBeSkipped = !state || state.expanded.some(({ value }) => shouldRun(textIn(value, 'when')).kind === 'unknown');
  // A loop all of whose items are skipped has succeeded.
  if (mayBeSkipped) possible.push(node.type === 'TaskGroup' ? { ...results, AnySucceeded: items.some((item) => item.conditional === null && item.phase === 'Succeeded') } : { ...never, Skipped: true });
  return { possible, because: conditional ?? widthUnknown };
}

const never: TaskResults = { Succeeded: false, Failed: false, Errored: false, Skipped: false, Omitted: false, Daemoned: false, AnySucceeded: false, AllFailed: false };

/** @see Argo Workflows 4.1 controller TaskResults */
function taskResults(run: Run, node: NodeStatus): TaskResults {
  const items = node.type === 'TaskGroup' ? node.children.flatMap((id) => run.book.findId(id)?.phase ?? []) : [];
  return {
    Succeeded: node.phase === 'Succeeded',
    Failed: node.phase === 'Failed',
    Errored: node.phase === 'Error',
    Skipped: node.phase === 'Skipped',
    Omitted: node.phase === 'Omitted',
    Daemoned: node.daemoned && node.phase !== 'Pending',
    AnySucceeded: items.includes('Succeeded'),
    AllFailed: items.length > 0 && items.every((phase) => phase === 'Failed'),
  };
}
