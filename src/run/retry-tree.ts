import type { NodeStatus } from '../model/index.ts';

/** What a retry forgets, and what it has run again. Node IDs. */
export interface RetryPlan {
  readonly reset: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
}

/**
 * The nodes of an ended Workflow with the parent of each: of several, the one whose ID comes last.
 *
 * @see Argo Workflows 4.1 workflow/util newWorkflowsDag, resetPath
 */
export class RetryTree {
  readonly #nodes: ReadonlyMap<string, NodeStatus>;
  readonly #parents = new Map<string, string>();
  readonly #root: string;
  readonly #chosen: ReadonlySet<string>;

  constructor(nodes: readonly NodeStatus[], root: string, chosen: ReadonlySet<string>) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    for (const node of nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) for (const child of node.children) this.#parents.set(child, node.id);
    this.#root = root;
    this.#chosen = chosen;
  }

  /** @param anew groups that run again have their items made anew, since arguments have changed */
  plan(anew: boolean): RetryPlan {
    const reset = new Set<string>();
    const gone = new Set<string>();
    const again = this.#again();
    for (const node of this.#fromRoot()) {
      if (!again.has(node.id) || gone.has(node.id)) continue;
      for (const id of [node.id, ...this.#below(node.id)]) gone.add(id);
      if (node.id !== this.#root) this.#resetAbove(node, reset, gone);
    }
    if (anew) for (const id of [...reset]) if (!gone.has(id) && ['TaskGroup', 'StepGroup'].includes(this.#nodes.get(id)?.type ?? '')) for (const child of this.#below(id)) gone.add(child);
    for (const id of gone) reset.delete(id);
    return { reset, gone };
  }

  /** Chosen nodes, and those that failed and nothing that succeeded came of. */
  #again(): ReadonlySet<string> {
    const again = new Set(this.#chosen);
    for (const node of this.#nodes.values()) {
      if ((node.phase !== 'Failed' && node.phase !== 'Error') || !['Pod', 'Container', 'HTTP', 'Plugin'].includes(node.type)) continue;
      const tried = node.retried ? (this.#retryOf(node.id) ?? node) : node;
      if (!this.#ledToSuccess(tried.id)) again.add(node.id);
    }
    return again;
  }

  #retryOf(id: string): NodeStatus | undefined {
    return [...this.#nodes.values()].find(({ type, children }) => type === 'Retry' && children.includes(id));
  }

  #ledToSuccess(id: string): boolean {
    return [...this.#below(id)].some((child) => !this.#chosen.has(child) && this.#nodes.get(child)?.phase === 'Succeeded');
  }

  #below(id: string): ReadonlySet<string> {
    const found = new Set<string>();
    const queue = [id];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const child of this.#nodes.get(at)?.children ?? []) {
        if (found.has(child) || !this.#nodes.has(child)) continue;
        found.add(child);
        queue.push(child);
      }
    }
    return found;
  }

  /** Breadth first from the entrypoint; the exit handler's nodes are not among them. */
  #fromRoot(): readonly NodeStatus[] {
    const root = this.#nodes.get(this.#root);
    const order = root ? [root] : [];
    const seen = new Set([this.#root]);
    for (const node of order) {
      for (const id of node.children) {
        const child = this.#nodes.get(id);
        if (!child || seen.has(id)) continue;
        seen.add(id);
        order.push(child);
      }
    }
    return order;
  }

  #parentOf(node: NodeStatus): NodeStatus | undefined {
    return this.#nodes.get(this.#parents.get(node.id) ?? '');
  }

  #resetAbove(start: NodeStatus, reset: Set<string>, gone: Set<string>): void {
    for (let at: NodeStatus | undefined = start; at; ) {
      if (isGroup(at)) {
        reset.add(at.id);
        at = this.#resetBoundaries(at, reset);
        continue;
      }
      if (at.type === 'Retry' && (at.phase === 'Failed' || at.phase === 'Error')) reset.add(at.id);
      if (at.type === 'Container') {
        const pod = this.#upTo(at, ({ type }) => type === 'Pod');
        if (!pod) return;
        for (const id of [pod.id, ...this.#below(pod.id)]) gone.add(id);
        at = pod;
      }
      at = this.#parentOf(at);
    }
  }

  #resetBoundaries(from: NodeStatus, reset: Set<string>): NodeStatus | undefined {
    let at: NodeStatus | undefined = from;
    while (at) {
      let parent = this.#parentOf(at);
      if (parent?.type === 'Retry') {
        reset.add(parent.id);
        at = parent;
        parent = this.#parentOf(at);
      }
      if (parent?.type === 'StepGroup' || parent?.type === 'TaskGroup') reset.add(parent.id);
      const { boundary }: NodeStatus = at;
      if (boundary === null) return parent;
      at = this.#upTo(at, ({ id }) => id === boundary);
      if (at) reset.add(at.id);
    }
    return undefined;
  }

  #upTo(node: NodeStatus, fits: (node: NodeStatus) => boolean): NodeStatus | undefined {
    let at: NodeStatus | undefined = node;
    while (at && !fits(at)) at = this.#parentOf(at);
    return at;
  }
}

function isGroup({ type }: NodeStatus): boolean {
  return type === 'DAG' || type === 'TaskGroup' || type === 'StepGroup' || type === 'Steps';
}
