import type { WorkflowProgram } from '../model/index.ts';
import { Book } from './book.ts';
import type { WorkflowMemory } from './memory.ts';
import type { Derived } from './run.ts';

/**
 * What `decide` derives from a program and a memory, kept for the next decision so that a step costs what changed.
 *
 * It is a cache and nothing else: it is never stored, and a decision without it is the same.
 */
export interface WorkflowMemo {
  state: { readonly program: WorkflowProgram; readonly memory: WorkflowMemory; readonly book: Book; readonly derived: Derived } | null;
}

export function newWorkflowMemo(): WorkflowMemo {
  return { state: null };
}

/** The derived state of a memory: what is kept if it belongs to it, else made anew. */
export function derive(memo: WorkflowMemo, program: WorkflowProgram, memory: WorkflowMemory): { readonly book: Book; readonly derived: Derived } {
  const { state } = memo;
  if (state?.memory === memory && state.program === program) return state;
  const derived: Derived = { frames: new Map(), prepared: new Map(), tasks: new Map(), callers: new Map(), held: new Set(), restless: new Map(), suspended: new Set(), timers: [] };
  return { book: new Book(program.name, memory.nodes), derived };
}
