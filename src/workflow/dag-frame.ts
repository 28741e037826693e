import type { JsonObject } from '../lang/index.ts';
import type { NodeStatus } from '../model/index.ts';
import type { Task, TaskGraph } from './dag-graph.ts';
import { taskScope, type Told } from './dag-scope.ts';
import { objectIn } from './fields.ts';
import { exitHook, runExitHook, type HookPlace } from './hooks.ts';
import type { Expanded } from './loops.ts';
import type { Attempt, Frame, Prepared, Run } from './run.ts';
import { joinScopes, mapScope, type Scope } from './scope.ts';

/** A task filled in and its loop expanded. */
export interface TaskState {
  readonly value: JsonObject;
  readonly expanded: readonly Expanded[];
  readonly isLoop: boolean;
  readonly conditional: string | null;
  /** The first item that has not begun. */
  next: number;
  /** Items that have not ended, hooks included. */
  readonly open: Set<number>;
  /** Items that count as ended since they are daemons that run. */
  readonly daemons: Set<number>;
  /** Whether the next look is at all items: the last one did not come to all that it was for. */
  looksAtAll: boolean;
}

/** A DAG on its way. Keys of what is due are ranks of tasks. */
export interface DagFrame extends Frame {
  readonly graph: TaskGraph;
  /** How many dependencies of a task have not ended yet, by its index. */
  readonly missing: number[];
  /** Whether a task has ended as far as its dependents are concerned. */
  readonly settled: boolean[];
  /** Tasks that were counted as ended since they are daemons that run: what depends on them is looked at again when they end. */
  readonly daemons: Set<number>;
  readonly states: Map<number, TaskState>;
  readonly told: Told;
  /** Indexes of loops whose items are not all looked at, for one stops them. */
  readonly stopped: Set<number>;
  /** Why what loops made can't be told, by their indexes. */
  readonly broken: Map<number, string>;
  readonly attempt: Attempt;
  readonly prepared: Prepared;
  /** The DAG's own node. */
  readonly id: string;
  /** Names of the tasks' nodes, as far as they were asked for. */
  readonly nodeNames: string[];
}

/** The name of a task's node. Made once: a text that is put together anew each time is found in a table only once it is read through. */
export function taskNode(frame: DagFrame, index: number): string {
  return (frame.nodeNames[index] ??= `${frame.name}.${frame.graph.tasks[index]?.name ?? ''}`);
}

/** Runs the handler of a task's end; whether it has ended. */
export function runTaskExit(run: Run, frame: DagFrame, index: number, task: Task, node: NodeStatus): boolean {
  const hook = exitHook(task.value, objectIn(run.program.spec, 'arguments'));
  if (!hook) return true;
  const exited = runExitHook(run, hook, hookPlace(run, frame, index, task, node));
  if (exited.ok) return exited.value;
  frame.held.push(task.rank);
  run.derived.held.add(frame);
  return false;
}

export function hookPlace(run: Run, frame: DagFrame, index: number, task: Task, node: NodeStatus): HookPlace {
  const variables: Scope = joinScopes(scopeOf(run, frame, index), mapScope(new Map([[`tasks.${task.name}.status`, node.phase]])));
  return { prefix: 'tasks', name: task.name, node, boundary: frame.id, scope: frame.prepared.scope, variables, onExit: frame.attempt.onExit, caller: { frame, key: task.rank } };
}

export function scopeOf(run: Run, frame: DagFrame, index: number): Scope {
  return taskScope(run, frame.prepared, frame.graph, frame.name, frame.told, index);
}
