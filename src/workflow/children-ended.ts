import type { NodeStatus } from '../model/index.ts';
import type { Book } from './book.ts';
import { isFulfilled } from './phases.ts';

/** Whether all has ended that a node leads to, as told by the last nodes on each way; those that were never made do not count. @see Argo Workflows 4.1 controller childrenFulfilled */
export function childrenEnded(book: Book, node: NodeStatus): boolean {
  const seen = new Set<string>();
  const queue = [node];
  for (let one = queue.pop(); one; one = queue.pop()) {
    if (one.children.length === 0 && !isFulfilled(one)) return false;
    for (const id of one.children) {
      const child = seen.has(id) ? null : book.findId(id);
      seen.add(id);
      if (child) queue.push(child);
    }
  }
  return true;
}
