import type { NodePhase, NodeStatus } from '../model/index.ts';
import { fieldAt } from './fields.ts';
import { continuesOn } from './continue-on.ts';
import type { TaskGraph } from './dag-graph.ts';
import { nodeId } from './names.ts';
import { isCompleted, isFulfilled, isUnsuccessful } from './phases.ts';
import type { Run } from './run.ts';
import type { Template } from './template.ts';

/**
 * How a DAG stands, by all nodes below it: an omitted task takes over the phase of the branch that led to it.
 *
 * @see Argo Workflows 4.1 controller assessDAGPhase
 */
export function dagPhase(run: Run, boundary: NodeStatus, template: Template, graph: TaskGraph): NodePhase {
  const { book } = run;
  const phases = new Map<string, NodePhase | ''>(graph.targets.map((index) => [idOf(run, boundary, graph, index), '']));
  const queue: { readonly id: string; readonly phase: NodePhase }[] = [];
  const seen = new Set<string>();
  const enqueue = (ids: readonly string[], phase: NodePhase): void => {
    for (const id of ids) {
      const key = `${id} ${phase}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ id, phase });
    }
  };
  enqueue(boundary.children, 'Succeeded');
  for (let at = 0; at < queue.length; at++) {
    const { id, phase } = queue[at] as (typeof queue)[number];
    const node = book.findId(id);
    if (!node || !isFulfilled(node)) return 'Running';
    const branch = isCompleted(node.phase) ? node.phase : phase;
    const before = phases.get(id);
    if (before !== undefined && !(before !== '' && isUnsuccessful(before))) phases.set(id, branch);
    enqueue(node.type === 'Retry' ? behindAttempts(run, node) : node.children, branch);
  }
  return resultOf(run, boundary, template, graph, phases);
}

function resultOf(run: Run, boundary: NodeStatus, template: Template, graph: TaskGraph, phases: ReadonlyMap<string, NodePhase | ''>): NodePhase {
  const failFast = fieldAt(template, 'dag', 'failFast') !== false;
  let result: NodePhase = 'Succeeded';
  for (const index of graph.targets) {
    const phase = phases.get(idOf(run, boundary, graph, index)) ?? '';
    if (phase === '') {
      result = 'Running';
      if (!failFast) break;
    } else if (isUnsuccessful(phase)) {
      if (continuesOn(graph.tasks[index]?.value ?? {}, phase)) continue;
      result = phase;
      if (failFast) break;
    }
  }
  return result;
}

function idOf(run: Run, boundary: NodeStatus, graph: TaskGraph, index: number): string {
  return nodeId(run.program.name, `${boundary.name}.${graph.tasks[index]?.name ?? ''}`);
}

/** @see Argo Workflows 4.1 controller getRetryNodeChildrenIds */
function behindAttempts(run: Run, node: NodeStatus): readonly string[] {
  return [...node.children].reverse().flatMap((id) => {
    const child = run.book.findId(id);
    if (!child) return [];
    return child.hooked ? [child.id] : child.children;
  });
}
