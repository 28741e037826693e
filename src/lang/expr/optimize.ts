/**
 * Simplifications that the reference makes before it runs an expression, as far as they can be seen from outside: what is folded
 * away can't fail any more, and some things fail earlier or with another message.
 */
import { add, divide, multiply, raise, subtract } from './arithmetic.ts';
import type { BinaryNode, BuiltinNode, MemberNode, Node } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { Halt } from './halt.ts';
import { rewrite } from './rewrite.ts';
import { typed, type Static } from './static.ts';
import * as types from './types.ts';
import { dict, int, list, type Known } from './value.ts';

/** The simplified tree; `statics` gains the types of new nodes. Fails with Halt on a constant division by zero. */
export function optimize(root: Node, dialect: Dialect, statics: Map<Node, Static>, replacements: ReadonlyMap<Node, Node>): Node {
  const keep = (from: Node, to: Node): Node => {
    const known = statics.get(from);
    if (known !== undefined && to !== from && !statics.has(to)) statics.set(to, known);
    return to;
  };
  const pass = (node: Node, visit: (node: Node) => Node): Node => rewrite(node, (one) => keep(one, visit(one)), keep);
  let node = pass(root, (one) => replacements.get(one) ?? one);
  node = pass(node, (one) => (one.kind === 'binary' && one.operator === 'in' ? membership(one, statics) : one));
  node = pass(node, (one) => fold(one, statics));
  node = pass(node, (one) => (one.kind === 'binary' && one.operator === 'in' ? withinRange(one, statics) : one));
  node = pass(node, (one) => (one.kind === 'builtin' ? mapIntoFilter(one) : one));
  node = pass(node, (one) => endOfFilter(one, 'findLast', -1n, 'last'));
  node = pass(node, (one) => endOfFilter(one, 'find', 0n, 'first'));
  if (!dialect.exactTypes) return node;
  node = pass(node, (one) => (one.kind === 'builtin' ? sumOfArray(one) : one));
  return pass(node, (one) => (one.kind === 'binary' ? countLimit(one) : one));
}

/** `x in ['a', 'b']`: a look-up among keys, which wants a key of their type. */
function membership(node: BinaryNode, statics: ReadonlyMap<Node, Static>): Node {
  if (node.right.kind !== 'array' || node.right.nodes.length === 0) return node;
  const { nodes } = node.right;
  const left = statics.get(node.left)?.type;
  const constants = nodes.flatMap((one): Known[] => (one.kind === 'integer' || one.kind === 'string' ? [one.value] : []));
  if (constants.length !== nodes.length) return node;
  const allInts = left?.kind === 'int' && nodes.every((one) => one.kind === 'integer');
  if (!allInts && !nodes.every((one) => one.kind === 'string')) return node;
  const type = types.mapOf(allInts ? types.int : types.string, types.nothing);
  return { ...node, right: { kind: 'constant', value: dict(type, constants.map((key) => [key, null])), type, at: node.right.at } };
}

function fold(node: Node, statics: Map<Node, Static>): Node {
  const constant = (value: Known): Node | null => {
    const at = node.at;
    const made: Node | null =
      typeof value === 'bigint' ? { kind: 'integer', value, at }
      : typeof value === 'number' ? { kind: 'float', value, at }
      : typeof value === 'string' ? { kind: 'string', value, at }
      : typeof value === 'boolean' ? { kind: 'bool', value, at }
      : null;
    if (made !== null) statics.set(made, typed({ integer: types.int, float: types.float64, string: types.string, bool: types.bool }[made.kind as 'bool']));
    return made;
  };
  switch (node.kind) {
    case 'unary': {
      const { node: inner, operator } = node;
      if (operator === '-' && inner.kind === 'integer') return constant(int(-inner.value)) ?? node;
      if (operator === '-' && inner.kind === 'float') return constant(-inner.value) ?? node;
      if (operator === '+' && (inner.kind === 'integer' || inner.kind === 'float')) return constant(inner.value) ?? node;
      if ((operator === '!' || operator === 'not') && inner.kind === 'bool') return constant(!inner.value) ?? node;
      return node;
    }
    case 'binary': {
      const decided = foldLogic(node);
      if (decided !== null) return typeof decided === 'boolean' ? (constant(decided) ?? node) : decided;
      const value = foldBinary(node);
      return value === null ? node : (constant(value) ?? node);
    }
    case 'array': {
      const values = node.nodes.flatMap((one): Known[] =>
        one.kind === 'integer' || one.kind === 'float' || one.kind === 'string' || one.kind === 'bool' ? [one.value] : [],
      );
      if (values.length === 0 || values.length !== node.nodes.length) return node;
      return { kind: 'constant', value: list(values), type: types.anys, at: node.at };
    }
    case 'builtin': return filterOfFilter(node);
    default: return node;
  }
}

/** `true and x` is x, `x and false` is false whatever x is. */
function foldLogic({ operator, left, right }: BinaryNode): Node | boolean | null {
  const [a, b] = [left.kind === 'bool' ? left.value : null, right.kind === 'bool' ? right.value : null];
  switch (operator) {
    case 'and': case '&&':
      if (a === true) return right;
      if (b === true) return left;
      return a === false || b === false ? false : null;
    case 'or': case '||':
      if (a === false) return right;
      if (b === false) return left;
      return a === true || b === true ? true : null;
    default: return null;
  }
}

