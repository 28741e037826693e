import type { NodeStatus } from '../model/index.ts';
import { killDaemons } from './daemons.ts';
import { taskGraph, type Task } from './dag-graph.ts';
import { dagPhase } from './dag-phase.ts';
import { dagScope, groupAggregate } from './dag-scope.ts';
import { hookPlace, runTaskExit, taskNode, type DagFrame } from './dag-frame.ts';
import { beginTask, brokenFor, endGroups, lookAgain } from './dag-task.ts';
import { Heap } from './heap.ts';
import { lifecycleHooks, runLifecycleHooks } from './hooks.ts';
import { releaseLocks } from './locks.ts';
import { keepOutputs } from './memoize.ts';
import { onExitName } from './names.ts';
import { newNode } from './new-node.ts';
import { outboundOf } from './outbound.ts';
import { publish, templateOutputs } from './outputs.ts';
import { isCompleted, isFulfilled, isPhaseFulfilled, isUnsuccessful } from './phases.ts';
import { failed, frameOf, type Attempt, type ErrorCode, type Executed, type Prepared, type Run } from './run.ts';

/**
 * Carries out tasks as soon as what they depend on has ended.
 *
 * Only tasks that may have changed are looked at, in the order in which the controller would come to them.
 *
 * @see Argo Workflows 4.1 controller executeDAG
 */
export function executeDag(run: Run, attempt: Attempt, prepared: Prepared): Executed {
  const { book } = run;
  const node = book.find(attempt.nodeName) ?? newNode(run, attempt, { type: 'DAG', phase: 'Running', template: prepared.template, retried: attempt.retried });
  const frame = frameOf<DagFrame>(run, attempt.nodeName, () => newFrame(attempt, prepared, node.id));
  const wrong = visitTasks(run, frame);
  endGroups(run, frame);
  const executed: Executed = wrong === null ? conclude(run, frame, prepared) : { kind: 'error', ...wrong, node: book.mark(node.name, 'Error', run.now, wrong.error) };
  if (isPhaseFulfilled(book.get(node.name).phase)) killDaemons(run, node.id);
  return executed;
}

function newFrame(attempt: Attempt, prepared: Prepared, id: string): DagFrame {
  const graph = taskGraph(prepared.template);
  const due = new Heap();
  // From the memory alone nobody can tell which tasks are to be looked at, so all are.
  for (const rank of graph.order.keys()) due.push(rank);
  return {
    name: attempt.nodeName,
    caller: attempt.caller,
    due,
    held: new Heap(),
    graph,
    items: new Map(),
    missing: graph.tasks.map(({ needs }) => needs.length),
    settled: graph.tasks.map(() => false),
    daemons: new Set(),
    states: new Map(),
    told: new Map(),
    stopped: new Set(),
    broken: new Map(),
    attempt,
    prepared,
    id,
    nodeNames: [],
  };
}

interface Wrong {
  readonly code: ErrorCode;
  readonly error: string;
}

/** Null, or what is wrong with a target: with a hook of it, or with what it depends on. */
function visitTasks(run: Run, frame: DagFrame): Wrong | null {
  const { due, held, graph } = frame;
  /** Once a task finds no place, those that have not begun need not try. */
  let full = false;
  /** Tasks that have found no place for more of their items wait for the next decision. */
  const aside: number[] = [];
  /** What becomes due behind the place where it would be looked at is looked at in the next decision. */
  const later: number[] = [];
  let at = -1;
  const hooked = [...frame.graph.hookedTargets];
  for (;;) {
    for (let early = due.peek(); early !== null && early <= at; early = due.peek()) later.push(due.pop() ?? early);
    for (let first = held.peek(); !full && first !== null && first <= at; first = held.peek()) aside.push(held.pop() ?? first);
    const rank = nextRank(frame, full);
    if (rank === null) break;
    for (let [target] = hooked; target !== undefined && (graph.tasks[target]?.rank ?? -1) < rank; [target] = hooked) {
      const wrong = hooksOfTarget(run, frame, target);
      if (wrong !== null) return wrong;
      hooked.shift();
    }
    at = Math.max(at, rank);
    const index = graph.order[rank] as number;
    const task = graph.tasks[index] as Task;
    if (full && !run.book.find(taskNode(frame, index))) {
      if ((frame.missing[index] ?? 0) === 0) held.push(rank);
      continue;
    }
    const before = held.size;
    const items = frame.items.get(rank) ?? null;
    frame.items.delete(rank);
    lookAtTask(run, frame, index, task, items);
    if (held.size > before && !run.book.find(taskNode(frame, index))) full = true;
    settle(run, frame, index, task);
  }
  for (const rank of aside) held.push(rank);
  for (const target of hooked) {
    const wrong = hooksOfTarget(run, frame, target);
    if (wrong !== null) return wrong;
  }
  for (const rank of later) due.push(rank);
  if (frame.broken.size === 0) return null;
  const broken = graph.targets.map((target) => (run.book.find(taskNode(frame, target)) ? brokenFor(frame, target) : null)).find((error) => error !== null) ?? null;
  return broken === null ? null : { code: 'failed', error: broken };
}

