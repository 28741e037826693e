import { continuesOn, evaluateResults, hookOf, nodeId, taskGraph, type TaskGraph, type TaskOutcomes, type TaskResults } from '../workflow/index.ts';
import { nameOf, namesIn, type FailedPhase, type LocalEffect } from './workflow-failure-local.ts';
import type { StagedWorkflow } from './workflow-stages.ts';
import type { TreeNode } from './workflow-tree.ts';

/** A DAG of the plan: its tasks, and the nodes that stand for them. */
interface PlannedDag {
  readonly graph: TaskGraph;
  readonly nodes: readonly (readonly TreeNode[])[];
  /** Phases of the tasks as planned; null: they did not begin. */
  readonly planned: readonly (Planned | null)[];
  /** Whether all that comes behind a task is lost with it. */
  readonly isSimple: readonly boolean[];
  /** By task, the last search that came to it, of those so far. */
  readonly seen: Int32Array;
  searches: number;
}

interface Planned {
  readonly phase: string;
  readonly daemoned: boolean;
}

/** How a task ends once another has failed. */
interface Changed {
  readonly phase: string;
  /** What it hands on to tasks that are omitted behind it. */
  readonly branch: FailedPhase | null;
}

/** More tasks than this are not looked at for one failure. */
const mostVisits = 2000;

const dags = new WeakMap<TreeNode, PlannedDag>();

/** What the failure of a task leads to within its DAG. @see Argo Workflows 4.1 controller executeDAGTask, assessDAGPhase */
export function dagEffect(parent: TreeNode, tree: TreeNode, phase: FailedPhase, staged: StagedWorkflow, most: number): LocalEffect {
  const dag = dagOf(parent, staged);
  const { graph, nodes, isSimple } = dag;
  const failing = graph.byName.get(nameOf(tree)) ?? -1;
  const task = graph.tasks[failing];
  if (!task) return { lost: [], instead: [], isCut: false, fails: phase, isExact: false };
  if (isSimple[failing] === true && !continuesOn(task.value, phase)) {
    const behind = behindOf(dag, failing, most);
    const lost: TreeNode[] = [];
    for (let at = 0; at < behind.length; at++) {
      const own = nodes[behind[at] ?? -1] ?? [];
      for (let nth = 0; nth < own.length; nth++) lost.push(own[nth] as TreeNode);
    }
    return { lost: lost.length > most ? lost.slice(0, most) : lost, instead: [], isCut: behind.length >= most || lost.length > most, fails: phase, isExact: true };
  }
  const changed = spread(dag, failing, phase, tree);
  const lost: TreeNode[] = [];
  const instead: TreeNode[] = [];
  const gone = new Set<string>([task.name]);
  const running: string[] = [];
  for (const [index, { phase: now }] of [...changed].sort(([a], [b]) => a - b)) {
    if (index === failing) continue;
    const was = dag.planned[index]?.phase ?? '';
    const one = graph.tasks[index];
    if (now === 'Omitted' && was !== 'Omitted') {
      lost.push(...(nodes[index] ?? []));
      gone.add(one?.name ?? '');
    } else if (now === 'Succeeded') {
      if (was === 'Omitted') instead.push(...(nodes[index] ?? []));
      running.push(JSON.stringify(one?.value ?? {}));
    }
  }
  const fails = endOf(graph, changed);
  if (fails === null) running.push(JSON.stringify(parent.definition.template?.['outputs'] ?? {}));
  const isTold = [...namesIn(running.join(' '))].some((name) => gone.has(name));
  return { lost: lost.slice(0, most), instead: instead.slice(0, most), isCut: lost.length > most || instead.length > most || changed.size > mostVisits, fails, isExact: !isTold && changed.size <= mostVisits };
}

/** Whether a task that is planned not to run waits for one. */
export function hasIdleBehind(parent: TreeNode, tree: TreeNode, staged: StagedWorkflow): boolean {
  const { graph, planned } = dagOf(parent, staged);
  const dependents = graph.tasks[graph.byName.get(nameOf(tree)) ?? -1]?.dependents ?? [];
  return dependents.some((index) => planned[index]?.phase === 'Skipped' || planned[index]?.phase === 'Omitted');
}

function dagOf(parent: TreeNode, staged: StagedWorkflow): PlannedDag {
  const dag = dags.get(parent) ?? planOf(parent, staged);
  dags.set(parent, dag);
  return dag;
}

