import type { NodeStatus } from '../model/index.ts';
import { hookOf } from '../workflow/index.ts';
import { isExitHook, type TreeNode, type WorkflowTree } from './workflow-tree.ts';

const nothing: readonly TreeNode[] = [];

/**
 * What each node of the tree waits for, by its index: nodes that do something, and for handlers the node whose end they follow; each once.
 *
 * The controller links a node to those that come after it, and to its own first parts; read backwards, and through nodes that only hold others,
 * that is what a node waits for.
 */
export function needsOf(whole: WorkflowTree): readonly (readonly TreeNode[])[] {
  const { nodes, roots, of, statuses, places } = whole;
  const before = linksBefore(whole);
  const exits = exitsOf(whole);
  const entry = roots.find(({ node }) => !node.hooked) ?? null;
  const found = statuses.map((): readonly TreeNode[] | null => null);
  const lookBefore = (node: NodeStatus): readonly TreeNode[] => {
    const place = places.get(node.id) ?? -1;
    const known = found[place];
    if (known) return known;
    found[place] = nothing;
    return (found[place] = beforeNode(node, before[place] ?? []));
  };
  const beforeNode = (node: NodeStatus, links: readonly NodeStatus[]): readonly TreeNode[] => {
    const hook = hookOf(node);
    if (hook?.name === 'exit' && links.length === 0) return entry ? [entry] : nothing;
    const passes = (link: NodeStatus): boolean => holds(link, node) || (hook !== null && hook.name !== 'exit');
    const [only] = links;
    if (only && links.length === 1 && passes(only)) return lookBefore(only);
    const all: TreeNode[] = [];
    for (const link of links) {
      if (passes(link)) for (const one of lookBefore(link)) all.push(one);
      else addEnd(all, link, node);
    }
    return eachOnce(all);
  };
  const addEnd = (all: TreeNode[], link: NodeStatus, node: NodeStatus): void => {
    const last = of(link.id);
    if (!last) return;
    all.push(last);
    if (exits.size === 0 || hookOf(node)) return;
    const around = of(node.boundary ?? '');
    for (let at: TreeNode | null = last; at && at !== around; at = at.parent) {
      const exit = exits.get(at);
      if (exit) all.push(exit);
    }
  };
  return nodes.map((tree) => without(lookBefore(tree.node), tree));
}

/** The nodes that are linked to each one, by its place. */
function linksBefore({ statuses, places }: WorkflowTree): readonly (readonly NodeStatus[] | null)[] {
  const before = statuses.map((): NodeStatus[] | null => null);
  for (const node of statuses) {
    for (const child of node.children) {
      const place = places.get(child);
      if (place === undefined) continue;
      const known = before[place];
      if (known) known.push(node);
      else before[place] = [node];
    }
  }
  return before;
}

/** The handlers of nodes' ends. */
function exitsOf({ statuses, statusOf, of }: WorkflowTree): ReadonlyMap<TreeNode, TreeNode> {
  const exits = new Map<TreeNode, TreeNode>();
  if (!statuses.some(isExitHook)) return exits;
  for (const node of statuses) {
    for (const child of node.children) {
      const handler = statusOf(child);
      const tree = handler && isExitHook(handler) ? of(child) : null;
      const own = of(node.id);
      if (tree && own && tree !== own) exits.set(own, tree);
    }
  }
  return exits;
}

function eachOnce(all: readonly TreeNode[]): readonly TreeNode[] {
  if (all.length < 2) return all;
  return all.length > 8 ? [...new Set(all)] : all.filter((one, at) => all.indexOf(one) === at);
}

function without(list: readonly TreeNode[], own: TreeNode): readonly TreeNode[] {
  return list.includes(own) ? list.filter((one) => one !== own) : list;
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
 * The wave of each node, by its index: one after the last wave of what it waits for. A node that holds others is in the wave of the first of them,
 * and nodes that do nothing take no wave of their own.
 */
export function wavesOf(nodes: readonly TreeNode[], needs: readonly (readonly TreeNode[])[]): readonly number[] {
  const ends = nodes.map(() => -1);
  return nodes.map((tree, index) => {
    let last = -1;
    for (const need of needs[index] ?? []) last = Math.max(last, ends[need.index] ?? -1);
    const end = doesSomething(tree) ? last + 1 : last;
    for (let at: TreeNode | null = tree; at; at = at.parent) ends[at.index] = Math.max(ends[at.index] ?? -1, end);
    return last + 1;
  });
}

/** Whether it is a pod, a gate or a request: no node that holds others or is skipped. */
export function doesSomething({ inner }: TreeNode): boolean {
  return inner.type === 'Pod' || inner.type === 'Suspend' || inner.type === 'HTTP' || inner.type === 'Plugin';
}