/** The next task to look at, those that were held included unless there is no place for them. */
function nextRank({ due, held, items }: DagFrame, full: boolean): number | null {
  const [first, second] = [due.peek(), full ? null : held.peek()];
  if (second === null || (first !== null && first < second)) return due.pop();
  // One that stands in both is looked at once. Of a loop any item may find a place now.
  if (first === second) due.pop();
  items.delete(second);
  return held.pop();
}

/** @see Argo Workflows 4.1 controller executeDAGTask */
function lookAtTask(run: Run, frame: DagFrame, index: number, task: Task, items: ReadonlySet<number> | null): void {
  const { book } = run;
  const name = taskNode(frame, index);
  const node = book.find(name);
  if (node && (isFulfilled(node) || node.phase === 'Running')) {
    const hooked = runTaskHooks(run, frame, index, task, node);
    if (hooked !== 'ended') {
      const state = frame.states.get(index);
      if (state) state.looksAtAll = true;
      return;
    }
  }
  if (node && isPhaseFulfilled(node.phase)) {
    releaseLocks(run, node);
    if (isCompleted(node.phase)) runTaskExit(run, frame, index, task, book.get(name));
    return;
  }
  // What is stopped begins nothing more, and omits nothing either.
  const stopped = run.memory.shutdown !== null && !frame.attempt.onExit;
  if (!node && (stopped || (frame.missing[index] ?? 0) > 0)) return;
  beginTask(run, frame, index, task, items);
  // Its hooks were looked at before this.
  if (task.value['hooks'] !== undefined && book.find(name) !== node) lookAgain(run, frame, task);
}

function runTaskHooks(run: Run, frame: DagFrame, index: number, task: Task, node: NodeStatus): 'ended' | 'waits' {
  const hooks = lifecycleHooks(task.value);
  if (hooks.length === 0) return 'ended';
  const hooked = runLifecycleHooks(run, hooks, hookPlace(run, frame, index, task, node));
  if (!hooked.ok) {
    run.book.mark(node.name, 'Error', run.now, hooked.error);
    lookAgain(run, frame, task);
  }
  run.derived.restless.set(node.name, { frame, key: task.rank });
  return hooked.ok && hooked.value ? 'ended' : 'waits';
}

/** Counts a task as ended for those that depend on it, once its hooks have ended too. */
function settle(run: Run, frame: DagFrame, index: number, task: Task): void {
  const node = run.book.find(taskNode(frame, index));
  if (!node) return;
  if (frame.settled[index]) {
    unsettle(run, frame, index, task, node);
    return;
  }
  if (!isFulfilled(node) || !hooksEnded(run, node)) return;
  frame.settled[index] = true;
  if (node.daemoned) frame.daemons.add(index);
  if (node.type === 'TaskGroup' && node.children.some((id) => (run.book.findId(id)?.outputs?.result ?? null) !== null)) {
    const aggregate = groupAggregate(run, node);
    if (!aggregate.ok) frame.broken.set(index, aggregate.error);
  }
  run.derived.restless.delete(node.name);
  for (const dependent of task.dependents) {
    frame.missing[dependent] = (frame.missing[dependent] ?? 0) - 1;
    dueTask(frame, dependent);
  }
}

