/** Functions that run a predicate over an array: `all`, `filter`, `reduce` and their kin. */
import { add } from './arithmetic.ts';
import type { BuiltinNode, Node } from './ast.ts';
import { asBool, kindText } from './builtins/builtin.ts';
import { descending } from './builtins/collection.ts';
import { sortedIndexes } from './builtins/sorting.ts';
import { fault } from './halt.ts';
import { itemOf, open, openAll, type Loop, type Machine } from './machine.ts';
import { encode } from './text.ts';
import * as types from './types.ts';
import { dict, isHashable, keyText, list, sized, typeName, type Dict, type Known, type Value } from './value.ts';

/** The value of a call with a predicate, or of `count` and `sum` without one. */
export function runPredicate(machine: Machine, node: BuiltinNode): Value {
  const [first, predicate, third] = node.args;
  if (first === undefined) return fault(`not enough arguments to call ${node.name}`);
  const collection = open(machine, machine.evaluate(first));
  const items = itemsOf(collection);
  const length = items?.length ?? (collection as Dict).entries.size;
  const loop: Loop = { items, length, index: 0, acc: null };
  machine.loops.push(loop);
  const value = run(machine, node, loop, predicate, third);
  machine.loops.pop();
  return value;
}

function itemsOf(collection: Known): readonly Value[] | null {
  if (typeof collection === 'string') return encode(collection).map((byte) => sized(types.uint8, BigInt(byte)));
  if (typeof collection === 'object' && collection?.kind === 'list') return collection.items;
  if (typeof collection === 'object' && collection?.kind === 'dict') return null;
  return fault(`reflect: call of reflect.Value.Len on ${collection === null ? 'zero' : kindText(collection)} Value`);
}

function run(machine: Machine, node: BuiltinNode, loop: Loop, predicate: Node | undefined, third: Node | undefined): Value {
  const current = (): Value => itemOf(loop);
  const result = (): Value => (predicate === undefined ? current() : machine.evaluate(predicate));
  const holds = (): boolean => asBool(open(machine, result()));
  const mapped = (): Value => (node.map === undefined ? current() : machine.evaluate(node.map));
  const each = (): Iterable<number> => forward(loop);
  const made = (values: Value[]): Value => {
    machine.grow(values.length);
    return list(values);
  };

  switch (node.name) {
    case 'all':
      for (const _ of each()) if (!holds()) return false;
      return true;
    case 'none':
      for (const _ of each()) if (holds()) return false;
      return true;
    case 'any':
      for (const _ of each()) if (holds()) return true;
      return false;
    case 'one': return countWhere(each(), holds, null) === 1n;
    case 'count': return countWhere(each(), holds, node.threshold ?? null);
    case 'filter': {
      const out: Value[] = [];
      for (const _ of each()) if (holds()) out.push(mapped());
      return made(out);
    }
    case 'map': {
      const out: Value[] = [];
      for (const _ of each()) out.push(result());
      return made(out);
    }
    case 'find': case 'findLast':
      for (const _ of node.name === 'find' ? each() : backward(loop)) if (holds()) return mapped();
      return node.throws === true ? fault('reflect: slice index out of range') : null;
    case 'findIndex': case 'findLastIndex':
      for (const index of node.name === 'findIndex' ? each() : backward(loop)) if (holds()) return BigInt(index);
      return null;
    case 'sum': {
      let sum: Known = 0n;
      for (const _ of each()) sum = add(open(machine, result()), sum);
      return sum;
    }
    case 'reduce': return reduce(machine, loop, result, third);
    case 'groupBy': return groupBy(machine, each(), result, current);
    case 'sortBy': {
      const descend = third !== undefined && descending(open(machine, machine.evaluate(third)));
      const keys: Known[] = [];
      const items: Value[] = [];
      for (const _ of each()) {
        keys.push(openAll(machine, result()));
        items.push(current());
      }
      return made(sortedIndexes(keys, descend).map((index) => items[index] ?? null));
    }
  }
  return fault(`unknown builtin ${node.name}`);
}

function* forward(loop: Loop): Iterable<number> {
  for (; loop.index < loop.length; loop.index++) yield loop.index;
}

function* backward(loop: Loop): Iterable<number> {
  for (loop.index = loop.length - 1; loop.index >= 0; loop.index--) yield loop.index;
}

function countWhere(each: Iterable<number>, holds: () => boolean, threshold: bigint | null): bigint {
  let count = 0n;
  for (const _ of each) {
    if (!holds()) continue;
    count++;
    if (count === threshold) return count;
  }
  return count;
}

function reduce(machine: Machine, loop: Loop, result: () => Value, initial: Node | undefined): Value {
  if (initial !== undefined) loop.acc = machine.evaluate(initial);
  else {
    if (loop.length === 0) {
      fault(machine.dialect.exactTypes ? 'reduce of empty array with no initial value' : 'reflect: slice index out of range');
    }
    loop.acc = itemOf(loop);
    loop.index = 1;
  }
  for (const _ of forward(loop)) loop.acc = result();
  return loop.acc;
}

function groupBy(machine: Machine, each: Iterable<number>, result: () => Value, current: () => Value): Value {
  const groups = new Map<string, { readonly key: Known; readonly items: Value[] }>();
  for (const _ of each) {
    const key = openAll(machine, result());
    if (!isHashable(key)) fault(`hash of unhashable type: ${typeName(key)}`);
    const text = keyText(key);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, { key, items: [current()] });
    else group.items.push(current());
    machine.grow(1);
  }
  return dict(types.groups, [...groups.values()].map((group) => [group.key, list(group.items)]));
}

