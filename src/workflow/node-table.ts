import type { NodeStatus } from '../model/index.ts';

const size = 64;

/** Nodes in order of creation. Never changed in place; a change copies one chunk and the list of chunks. */
export interface NodeTable {
  readonly count: number;
  readonly chunks: readonly (readonly NodeStatus[])[];
}

export const noNodes: NodeTable = { count: 0, chunks: [] };

export function* nodesOf(table: NodeTable): Iterable<NodeStatus> {
  for (const chunk of table.chunks) yield* chunk;
}

/** The table with some of its nodes replaced and others added behind. Costs what changes. */
export function withNodes(table: NodeTable, changed: ReadonlyMap<number, NodeStatus>): NodeTable {
  if (changed.size === 0) return table;
  const chunks = [...table.chunks];
  const owned = new Set<number>();
  let { count } = table;
  for (const [index, node] of changed) {
    const at = Math.floor(index / size);
    if (!owned.has(at)) {
      chunks[at] = [...(chunks[at] ?? [])];
      owned.add(at);
    }
    (chunks[at] as NodeStatus[])[index % size] = node;
    count = Math.max(count, index + 1);
  }
  return { count, chunks };
}

export function tableOf(nodes: Iterable<NodeStatus>): NodeTable {
  return withNodes(noNodes, new Map([...nodes].map((node, index) => [index, node])));
}
