/** The state of one run: budgets, variables, and what has been seen of secrets. */
import type { Node } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { fault, NotKnown, OutOfBudget } from './halt.ts';
import type { Static } from './static.ts';
import { dict, list, type Known, type Value } from './value.ts';

/** What one run may use up. */
export interface Budget {
  /** Nodes visited, elements passed over included. */
  readonly steps: number;
  /** Elements of arrays and maps made, and 64 characters of text each. */
  readonly memory: number;
}

export const defaultBudget: Budget = { steps: 5_000_000, memory: 1_000_000 };

export interface Loop {
  /** Null for a map: it has a length but no elements, which shows when one is asked for. */
  readonly items: readonly Value[] | null;
  readonly length: number;
  index: number;
  acc: Value;
}

export interface Machine {
  readonly dialect: Dialect;
  readonly env: ReadonlyMap<string, Value>;
  readonly statics: ReadonlyMap<Node, Static>;
  readonly now: bigint | null;
  readonly variables: { readonly name: string; readonly value: Value }[];
  /** Predicates around the current node, innermost last. */
  readonly loops: Loop[];
  readonly patterns: Map<string, (text: string) => boolean>;
  steps: number;
  memory: number;
  /** Digests of the secrets that the result may tell something of. */
  readonly secrets: Set<string>;
  readonly evaluate: (node: Node) => Value;
  readonly grow: (size: number) => void;
}

/** The element that a loop stands at. */
export function itemOf(loop: Loop): Value {
  return loop.items === null ? fault('reflect: call of reflect.Value.Index on map Value') : (loop.items[loop.index] ?? null);
}

/** Counts one step. */
export function step(machine: Machine, count = 1): void {
  machine.steps -= count;
  if (machine.steps < 0) throw new OutOfBudget('step budget exceeded');
}

/** Takes from the budget for memory. */
export function grow(machine: Machine, size: number): void {
  machine.memory -= size;
  if (machine.memory <= 0) throw new OutOfBudget('memory budget exceeded');
}

/** The value itself, to be looked at. What is unknown ends the evaluation; a secret is noted. */
export function open(machine: Machine, value: Value): Known {
  let current = value;
  while (typeof current === 'object' && current !== null) {
    if (current.kind === 'unknown') throw new NotKnown(current.because);
    if (current.kind !== 'sensitive') return current;
    machine.secrets.add(current.digest);
    current = current.reveal();
  }
  return current;
}

/** Like open, for the value and everything in it. */
export function openAll(machine: Machine, value: Value): Known {
  const outer = open(machine, value);
  if (typeof outer !== 'object' || outer === null) return outer;
  if (outer.kind === 'list') {
    step(machine, outer.items.length);
    const items = outer.items.map((item) => openAll(machine, item));
    return items.every((item, index) => item === outer.items[index]) ? outer : list(items, outer.type);
  }
  if (outer.kind !== 'dict') return outer;
  step(machine, outer.entries.size);
  let same = true;
  const entries = [...outer.entries.values()].map((entry) => {
    const opened = openAll(machine, entry.value);
    same &&= opened === entry.value;
    return [entry.key, opened] as const;
  });
  return same ? outer : dict(outer.type, entries);
}
