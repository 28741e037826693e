import { isJsonObject, someText, type JsonObject } from '../lang/index.ts';
import { isTrue, listIn, objectsIn, textIn } from './fields.ts';
import { lifecycleHooks } from './hooks.ts';
import type { Template } from './template.ts';

/** One task of a DAG and what it depends on. */
export interface Task {
  readonly name: string;
  readonly value: JsonObject;
  /** Indexes of the tasks it depends on, each once. */
  readonly needs: readonly number[];
  /** Indexes of the tasks that depend on it. */
  readonly dependents: readonly number[];
  /** Whether it has a condition over its dependencies. */
  readonly depends: boolean;
  /** Whether the condition is true when all of its dependencies have succeeded. */
  readonly plain: boolean;
  /** Whether there is nothing in it to fill in or to decide on. */
  readonly isFixed: boolean;
  /** The condition with each result named. */
  readonly logic: () => string;
  /** Its place in the order in which the controller looks at tasks. */
  readonly rank: number;
}

/** The tasks of a DAG. Tasks that are not on the way to a target have the rank -1. */
export interface TaskGraph {
  readonly tasks: readonly Task[];
  readonly byName: ReadonlyMap<string, number>;
  /** Indexes of the tasks that the DAG is run for. */
  readonly targets: readonly number[];
  /** Those of them that have hooks, which are looked at each time. */
  readonly hookedTargets: readonly number[];
  /** Indexes by rank. */
  readonly order: readonly number[];
}

const known = new WeakMap<Template, TaskGraph>();

/**
 * Reads the dependencies of a DAG's tasks.
 *
 * The controller starts at the targets, sorted by name unless they are written, and visits dependencies before what depends on them.
 *
 * @see Argo Workflows 4.1 common.GetTaskDependencies, controller findLeafTaskNames, executeDAGTask
 */
export function taskGraph(template: Template): TaskGraph {
  const done = known.get(template);
  if (done) return done;
  const graph = readGraph(template);
  known.set(template, graph);
  return graph;
}

function readGraph(template: Template): TaskGraph {
  const values = objectsIn(template, 'dag', 'tasks');
  const byName = new Map<string, number>();
  values.forEach((value, index) => byName.set(textIn(value, 'name'), index));
  const needs: number[][] = [];
  const conditions: Condition[] = [];
  const dependents: number[][] = values.map(() => []);
  const find = (name: string): JsonObject => values[byName.get(name) ?? -1] ?? {};
  values.forEach((value, index) => {
    const condition = dependenciesOf(value, find);
    const found: number[] = [];
    for (const name of condition.names) {
      const need = byName.get(name);
      if (need === undefined) continue;
      found.push(need);
      dependents[need]?.push(index);
    }
    needs.push(found);
    conditions.push(condition);
  });
  const target = textIn(template, 'dag', 'target');
  const leaves = [...byName].filter(([, index]) => dependents[index]?.length === 0).map(([name]) => name).sort();
  const targets = (target === '' ? leaves : target.split(' ')).flatMap((name) => byName.get(name) ?? []);
  const order = visit(targets, needs);
  const ranks = values.map(() => -1);
  order.forEach((index, rank) => (ranks[index] = rank));
  const tasks = values.map((value, index): Task => {
    const { names, depends, plain, logic } = conditions[index] as Condition;
    const own = needs[index] ?? [];
    return { name: textIn(value, 'name'), value, needs: own, dependents: dependents[index] ?? [], depends, plain: plain && own.length === names.length, isFixed: isFixed(value), logic, rank: ranks[index] ?? -1 };
  });
  const hookedTargets = targets.filter((index) => lifecycleHooks(values[index] ?? {}).length > 0);
  return { tasks, byName, targets, hookedTargets, order };
}

function isFixed(value: JsonObject): boolean {
  return !('when' in value) && !('hooks' in value) && listIn(value, 'arguments', 'artifacts').length === 0 && !someText(value, (text) => text.includes('{{'));
}

/** Depth first, dependencies before dependents; without recursion, since chains may be long. */
function visit(targets: readonly number[], needs: readonly (readonly number[])[]): readonly number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  for (const target of targets) {
    const stack: { readonly index: number; next: number }[] = [];
    const enter = (index: number): void => {
      if (seen.has(index)) return;
      seen.add(index);
      stack.push({ index, next: 0 });
    };
    enter(target);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const need = needs[top.index]?.[top.next++];
      if (need !== undefined) enter(need);
      else {
        order.push(top.index);
        stack.pop();
      }
    }
  }
  return order;
}

interface Condition {
  readonly names: readonly string[];
  readonly depends: boolean;
  readonly plain: boolean;
  readonly logic: () => string;
}

const plainPattern = /^[a-zA-Z0-9][-a-zA-Z0-9]*( && [a-zA-Z0-9][-a-zA-Z0-9]*)*$/;

const wordPattern = /([a-zA-Z0-9][-a-zA-Z0-9]*?\.[A-Z][a-zA-Z]+)|([a-zA-Z0-9][-a-zA-Z0-9]*)/g;

/** The names a task depends on, and its condition with every result written out. */
function dependenciesOf(value: JsonObject, find: (name: string) => JsonObject): Condition {
  const depends = textIn(value, 'depends');
  if (depends === '') {
    const names = listIn(value, 'dependencies').map(String);
    return goodEnds(names, find);
  }
  if (plainPattern.test(depends)) return goodEnds(depends.split(' && '), find);
  const names = new Set<string>();
  const logic = depends.replace(wordPattern, (match: string, result: string | undefined) => {
    const [name = ''] = match.split('.');
    names.add(name);
    return result === undefined ? anyGoodEnd(name, find(name)) : match;
  });
  return { names: [...names], depends: true, plain: false, logic: () => logic };
}

function goodEnds(names: readonly string[], find: (name: string) => JsonObject): Condition {
  return { names: names.length > 1 ? [...new Set(names)] : names, depends: names.length > 0, plain: true, logic: () => names.map((name) => anyGoodEnd(name, find(name))).join(' && ') };
}

/** A task named without a result: it succeeded, was skipped or is a daemon that runs; or it failed and may. @see Argo Workflows 4.1 common.expandDependency */
function anyGoodEnd(name: string, task: JsonObject): string {
  const on = isJsonObject(task['continueOn']) ? task['continueOn'] : {};
  const results = ['Succeeded', 'Skipped', 'Daemoned', ...(isTrue(on, 'error') ? ['Errored'] : []), ...(isTrue(on, 'failed') ? ['Failed'] : [])];
  return `(${results.map((result) => `${name}.${result}`).join(' || ')})`;
}

/** Indexes of all that a task depends on, through others too; those it names first. */
export function ancestorsOf(graph: TaskGraph, index: number): ReadonlySet<number> {
  const found = new Set<number>();
  const stack = [...(graph.tasks[index]?.needs ?? [])];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    stack.push(...(graph.tasks[at]?.needs ?? []));
  }
  return found;
}
