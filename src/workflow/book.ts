import { invariant } from '../diagnostic/index.ts';
import type { NodePhase, NodeStatus } from '../model/index.ts';
import { changedNode } from './changed-node.ts';
import { nodeId } from './names.ts';
import { nodesOf, withNodes, type NodeTable } from './node-table.ts';
import { isFulfilled, isUnsuccessful } from './phases.ts';

/** How many nodes of one boundary are in a state that something depends on. */
export interface Counts {
  /** Pods that exist and have not ended. */
  pods: number;
  /** Pods, Steps and DAGs that have not ended. */
  active: number;
  /** Pods, Steps and DAGs that failed. */
  unsuccessful: number;
  /** Nodes of any type that are not fulfilled. */
  open: number;
}

/** So many children are looked through one by one. */
const few = 16;

/** Called for a node that was changed, with what it was before; null: it is new. */
export type Watch = (node: NodeStatus, before: NodeStatus | null) => void;

/**
 * The nodes while a decision is made: read and changed one by one, counted as they change.
 *
 * Nodes themselves are never changed in place, so that what was given out before stays true. It has state because it is what a decision works on;
 * between decisions it is a cache of the memory's table.
 */
export class Book {
  readonly workflow: string;
  #nodes: NodeStatus[] = [];
  #byName = new Map<string, number>();
  #byId = new Map<string, number>();
  /** IDs of the children of nodes that have many. */
  #manyChildren = new Map<number, Set<string>>();
  #counts = new Map<string | null, Counts>();
  #changed = new Map<number, NodeStatus>();
  #ownChildren = new Set<number>();
  #daemons = new Set<string>();
  #activePods = 0;
  #watch: Watch | null = null;

  constructor(workflow: string, table: NodeTable) {
    this.workflow = workflow;
    for (const node of nodesOf(table)) this.#insert(node);
  }

  set watch(watch: Watch | null) {
    this.#watch = watch;
  }

  /** Pods of the whole Workflow that exist and have not ended. */
  get activePods(): number {
    return this.#activePods;
  }

  get size(): number {
    return this.#nodes.length;
  }

  all(): readonly NodeStatus[] {
    return this.#nodes;
  }

  find(name: string): NodeStatus | null {
    const index = this.#byName.get(name);
    return index === undefined ? null : (this.#nodes[index] ?? null);
  }

  findId(id: string): NodeStatus | null {
    const index = this.#byId.get(id);
    return index === undefined ? null : (this.#nodes[index] ?? null);
  }

  get(name: string): NodeStatus {
    const node = this.find(name);
    invariant(node !== null, `no node ${name}`);
    return node;
  }

  /** IDs of the daemons that run. */
  daemons(): readonly string[] {
    return [...this.#daemons];
  }

  countsOf(boundary: string | null): Counts {
    let counts = this.#counts.get(boundary);
    if (!counts) this.#counts.set(boundary, (counts = { pods: 0, active: 0, unsuccessful: 0, open: 0 }));
    return counts;
  }

  add(node: NodeStatus): NodeStatus {
    invariant(!this.#byId.has(node.id), `node ${node.name} is there already`);
    const index = this.#insert(node);
    this.#changed.set(index, node);
    this.#watch?.(node, null);
    return node;
  }

  edit(name: string, change: Partial<NodeStatus>): NodeStatus {
    const index = this.#byName.get(name);
    const old = index === undefined ? undefined : this.#nodes[index];
    invariant(index !== undefined && old !== undefined, `no node ${name}`);
    if (isPartOf(change, old)) return old;
    const node = changedNode(old, change);
    this.#count(old, -1);
    this.#count(node, 1);
    this.#nodes[index] = node;
    this.#changed.set(index, node);
    this.#watch?.(node, old);
    return node;
  }

  /** Sets the phase, with the time of the end if it ends by that. Without a message the old one stays. */
  mark(name: string, phase: NodePhase, now: number, message?: string): NodeStatus {
    const node = this.get(name);
    const ended = isFulfilled({ phase, daemoned: node.daemoned }) && node.finishedAt === null;
    return this.edit(name, { phase, ...(message !== undefined && { message }), ...(ended && { finishedAt: now }) });
  }

  /** Both are names of nodes; the child may still be to come. */
  link(parent: string, child: string): void {
    const index = this.#byName.get(parent);
    const node = index === undefined ? undefined : this.#nodes[index];
    invariant(index !== undefined && node !== undefined, `no node ${parent}`);
    const id = this.find(child)?.id ?? nodeId(this.workflow, child);
    if (this.#isChild(index, node, id)) return;
    if (this.#ownChildren.has(index)) {
      (node.children as string[]).push(id);
      return;
    }
    this.#ownChildren.add(index);
    const linked = changedNode(node, { children: [...node.children, id] });
    this.#nodes[index] = linked;
    this.#changed.set(index, linked);
  }

  /** Whether it is a child already; if not, it is about to be. */
  #isChild(index: number, { children }: NodeStatus, id: string): boolean {
    if (children.length < few) return children.includes(id);
    const known = this.#manyChildren.get(index);
    const all = known ?? new Set(children);
    if (!known) this.#manyChildren.set(index, all);
    if (all.has(id)) return true;
    all.add(id);
    return false;
  }

  /** The table with all that changed since the last call. */
  commit(table: NodeTable): NodeTable {
    const next = withNodes(table, this.#changed);
    this.#changed = new Map();
    this.#ownChildren = new Set();
    return next;
  }

  #insert(node: NodeStatus): number {
    const index = this.#nodes.length;
    this.#nodes.push(node);
    this.#byName.set(node.name, index);
    this.#byId.set(node.id, index);
    this.#count(node, 1);
    return index;
  }

  #count(node: NodeStatus, by: 1 | -1): void {
    const counts = this.countsOf(node.boundary);
    const runs = node.phase === 'Pending' || node.phase === 'Running';
    const counted = node.type === 'Pod' || node.type === 'Steps' || node.type === 'DAG';
    if (node.type === 'Pod' && runs && node.pod !== null && node.waitingFor === null) {
      counts.pods += by;
      this.#activePods += by;
    }
    if (counted && runs) counts.active += by;
    if (counted && isUnsuccessful(node.phase)) counts.unsuccessful += by;
    if (!isFulfilled(node)) counts.open += by;
    if (node.daemoned) {
      if (by > 0) this.#daemons.add(node.id);
      else this.#daemons.delete(node.id);
    }
  }
}

function isPartOf(change: Partial<NodeStatus>, node: NodeStatus): boolean {
  for (const key in change) if (node[key as keyof NodeStatus] !== change[key as keyof NodeStatus]) return false;
  return true;
}
