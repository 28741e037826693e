import type { JsonObject } from '../lang/index.ts';
import type { NodeStatus, ReasonedWrite, TemplateScope, WorkflowProgram } from '../model/index.ts';
import type { Book } from './book.ts';
import type { Globals } from './globals.ts';
import type { Heap } from './heap.ts';
import type { WorkflowMemory } from './memory.ts';
import type { PodView } from './observe.ts';
import type { PodTask } from './pod-spec.ts';
import type { TemplateHolder } from './resolve-template.ts';
import type { Template } from './template.ts';

/** What has to look again when something changes: one step or task of a frame. */
export interface Caller {
  readonly frame: Frame;
  readonly key: number;
  /** Of a task with a loop, the item alone that is to be looked at; all of them without it. */
  readonly item?: number;
}

/** A template with steps or tasks that is being carried out. What of it is to be looked at stands in `due`. */
export interface Frame {
  readonly name: string;
  readonly caller: Caller | null;
  readonly due: Heap;
  /** Keys that could not begin for want of a free place; they are looked at again when a pod has ended. */
  readonly held: Heap;
  /** Of what is due, the items of loops that are to be looked at; all of them where there is no entry. */
  readonly items: Map<number, Set<number>>;
}

/** What is to be carried out under a node's name. */
export interface Call {
  readonly nodeName: string;
  readonly holder: TemplateHolder;
  /** In which the holder's names are looked up. */
  readonly scope: TemplateScope;
  readonly args: JsonObject | null;
  readonly boundary: string | null;
  readonly onExit: boolean;
  readonly hooked: boolean;
  readonly caller: Caller | null;
  /** Why it is not known whether it runs; null: it does. */
  readonly conditional: string | null;
  readonly widthUnknown: string | null;
}

/** A template with its arguments, kept from one decision to the next. */
export interface Prepared {
  readonly template: Template;
  /** In which the template's names are looked up. */
  readonly scope: TemplateScope;
}

/** One call within an attempt of a retried node. */
export interface Attempt extends Call {
  readonly retried: boolean;
  /** After which its pod is killed; ms since 1970. */
  readonly executionDeadline: number | null;
}

export type Executed =
  | { readonly kind: 'node'; readonly node: NodeStatus }
  /** `node` is null when none could be made. */
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly error: string; readonly node: NodeStatus | null };

/** 'held': no place is free; 'depth': too deep; 'timeout': it pended too long; 'failed': anything else. */
export type ErrorCode = 'held' | 'depth' | 'timeout' | 'failed';

export function failed(error: string, node: NodeStatus | null): Executed {
  return { kind: 'error', code: 'failed', error, node };
}

/** What is derived from program and memory and kept between decisions. */
export interface Derived {
  readonly frames: Map<string, Frame>;
  readonly prepared: Map<string, Prepared>;
  /** What pods that have not ended are for, by their node's name. */
  readonly tasks: Map<string, PodTask>;
  /** Whom a node belongs to, by its name. */
  readonly callers: Map<string, Caller | null>;
  /** Frames in which something is held that waits for any pod of the Workflow. */
  readonly held: Set<Frame>;
  /** What is looked at in every decision: hooks whose conditions may come true at any time, locks that are waited for. */
  readonly restless: Map<string, Caller>;
  /** Names of suspended nodes that wait for a person. */
  readonly suspended: Set<string>;
  readonly timers: { readonly at: number; readonly caller: Caller | null }[];
}

/** One decision while it is made. */
export interface Run {
  readonly program: WorkflowProgram;
  readonly now: number;
  readonly uid: string;
  readonly book: Book;
  readonly derived: Derived;
  readonly globals: Globals;
  readonly writes: ReasonedWrite[];
  /** Everything but the nodes, as it is changed. */
  memory: WorkflowMemory;
  readonly pods: readonly PodView[];
  /** The moment at which the Workflow's own deadline ends it; null: none. */
  deadline: number | null;
  /** Carries out a call, and one attempt: passed in, since templates call templates. */
  readonly execute: (run: Run, call: Call) => Executed;
  readonly finish: (run: Run, attempt: Attempt, prepared: Prepared) => Executed;
  /** Calls within each other. */
  depth: number;
  /** Moments at which something is to be looked at again. */
  readonly alarms: number[];
  /** Why something waits that no event will bring on, by node. */
  readonly stuck: Map<string, string>;
}

/** Has a step or task looked at in this decision or the next. */
export function wake(caller: Caller | null): void {
  for (let at = caller; at; at = at.frame.caller) {
    const { frame, key, item } = at;
    const isDue = frame.due.has(key);
    if (item === undefined) frame.items.delete(key);
    else if (isDue) frame.items.get(key)?.add(item);
    else frame.items.set(key, new Set([item]));
    if (isDue) return;
    frame.due.push(key);
  }
}

export function frameOf<F extends Frame>(run: Run, name: string, make: () => F): F {
  const known = run.derived.frames.get(name);
  if (known) return known as F;
  const frame = make();
  run.derived.frames.set(name, frame);
  return frame;
}

/** Looks again at a moment, if it is still to come. */
export function alarm(run: Run, at: number, caller: Caller | null): void {
  if (at <= run.now) return;
  run.alarms.push(at);
  run.derived.timers.push({ at, caller });
}

/** Writes are told in the words of the user. */
export function write(run: Run, reasoned: ReasonedWrite): void {
  run.writes.push(reasoned);
}
