import type { NodeStatus } from '../model/index.ts';
import { hookOf } from '../workflow/index.ts';
import { isExitHook, type TreeNode, type WorkflowTree } from './workflow-tree.ts';

const nothing: ReadonlySet<TreeNode> = new Set();

/**
 * What each node of the tree waits for: nodes that do something, and for handlers the node whose end they follow.
 *
 * The controller links a node to those that come after it, and to its own first parts; read backwards, and through nodes that only hold others,
 * that is what a node waits for.
 */
export function needsOf({ nodes, roots, of, statusOf, statuses }: WorkflowTree): ReadonlyMap<TreeNode, ReadonlySet<TreeNode>> {
  const before = new Map<string, NodeStatus[]>();
  const exits = new Map<TreeNode, TreeNode>();
  for (const node of statuses) {
    for (const child of node.children) {
      const known = before.get(child);
      if (known) known.push(node);
      else before.set(child, [node]);
      const handler = statusOf(child);
      const tree = handler && isExitHook(handler) ? of(child) : null;
      const own = of(node.id);
      if (tree && own && tree !== own) exits.set(own, tree);
    }
  }
  const entry = roots.find(({ node }) => !node.hooked) ?? null;
  const found = new Map<string, ReadonlySet<TreeNode>>();
  const lookBefore = (node: NodeStatus): ReadonlySet<TreeNode> => {
    const known = found.get(node.id);
    if (known) return known;
    found.set(node.id, nothing);
    const set = beforeNode(node);
    found.set(node.id, set);
    return set;
  };
  const beforeNode = (node: NodeStatus): ReadonlySet<TreeNode> => {
    const hook = hookOf(node);
    const links = before.get(node.id) ?? [];
    if (hook?.name === 'exit' && links.length === 0) return entry ? new Set([entry]) : nothing;
    const passes = (link: NodeStatus): boolean => holds(link, node) || (hook !== null && hook.name !== 'exit');
    const [only] = links;
    if (only && links.length === 1 && passes(only)) return lookBefore(only);
    const set = new Set<TreeNode>();
    for (const link of links) {
      if (passes(link)) for (const one of lookBefore(link)) set.add(one);
      else addEnd(set, link, node);
    }
    return set;
  };
  const addEnd = (set: Set<TreeNode>, link: NodeStatus, node: NodeStatus): void => {
    const last = of(link.id);
    if (!last) return;
    set.add(last);
    if (hookOf(node)) return;
    const around = of(node.boundary ?? '');
    for (let at: TreeNode | null = last; at && at !== around; at = at.parent) {
      const exit = exits.get(at);
      if (exit) set.add(exit);
    }
  };
  return new Map(nodes.map((tree) => [tree, without(lookBefore(tree.node), tree)]));
}

function without(set: ReadonlySet<TreeNode>, own: TreeNode): ReadonlySet<TreeNode> {
  return set.has(own) ? new Set([...set].filter((one) => one !== own)) : set;
}

/** Whether a node is linked to another because that is its first part, and not because that comes after it. */
function holds(link: NodeStatus, node: NodeStatus): boolean {
  switch (link.type) {
    case 'StepGroup':
    case 'TaskGroup':
      return true;
    case 'Retry':
      return node.retried;
    case 'Steps':
    case 'DAG':
      return node.boundary === link.id;
    case 'Pod':
    case 'Container':
    case 'Skipped':
    case 'Suspend':
    case 'HTTP':
    case 'Plugin':
      return false;
  }
}

/**
 * The wave of each node: one after the last wave of what it waits for. A node that holds others is in the wave of the first of them, and nodes
 * that do nothing take no wave of their own.
 */
export function wavesOf(nodes: readonly TreeNode[], needs: ReadonlyMap<TreeNode, ReadonlySet<TreeNode>>): ReadonlyMap<TreeNode, number> {
  const waves = new Map<TreeNode, number>();
  const ends = new Map<TreeNode, number>();
  for (const tree of nodes) {
    let last = -1;
    for (const need of needs.get(tree) ?? []) last = Math.max(last, ends.get(need) ?? -1);
    waves.set(tree, last + 1);
    const end = doesSomething(tree) ? last + 1 : last;
    for (let at: TreeNode | null = tree; at; at = at.parent) ends.set(at, Math.max(ends.get(at) ?? -1, end));
  }
  return waves;
}

/** Whether it is a pod, a gate or a request: no node that holds others or is skipped. */
export function doesSomething({ inner }: TreeNode): boolean {
  return inner.type === 'Pod' || inner.type === 'Suspend' || inner.type === 'HTTP' || inner.type === 'Plugin';
}
