import type { NodePhase, NodeStatus } from '../model/index.ts';

/** It ran to an end. */
export function isCompleted(phase: NodePhase): boolean {
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Error';
}

/** Nothing more happens to it; a daemon that runs counts too, since its dependents go on. */
export function isFulfilled(node: Pick<NodeStatus, 'phase' | 'daemoned'>): boolean {
  return isPhaseFulfilled(node.phase) || (node.daemoned && node.phase !== 'Pending');
}

export function isPhaseFulfilled(phase: NodePhase): boolean {
  return isCompleted(phase) || phase === 'Skipped' || phase === 'Omitted';
}

export function isUnsuccessful(phase: NodePhase): boolean {
  return phase === 'Failed' || phase === 'Error';
}
