import type { KubeObject, NodeStatus } from '../model/index.ts';
import { Definitions, hookOf, nodesOf, type NodeDefinition } from '../workflow/index.ts';
import type { WalkedWorkflow } from './workflow-walk.ts';

/** A node as a stage of the plan, with what is part of it. Built up in place, and not changed once it is given out. */
export interface TreeNode {
  /** Its place in `WorkflowTree.nodes`, and so that of its stage; -1: another one stands for it. */
  index: number;
  readonly node: NodeStatus;
  /** The node whose pod, gate or parts count: of a node that is tried once the attempt. */
  readonly inner: NodeStatus;
  readonly definition: NodeDefinition;
  readonly pod: KubeObject | null;
  readonly parent: TreeNode | null;
  readonly children: TreeNode[];
  /** Number of the step group, from 0; null: it is no step. */
  readonly group: number | null;
  /** Of a loop's item: the loop's name and what stands for the item. */
  readonly item: { readonly loop: string; readonly label: string } | null;
  /** Items that it stands for, when there are several. */
  alike: { readonly count: number; readonly items: readonly string[] } | null;
}

export interface WorkflowTree {
  /** In order of creation; without nodes that another one stands for. */
  readonly nodes: readonly TreeNode[];
  readonly roots: readonly TreeNode[];
  /** The tree node that stands for a node, by its id; step groups and loops as a whole have none. */
  readonly of: (id: string) => TreeNode | null;
  readonly statusOf: (id: string) => NodeStatus | null;
  readonly statuses: readonly NodeStatus[];
  /** Places in `statuses`, by id. */
  readonly places: ReadonlyMap<string, number>;
}

/** Up to this many items of a loop are shown one by one. */
const mostItems = 4;

/** How many names of a fan-out are told, half of them from its beginning. */
const mostNames = 6;

/** The nodes that do something or hold others, under the nodes that they are part of; items of a loop that are alike are one, unless `wholeLoops` is asked for. */
export function treeOf({ program, rest, pods }: WalkedWorkflow, wholeLoops: boolean): WorkflowTree {
  const statuses = [...nodesOf(rest.memory.nodes)];
  const places = new Map<string, number>();
  statuses.forEach(({ id }, place) => places.set(id, place));
  const statusOf = (id: string): NodeStatus | null => statuses[places.get(id) ?? -1] ?? null;
  const definitions = new Definitions(program, statusOf);
  const tried = attemptsByRetry(statuses, statusOf);
  /** By the places of nodes in `statuses`. */
  const trees = statuses.map((): TreeNode | null => null);
  const of = (id: string): TreeNode | null => trees[places.get(id) ?? -1] ?? null;
  const retries = new Map([...tried].flatMap(([retry, attempts]) => attempts.map(({ id }) => [id, retry] as const)));
  const all: TreeNode[] = [];
  for (let place = 0; place < statuses.length; place++) {
    const node = statuses[place] as NodeStatus;
    if (node.type === 'StepGroup' || node.type === 'TaskGroup' || node.type === 'Container' || trees[place]) continue;
    const attempts = node.type === 'Retry' ? (tried.get(node.id) ?? []) : [];
    const [only] = attempts;
    const inner = only && attempts.length === 1 ? only : node;
    const retry = retries.size === 0 ? null : of(retries.get(node.id) ?? '');
    const parent = retry ?? (node.boundary === null ? null : of(node.boundary));
    const definition = definitions.of(node);
    const title = node.displayName;
    const tree: TreeNode = {
      index: -1,
      node,
      inner,
      definition,
      pod: pods.get(inner.id) ?? null,
      parent,
      children: [],
      group: retry ? null : groupOf(node, statusOf),
      item: retry || node.hooked ? null : itemOf(title, definition),
      alike: null,
    };
    trees[place] = tree;
    if (inner !== node) trees[places.get(inner.id) ?? -1] = tree;
    parent?.children.push(tree);
    all.push(tree);
  }
  const gone = wholeLoops ? new Set<TreeNode>() : collapse(all, (id, tree) => void (trees[places.get(id) ?? -1] = tree));
  const nodes = gone.size === 0 ? all : all.filter((tree) => !gone.has(tree));
  nodes.forEach((tree, index) => (tree.index = index));
  return { nodes, roots: nodes.filter(({ parent }) => parent === null), of, statusOf, statuses, places };
}

