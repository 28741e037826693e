import type { NodeStatus } from '../model/index.ts';

/**
 * A node with some fields set anew.
 *
 * Every field is written out: V8 gives a copy that is made by spreading another shape at each place that makes one, and whatever reads nodes of many
 * shapes is many times as slow. So all nodes have the one shape that newNode gives them.
 */
export function changedNode(node: NodeStatus, change: Partial<NodeStatus>): NodeStatus {
  const copy: Record<keyof NodeStatus, unknown> = {
    id: node.id,
    name: node.name,
    displayName: node.displayName,
    type: node.type,
    template: node.template,
    templateScope: node.templateScope,
    boundary: node.boundary,
    phase: node.phase,
    message: node.message,
    startedAt: node.startedAt,
    finishedAt: node.finishedAt,
    inputs: node.inputs,
    outputs: node.outputs,
    children: node.children,
    outbound: node.outbound,
    hooked: node.hooked,
    retried: node.retried,
    memoization: node.memoization,
    daemoned: node.daemoned,
    waitingFor: node.waitingFor,
    pod: node.pod,
    conditional: node.conditional,
    widthUnknown: node.widthUnknown,
  };
  for (const field in change) copy[field as keyof NodeStatus] = change[field as keyof NodeStatus];
  return copy as NodeStatus;
}