function planOf(parent: TreeNode, { tree, walked }: StagedWorkflow): PlannedDag {
  const graph = taskGraph(parent.definition.template ?? {});
  const nodes: TreeNode[][] = graph.tasks.map(() => []);
  for (const child of parent.children) {
    const hook = hookOf(child.node);
    const index = graph.byName.get(hook ? taskIn(hook.of, parent) : nameOf(child));
    if (index !== undefined) nodes[index]?.push(child);
  }
  const planned = graph.tasks.map(({ name }): Planned | null => tree.statusOf(nodeId(walked.program.name, `${parent.inner.name}.${name}`)));
  const isSimple = graph.tasks.map(() => true);
  for (const index of [...graph.order].reverse()) {
    const { dependents } = graph.tasks[index] as TaskGraph['tasks'][number];
    isSimple[index] = dependents.every((dependent) => {
      const task = graph.tasks[dependent];
      return task !== undefined && (task.rank < 0 || (task.plain && isSimple[dependent] === true && planned[dependent]?.phase !== 'Skipped'));
    }) && !('continueOn' in (graph.tasks[index]?.value ?? {}));
  }
  return { graph, nodes, planned, isSimple, seen: new Int32Array(graph.tasks.length), searches: 0 };
}

/** The task whose hook it is: "w.main.a" of "w.main", or an item of its loop. */
function taskIn(name: string, { inner }: TreeNode): string {
  return name.slice(inner.name.length + 1).replace(/\(.*\)$/s, '');
}

/** Tasks that wait for one, through others too, in the order in which they are come to. */
function behindOf(dag: PlannedDag, start: number, most: number): readonly number[] {
  const { seen, graph: { tasks } } = dag;
  const search = ++dag.searches;
  const found: number[] = [];
  for (let at = -1; at < found.length && found.length < most; at++) {
    const { dependents } = tasks[at < 0 ? start : (found[at] as number)] as TaskGraph['tasks'][number];
    for (let nth = 0; nth < dependents.length; nth++) {
      const dependent = dependents[nth] as number;
      if (seen[dependent] === search || (tasks[dependent]?.rank ?? -1) < 0) continue;
      seen[dependent] = search;
      if (found.push(dependent) >= most) break;
    }
  }
  return found;
}

/** Every task that ends otherwise than planned, or hands on otherwise how its branch stands. */
function spread({ graph, planned }: PlannedDag, failing: number, phase: FailedPhase, tree: TreeNode): ReadonlyMap<number, Changed> {
  const changed = new Map<number, Changed>([[failing, { phase, branch: phase }]]);
  const due = new Set(graph.tasks[failing]?.dependents ?? []);
  const next = (): number | undefined => {
    // Tasks are numbered as they are written, and looked at once all that they wait for is settled.
    let best: number | undefined;
    for (const index of due) if (best === undefined || rankOf(graph, index) < rankOf(graph, best)) best = index;
    return best;
  };
  for (let index = next(); index !== undefined && changed.size <= mostVisits; index = next()) {
    due.delete(index);
    const task = graph.tasks[index];
    const was = planned[index];
    if (!task || task.rank < 0 || !was) continue;
    const outcomes = new Map(task.needs.map((need) => [(graph.tasks[need]?.name ?? '').replaceAll('-', '_'), outcomesOf(need, changed, planned, failing, tree)] as const));
    const runs = evaluateResults(task.logic().replaceAll('-', '_'), outcomes);
    const isRun = runs.kind === 'known' && runs.value;
    const now = !isRun ? 'Omitted' : was.phase === 'Omitted' ? 'Succeeded' : was.phase;
    const branches = task.needs.map((need) => changed.get(need)?.branch ?? null);
    const branch = now === 'Omitted' || now === 'Skipped' ? (branches.find((one) => one !== null) ?? null) : null;
    if (now === was.phase && branch === null && !task.needs.includes(failing)) continue;
    changed.set(index, { phase: now, branch });
    if (now !== was.phase || branch !== null) for (const dependent of task.dependents) due.add(dependent);
  }
  return changed;
}

function rankOf({ tasks }: TaskGraph, index: number): number {
  return tasks[index]?.rank ?? -1;
}

function outcomesOf(need: number, changed: ReadonlyMap<number, Changed>, planned: PlannedDag['planned'], failing: number, tree: TreeNode): TaskOutcomes {
  const phase = changed.get(need)?.phase ?? planned[need]?.phase ?? '';
  const items = need === failing && (tree.item !== null || tree.alike !== null);
  const isOneOfMany = items && (tree.alike !== null || tree.parent?.children.some((other) => other !== tree && other.item?.loop === tree.item?.loop) === true);
  const results: TaskResults = {
    Succeeded: phase === 'Succeeded',
    Failed: phase === 'Failed',
    Errored: phase === 'Error',
    Skipped: phase === 'Skipped',
    Omitted: phase === 'Omitted',
    Daemoned: need !== failing && planned[need]?.daemoned === true,
    AnySucceeded: need === failing ? isOneOfMany : phase === 'Succeeded',
    AllFailed: items && !isOneOfMany,
  };
  return { possible: [results], because: null };
}

/** How the DAG ends; null: well. Targets that are omitted end as the branch that led to them. */
function endOf({ targets, tasks }: TaskGraph, changed: ReadonlyMap<number, Changed>): FailedPhase | null {
  let end: FailedPhase | null = null;
  for (const target of targets) {
    const branch = changed.get(target)?.branch ?? null;
    if (branch === null || continuesOn(tasks[target]?.value ?? {}, branch)) continue;
    end ??= branch;
  }
  return end;
}