/**
 * Looks at a task that was counted as ended: a daemon that is tried again and the handler of a loop's own end hold what has not begun, and how a
 * daemon ends may change what that is given.
 */
function unsettle(run: Run, frame: DagFrame, index: number, task: Task, node: NodeStatus): void {
  if (!isFulfilled(node) || !hooksEnded(run, node)) {
    frame.settled[index] = false;
    frame.daemons.delete(index);
    for (const dependent of task.dependents) frame.missing[dependent] = (frame.missing[dependent] ?? 0) + 1;
    return;
  }
  if (node.daemoned || !frame.daemons.delete(index)) return;
  for (const dependent of task.dependents) {
    const name = taskNode(frame, dependent);
    if (!run.book.find(name)) run.derived.prepared.delete(name);
    dueTask(frame, dependent);
  }
}

function dueTask(frame: DagFrame, index: number): void {
  const rank = frame.graph.tasks[index]?.rank ?? -1;
  if (frame.missing[index] === 0 && rank >= 0) frame.due.push(rank);
}

/** @see Argo Workflows 4.1 common.CheckAllHooksFullfilled */
function hooksEnded(run: Run, node: NodeStatus): boolean {
  return node.children.every((id) => {
    const child = run.book.findId(id);
    return !child?.hooked || isFulfilled(child);
  });
}

/** Hooks of a target are looked at once more behind it, so that those of a task that has just begun run at once. */
function hooksOfTarget(run: Run, frame: DagFrame, index: number): Wrong | null {
  const task = frame.graph.tasks[index] as Task;
  const node = run.book.find(taskNode(frame, index));
  if (!node) return null;
  const hooked = runLifecycleHooks(run, lifecycleHooks(task.value), hookPlace(run, frame, index, task, node));
  if (!hooked.ok) return { code: 'code' in hooked ? hooked.code : 'failed', error: hooked.error };
  settle(run, frame, index, task);
  return null;
}

function conclude(run: Run, frame: DagFrame, prepared: Prepared): Executed {
  const { book } = run;
  const node = book.get(frame.name);
  if (isPhaseFulfilled(node.phase)) return { kind: 'node', node };
  const stopped = run.memory.shutdown !== null && !frame.attempt.onExit && exitsEnded(run, frame);
  if (!stopped && book.countsOf(frame.id).open > 0) return { kind: 'node', node };
  const phase = stopped ? 'Failed' : dagPhase(run, node, prepared.template, frame.graph);
  if (phase === 'Running') return { kind: 'node', node };
  if (isUnsuccessful(phase)) {
    setOutbound(run, frame);
    return { kind: 'node', node: book.mark(node.name, phase, run.now) };
  }
  for (let index = 0; index < frame.graph.tasks.length; index++) {
    const ended = book.find(taskNode(frame, index));
    if (!ended) continue;
    const aggregate = groupAggregate(run, ended);
    if (!aggregate.ok) return failed(aggregate.error, node);
    publish(run, ended.outputs);
  }
  const outputs = templateOutputs(prepared.template, dagScope(run, prepared, frame.graph, frame.name, frame.told));
  if (!outputs.ok) return failed(outputs.error, node);
  if (outputs.value) book.edit(node.name, { outputs: outputs.value });
  setOutbound(run, frame);
  const ended = book.mark(node.name, 'Succeeded', run.now);
  keepOutputs(run, ended);
  return { kind: 'node', node: ended };
}

/** Whether no handler of a target's end still runs. */
function exitsEnded(run: Run, frame: DagFrame): boolean {
  return frame.graph.targets.every((index) => {
    const exit = run.book.find(onExitName(taskNode(frame, index)));
    return !exit || isFulfilled(exit);
  });
}

function setOutbound(run: Run, frame: DagFrame): void {
  const outbound = frame.graph.targets.flatMap((index) => {
    const node = run.book.find(taskNode(frame, index));
    return node ? outboundOf(run, node).map(({ id }) => id) : [];
  });
  run.book.edit(frame.name, { outbound });
}