/** The attempts of each node that is tried, by its id. */
function attemptsByRetry(statuses: readonly NodeStatus[], statusOf: (id: string) => NodeStatus | null): ReadonlyMap<string, readonly NodeStatus[]> {
  const found = new Map<string, readonly NodeStatus[]>();
  for (const node of statuses) {
    if (node.type !== 'Retry') continue;
    const attempts = node.children.flatMap((id) => statusOf(id) ?? []);
    found.set(node.id, attempts.filter((child) => child.retried && child.name.startsWith(`${node.name}(`)));
  }
  return found;
}

function groupOf({ name, boundary }: NodeStatus, statusOf: (id: string) => NodeStatus | null): number | null {
  const around = boundary === null ? null : statusOf(boundary);
  if (!around || name.charAt(around.name.length) !== '[') return null;
  const [, group] = /^\[(\d+)\]/.exec(name.slice(around.name.length)) ?? [];
  return group === undefined ? null : Number(group);
}

function itemOf(title: string, { call }: NodeDefinition): TreeNode['item'] {
  if (!call || !('withItems' in call || 'withParam' in call || 'withSequence' in call)) return null;
  const loop = typeof call['name'] === 'string' ? call['name'] : '';
  const [, label] = /^\((?:\d+:)?(.*)\)$/s.exec(title.slice(loop.length)) ?? [];
  return label === undefined || !title.startsWith(loop) ? null : { loop, label };
}

/** Has a tree node stand for a node. */
type StandFor = (id: string, tree: TreeNode) => void;

/** Joins items of a loop that look alike. The answer is what the others stand for. */
function collapse(all: readonly TreeNode[], standFor: StandFor): ReadonlySet<TreeNode> {
  const gone = new Set<TreeNode>();
  if (all.every(({ item }) => item === null)) return gone;
  const looks = looksOf(all);
  const alike = new Map<string, TreeNode[]>();
  for (const tree of all) {
    if (!tree.item || tree.node.widthUnknown !== null) continue;
    const key = `${tree.parent?.node.id ?? ''} ${tree.group ?? ''} ${tree.item.loop} ${looks.get(tree) ?? ''}`;
    const group = alike.get(key);
    if (group) group.push(tree);
    else alike.set(key, [tree]);
  }
  for (const group of alike.values()) {
    const [first, ...others] = group;
    if (!first || group.length <= mostItems) continue;
    const names = group.map(({ item }) => item?.label ?? '');
    first.alike = { count: group.length, items: names.length <= mostNames ? names : [...names.slice(0, mostNames / 2), ...names.slice(-mostNames / 2)] };
    for (const other of others) standIn(first, other, standFor, gone);
    const { parent } = first;
    if (parent) parent.children.splice(0, parent.children.length, ...parent.children.filter((child) => !gone.has(child)));
  }
  return gone;
}

/** Has one tree stand for another that looks alike, part by part. */
function standIn(first: TreeNode, other: TreeNode, standFor: StandFor, gone: Set<TreeNode>): void {
  gone.add(other);
  standFor(other.node.id, first);
  standFor(other.inner.id, first);
  other.children.forEach((child, index) => {
    const same = first.children[index];
    if (same) standIn(same, child, standFor, gone);
  });
}

/** A number for each way to look, its parts included: what a node is and does, but not what it is given. */
function looksOf(all: readonly TreeNode[]): ReadonlyMap<TreeNode, number> {
  const numbers = new Map<string, number>();
  const looks = new Map<TreeNode, number>();
  // What is part of a node is created after it.
  for (const tree of [...all].reverse()) {
    const { node, inner, item, children } = tree;
    const name = item ? item.loop : node.displayName;
    const text = JSON.stringify([name, node.type, inner.type, node.phase, node.template, node.conditional, node.widthUnknown, children.map((child) => looks.get(child))]);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    looks.set(tree, number);
  }
  return looks;
}

/** Whether a node is the handler of another's end. */
export function isExitHook(node: NodeStatus): boolean {
  return hookOf(node)?.name === 'exit';
}
