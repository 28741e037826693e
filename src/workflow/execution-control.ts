import type { NodeStatus } from '../model/index.ts';
import { childrenEnded } from './children-ended.ts';
import { killPod } from './daemons.ts';
import { fieldAt, wholeIn } from './fields.ts';
import type { WorkflowMemory } from './memory.ts';
import { isFulfilled, isPhaseFulfilled } from './phases.ts';
import { wake, type Run } from './run.ts';

/** When the Workflow's own time is over; null: it has no limit. @see Argo Workflows 4.1 controller getWorkflowDeadline */
export function workflowDeadline(spec: Run['program']['spec'], memory: WorkflowMemory): number | null {
  const seconds = fieldAt(spec, 'activeDeadlineSeconds') === undefined ? null : wholeIn(spec, 'activeDeadlineSeconds');
  if (seconds === null || memory.startedAt === null) return null;
  return Math.floor(memory.startedAt / 1000) * 1000 + seconds * 1000;
}

/**
 * Ends what may not go on: all pods when the Workflow is stopped or its time is over, but for exit handlers.
 *
 * @see Argo Workflows 4.1 controller applyExecutionControl, failNodesWithoutCreatedPodsAfterDeadlineOrShutdown
 */
export function controlExecution(run: Run): void {
  const { shutdown } = run.memory;
  const late = run.deadline !== null && run.now >= run.deadline;
  if (!shutdown && !late) return;
  const pods = run.book.all().filter(({ type, pod }) => type === 'Pod' && pod !== null);
  const others = run.book.all().filter(({ type, pod }) => type !== 'Pod' || pod === null);
  for (const { name } of [...pods, ...others]) {
    const node = run.book.get(name);
    if (isFulfilled(node)) continue;
    const exits = isPartOfExit(run, node);
    const stops = shutdown !== null && (shutdown === 'Terminate' || !exits);
    if (node.type === 'Pod' && node.pod !== null) {
      if (stops) fail(run, node, `workflow shutdown with strategy:  ${shutdown ?? ''}`);
      else if (late && !exits) fail(run, node, 'Step exceeded its deadline');
    } else if (stops) {
      const message = `Stopped with strategy '${shutdown ?? ''}'`;
      const waits = node.phase === 'Pending' && node.waitingFor !== null;
      const asks = node.type === 'Suspend' && node.phase === 'Running';
      const tried = node.type === 'Retry' && childrenEnded(run.book, node);
      if (asks || waits || tried || node.type === 'HTTP' || node.type === 'Plugin') end(run, node, message);
    } else if (late && !exits && (node.phase === 'Pending' || (node.type === 'Suspend' && node.phase === 'Running'))) end(run, node, 'Step exceeded its deadline');
  }
}

function fail(run: Run, node: NodeStatus, message: string): void {
  killPod(run, node.pod, `stop ${node.displayName}`);
  for (const child of node.children) {
    const container = run.book.findId(child);
    if (container?.type === 'Container' && !isPhaseFulfilled(container.phase)) run.book.mark(container.name, 'Failed', run.now, message);
  }
  end(run, node, message);
}

function end(run: Run, node: NodeStatus, message: string): void {
  run.book.mark(node.name, 'Failed', run.now, message);
  run.derived.suspended.delete(node.name);
  wake(run.derived.callers.get(node.name) ?? null);
}

/** @see Argo Workflows 4.1 NodeStatus.IsPartOfExitHandler */
function isPartOfExit(run: Run, node: NodeStatus): boolean {
  for (let at: NodeStatus | null = node; at; at = at.boundary === null ? null : run.book.findId(at.boundary)) if (at.displayName.endsWith('.onExit')) return true;
  return false;
}