function foldBinary(node: BinaryNode): Known {
  const { left, right } = node;
  const numbers = (left.kind === 'integer' || left.kind === 'float') && (right.kind === 'integer' || right.kind === 'float');
  const texts = left.kind === 'string' && right.kind === 'string';
  switch (node.operator) {
    case '+': return numbers || texts ? add(left.value, right.value) : null;
    case '-': return numbers ? subtract(left.value, right.value) : null;
    case '*': return numbers ? multiply(left.value, right.value) : null;
    case '/': return numbers ? divide(left.value, right.value) : null;
    case '**': case '^': return numbers ? raise(left.value, right.value) : null;
    case '%':
      if (left.kind !== 'integer' || right.kind !== 'integer') return null;
      if (right.value === 0n) throw new Halt('integer divide by zero', node.at);
      return int(left.value % right.value);
    case '==':
      if (texts || (left.kind === 'integer' && right.kind === 'integer') || (left.kind === 'bool' && right.kind === 'bool')) {
        return left.value === right.value;
      }
      return null;
    default: return null;
  }
}

function filterOfFilter(node: BuiltinNode): Node {
  const [base, outer] = node.args;
  if (node.name !== 'filter' || base?.kind !== 'builtin' || base.name !== 'filter' || outer?.kind !== 'predicate') return node;
  const [source, inner] = base.args;
  if (source === undefined || inner?.kind !== 'predicate') return node;
  const both: Node = { kind: 'binary', operator: '&&', left: inner.node, right: outer.node, at: 0 };
  return { ...node, args: [source, { kind: 'predicate', node: both, at: 0 }] };
}

/** `n in 1..9` compares where n is an int. */
function withinRange(node: BinaryNode, statics: ReadonlyMap<Node, Static>): Node {
  if (statics.get(node.left)?.type?.kind !== 'int' || node.right.kind !== 'binary' || node.right.operator !== '..') return node;
  const { left: from, right: to } = node.right;
  if (from.kind !== 'integer' || to.kind !== 'integer') return node;
  return {
    kind: 'binary', operator: 'and', at: node.at,
    left: { kind: 'binary', operator: '>=', left: node.left, right: from, at: 0 },
    right: { kind: 'binary', operator: '<=', left: node.left, right: to, at: 0 },
  };
}

function mapIntoFilter(node: BuiltinNode): Node {
  const [base, predicate] = node.args;
  if (node.name === 'map' && base?.kind === 'builtin' && base.name === 'filter' && base.map === undefined && predicate?.kind === 'predicate') {
    return usesIndex(predicate.node) ? node : { ...base, at: node.at, map: predicate.node };
  }
  if (node.name === 'len' && base?.kind === 'builtin' && base.name === 'filter' && base.args.length === 2 && node.args.length === 1) {
    return { kind: 'builtin', name: 'count', args: base.args, at: node.at };
  }
  return node;
}

function usesIndex(node: Node): boolean {
  let found = false;
  rewrite(node, (one) => {
    found ||= one.kind === 'pointer' && one.name === 'index';
    return one;
  }, (_, to) => to);
  return found;
}

/** `filter(..)[0]` and `first(filter(..))` stop at the first element found. */
function endOfFilter(node: Node, finder: 'find' | 'findLast', index: bigint, taker: 'first' | 'last'): Node {
  const filter = node.kind === 'member' ? filterAt(node, index) : node.kind === 'builtin' && node.name === taker && node.args.length === 1 ? node.args[0] : null;
  if (filter?.kind !== 'builtin' || filter.name !== 'filter' || filter.args.length !== 2) return node;
  return {
    kind: 'builtin', name: finder, args: filter.args, at: node.at,
    ...(filter.map === undefined ? {} : { map: filter.map }),
    ...(node.kind === 'member' ? { throws: true as const } : {}),
  };
}

function filterAt(node: MemberNode, index: bigint): Node | null {
  return !node.optional && node.property.kind === 'integer' && node.property.value === index ? node.node : null;
}

/** `sum([a, b])` is `a + b`. */
function sumOfArray(node: BuiltinNode): Node {
  const [array] = node.args;
  if (node.name === 'sum' && node.args.length === 1 && array?.kind === 'builtin' && array.name === 'map' && array.args.length === 2) {
    return { ...node, args: array.args };
  }
  if (node.name !== 'sum' || node.args.length !== 1 || array?.kind !== 'array' || array.nodes.length < 2) return node;
  const folded = array.nodes.reduceRight((right, left): Node => ({ kind: 'binary', operator: '+', left, right, at: 0 }));
  return { ...folded, at: node.at };
}

/** `count(..) > n` counts no further than it must. */
function countLimit(node: BinaryNode): Node {
  const { left: count, right, operator } = node;
  if (count.kind !== 'builtin' || count.name !== 'count' || count.args.length !== 2 || right.kind !== 'integer') return node;
  const limit = right.value;
  if ((operator === '>' && limit === 0n) || (operator === '>=' && limit === 1n)) return { ...count, name: 'any', at: node.at };
  if (limit < 0n || (operator !== '>' && operator !== '>=' && operator !== '<' && operator !== '<=')) return node;
  const threshold = operator === '>' || operator === '<=' ? limit + 1n : limit;
  return threshold <= 1n ? node : { ...node, left: { ...count, threshold } };
}
