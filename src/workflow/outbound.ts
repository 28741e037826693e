import type { NodeStatus } from '../model/index.ts';
import type { Run } from './run.ts';

/**
 * The nodes behind which a node's successors come.
 *
 * @see Argo Workflows 4.1 controller getOutboundNodes
 */
export function outboundOf(run: Run, node: NodeStatus): readonly NodeStatus[] {
  const { book } = run;
  const nodes = (ids: readonly string[]): readonly NodeStatus[] => ids.flatMap((id) => book.findId(id) ?? []);
  switch (node.type) {
    case 'Skipped':
    case 'Suspend':
    case 'HTTP':
    case 'Plugin':
      return [node];
    case 'Pod': {
      if (node.template === null) return [node];
      // A set's containers are linked when its pod is asked for, before anything else: of thousands that come behind a pod only one is looked at.
      const first = book.findId(node.children[0] ?? '');
      return first?.type === 'Container' && first.boundary === node.id ? throughChildren(run, node) : [node];
    }
    case 'Container':
    case 'TaskGroup':
      return throughChildren(run, node);
    case 'Retry':
      return nodes(node.children.slice(-1));
    case 'Steps':
    case 'DAG':
      return node.memoization?.hit ? [node] : nodes(node.outbound).flatMap((one) => outboundOf(run, one));
    case 'StepGroup':
      return nodes(node.outbound).flatMap((one) => outboundOf(run, one));
  }
}

function throughChildren(run: Run, node: NodeStatus): readonly NodeStatus[] {
  if (node.children.length === 0) return [node];
  return node.children.flatMap((id) => {
    const child = run.book.findId(id);
    if (!child) return [];
    return node.type === 'Container' && child.boundary !== node.boundary ? [node] : outboundOf(run, child);
  });
}
