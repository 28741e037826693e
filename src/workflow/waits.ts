import { isTrue } from './fields.ts';
import type { Run } from './run.ts';

/** What holds a Workflow. `until` is when to look again (ms since 1970); null: only the world or a person can bring it on. */
export type WorkflowWait =
  | { readonly kind: 'pods'; readonly running: number; readonly until: null }
  | { readonly kind: 'timer'; readonly until: number }
  /** The Workflow, or a suspended node, waits for a person. */
  | { readonly kind: 'approval'; readonly node: string | null; readonly until: null }
  /** Nothing will ever bring this node on. */
  | { readonly kind: 'never'; readonly node: string; readonly because: string; readonly until: null };

export function waitsOf(run: Run): readonly WorkflowWait[] {
  const waits: WorkflowWait[] = [];
  if (run.book.activePods > 0) waits.push({ kind: 'pods', running: run.book.activePods, until: null });
  if (run.memory.suspended || (isTrue(run.program.spec, 'suspend') && !run.memory.resumed)) waits.push({ kind: 'approval', node: null, until: null });
  const soonest = run.alarms.filter((at) => at > run.now).reduce((a, b) => Math.min(a, b), Infinity);
  if (soonest !== Infinity) waits.push({ kind: 'timer', until: soonest });
  for (const node of run.derived.suspended) waits.push({ kind: 'approval', node, until: null });
  for (const [node, because] of run.stuck) waits.push({ kind: 'never', node, because, until: null });
  return waits;
}
