/** The walk that computes a value. Functions with predicates are in evaluate-predicates.ts. */
import { fetch, isIn, sizeOf, slice } from './access.ts';
import { add, divide, modulo, multiply, negate, raise, subtract, toInt } from './arithmetic.ts';
import type { BinaryNode, BuiltinNode, CallNode, ChainNode, MemberNode, Node, SliceNode, UnaryNode } from './ast.ts';
import { asBool, asText, mismatch } from './builtins/builtin.ts';
import { builtinOf } from './builtins/index.ts';
import { isEqual, isOrdered } from './comparison.ts';
import { runPredicate } from './evaluate-predicates.ts';
import { fault, Fault, Halt, OutOfBudget } from './halt.ts';
import { itemOf, open, openAll, step, type Machine } from './machine.ts';
import { compileRegexp } from './regexp/index.ts';
import * as types from './types.ts';
import { dict, isNil, list, record, sized, typeName, type Func, type Known, type Value } from './value.ts';

/** The value of a node. Fails with Halt, NotKnown or OutOfBudget. */
export function evaluateNode(machine: Machine, node: Node): Value {
  step(machine);
  try {
    return compute(machine, node);
  } catch (trouble) {
    if (trouble instanceof Fault || trouble instanceof OutOfBudget) throw new Halt(trouble.message, node.at);
    throw trouble;
  }
}

function compute(machine: Machine, node: Node): Value {
  switch (node.kind) {
    case 'nil': return null;
    case 'integer': case 'float': case 'bool': case 'string': case 'constant':
      return node.value;
    case 'bytes': return list(Array.from(node.value, (byte) => sized(types.uint8, BigInt(byte))), types.bytes);
    case 'identifier': return lookUp(machine, node.name);
    case 'unary': return computeUnary(machine, node);
    case 'binary': return computeBinary(machine, node);
    case 'chain': return computeChain(machine, node);
    case 'member': return computeMember(machine, node) ?? null;
    case 'slice': return computeSlice(machine, node);
    case 'call': return computeCall(machine, node) ?? null;
    case 'builtin': return computeBuiltin(machine, node);
    case 'predicate': return machine.evaluate(node.node);
    case 'pointer': return computePointer(machine, node.name);
    case 'let': {
      machine.variables.push({ name: node.name, value: machine.evaluate(node.value) });
      const value = machine.evaluate(node.body);
      machine.variables.pop();
      return value;
    }
    case 'sequence': {
      let last: Value = null;
      for (const one of node.nodes) last = machine.evaluate(one);
      return last;
    }
    case 'conditional':
      return machine.evaluate(asBool(open(machine, machine.evaluate(node.test))) ? node.then : node.otherwise);
    case 'array': {
      const items = node.nodes.map((one) => machine.evaluate(one));
      machine.grow(items.length);
      return list(items);
    }
    case 'map': {
      const entries = node.pairs.map((pair) => [openAll(machine, machine.evaluate(pair.key)), machine.evaluate(pair.value)] as const);
      machine.grow(entries.length);
      return record(entries.map(([key, value]) => [asText(key), value]));
    }
  }
}

function lookUp(machine: Machine, name: string): Value {
  const variable = machine.variables.findLast((one) => one.name === name);
  if (variable !== undefined) return variable.value;
  if (name === '$env') return record(machine.env);
  return machine.env.get(name) ?? null;
}

function computePointer(machine: Machine, name: string): Value {
  const loop = machine.loops.at(-1);
  if (loop === undefined) return fault('cannot use pointer accessor outside predicate');
  if (name === 'index') return BigInt(loop.index);
  if (name === 'acc') return loop.acc;
  return itemOf(loop);
}

function computeUnary(machine: Machine, node: UnaryNode): Value {
  const value = machine.evaluate(node.node);
  switch (node.operator) {
    case '!': case 'not': return !asBool(open(machine, value));
    case '+': return value;
    case '-': return negate(open(machine, value));
  }
}

function computeBinary(machine: Machine, node: BinaryNode): Value {
  switch (node.operator) {
    case 'or': case '||': {
      const left = machine.evaluate(node.left);
      return asBool(open(machine, left)) ? left : machine.evaluate(node.right);
    }
    case 'and': case '&&': {
      const left = machine.evaluate(node.left);
      return asBool(open(machine, left)) ? machine.evaluate(node.right) : left;
    }
    case '??': {
      const left = machine.evaluate(node.left);
      return isNil(open(machine, left)) ? machine.evaluate(node.right) : left;
    }
    case '==': return computeEqual(machine, node);
    case '!=': return !computeEqual(machine, node);
    case 'in': return isIn(...both(machine, node, openAll), machine.dialect);
    case 'matches': return computeMatches(machine, node);
    case '<': case '>': case '<=': case '>=': {
      const [left, right] = both(machine, node, open);
      return isOrdered(left, node.operator, right);
    }
    case '+': {
      const sum = add(...both(machine, node, open));
      if (typeof sum === 'string') machine.grow(sum.length / 64);
      return sum;
    }
    case '-': return subtract(...both(machine, node, open));
    case '*': return multiply(...both(machine, node, open));
    case '/': return divide(...both(machine, node, open));
    case '%': return modulo(...both(machine, node, open));
    case '**': case '^': return raise(...both(machine, node, open));
    case '..': {
      const [from, to] = both(machine, node, open);
      return range(machine, toInt(from), toInt(to));
    }
    case 'contains': case 'startsWith': case 'endsWith': return computePart(machine, node);
  }
}

function computePart(machine: Machine, node: BinaryNode): boolean {
  const [left, right] = both(machine, node, open);
  if (machine.dialect.nilMatchesNothing && (isNil(left) || isNil(right))) return false;
  const text = asText(left);
  const part = asText(right);
  if (node.operator === 'contains') return text.includes(part);
  return node.operator === 'startsWith' ? text.startsWith(part) : text.endsWith(part);
}

function both(machine: Machine, node: BinaryNode, look: (machine: Machine, value: Value) => Known): readonly [Known, Known] {
  const left = machine.evaluate(node.left);
  const right = machine.evaluate(node.right);
  return [look(machine, left), look(machine, right)];
}

function computeEqual(machine: Machine, node: BinaryNode): boolean {
  const [left, right] = both(machine, node, openAll);
  const leftType = machine.statics.get(node.left)?.type?.name;
  const rightType = machine.statics.get(node.right)?.type?.name;
  if (leftType === rightType && (leftType === 'int' || leftType === 'string')) {
    const primitive = leftType === 'int' ? 'bigint' : 'string';
    for (const value of [left, right]) if (typeof value !== primitive) mismatch(value, leftType);
  }
  return isEqual(left, right, machine.dialect);
}

function range(machine: Machine, from: bigint, to: bigint): Value {
  const size = BigInt.asIntN(64, to - from + 1n);
  const count = size > 0n ? Number(size) : 0;
  machine.grow(count);
  step(machine, count);
  return list(Array.from({ length: count }, (_, index) => from + BigInt(index)), types.ints);
}

function computeMatches(machine: Machine, node: BinaryNode): boolean {
  const constant = node.right.kind === 'string' ? node.right.value : null;
  const left = openAll(machine, machine.evaluate(node.left));
  const right = constant ?? open(machine, machine.evaluate(node.right));
  if (machine.dialect.nilMatchesNothing && (left === null || right === null)) return false;
  const pattern = asText(right);
  const text = textToMatch(machine, left);
  let matches = machine.patterns.get(pattern);
  if (matches === undefined) {
    const regexp = compileRegexp(pattern);
    matches = (subject) => regexp.test(subject, (count) => step(machine, count));
    machine.patterns.set(pattern, matches);
  }
  return matches(text);
}

function textToMatch(machine: Machine, value: Known): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value?.kind === 'list' && value.type.name === types.bytes.name) {
    return value.items.map((item) => String.fromCharCode(Number((item as { value: bigint }).value))).join('');
  }
  return mismatch(value, machine.dialect.nilMatchesNothing ? '[]uint8' : 'string');
}

/** A short circuit of `?.`, or a nil of any type, gives nil. */
function computeChain(machine: Machine, node: ChainNode): Value {
  const value = inChain(machine, node.node) ?? null;
  return isNil(value) ? null : value;
}

/** The value of a link of a chain, or undefined where an optional access before it met nil. */
function inChain(machine: Machine, node: Node): Value | undefined {
  if (node.kind !== 'member' && node.kind !== 'call') return machine.evaluate(node);
  step(machine);
  try {
    return node.kind === 'member' ? computeMember(machine, node) : computeCall(machine, node);
  } catch (trouble) {
    if (trouble instanceof Fault) throw new Halt(trouble.message, node.at);
    throw trouble;
  }
}

function computeMember(machine: Machine, node: MemberNode): Value | undefined {
  const base = inChain(machine, node.node);
  if (base === undefined) return undefined;
  const opened = open(machine, base);
  if (node.optional && isNil(opened)) return undefined;
  const key = node.property.kind === 'string' ? node.property.value : open(machine, machine.evaluate(node.property));
  return fetch(opened, key, machine.dialect);
}

function computeSlice(machine: Machine, node: SliceNode): Value {
  const base = open(machine, machine.evaluate(node.node));
  const to = node.to === null ? sizeOf(base) : open(machine, machine.evaluate(node.to));
  const from = node.from === null ? 0n : open(machine, machine.evaluate(node.from));
  return slice(base, from, to);
}

function computeCall(machine: Machine, node: CallNode): Value | undefined {
  const args = node.args.map((arg) => machine.evaluate(arg));
  const callee = inChain(machine, node.callee);
  if (callee === undefined) return undefined;
  const fn = open(machine, callee);
  if (fn === null) {
    return fault(machine.dialect.exactTypes ? 'invalid operation: cannot call nil' : 'reflect: call of reflect.Value.Call on zero Value');
  }
  if (typeof fn !== 'object' || fn.kind !== 'func') return fault(`invalid operation: cannot call non-function of type ${typeName(fn)}`);
  const isStatic = machine.statics.get(node.callee)?.type?.kind === 'func';
  return fn.call(convertArguments(fn, args.map((arg) => openAll(machine, arg)), isStatic));
}

/** Arguments as Go's reflection passes them: of exactly the parameter's type. */
function convertArguments(fn: Func, args: readonly Known[], isStatic: boolean): readonly Known[] {
  const signature = fn.type.signature;
  if (signature === undefined) return args;
  const { params, variadic } = signature;
  if (variadic ? args.length < params.length - 1 : args.length !== params.length) {
    const wanted = variadic ? `at least ${params.length - 1}` : String(params.length);
    fault(`invalid number of arguments: expected ${wanted}, got ${args.length}`);
  }
  return args.map((arg, index) => {
    const wanted = types.paramAt(signature, index);
    if (arg === null) return zeroOf(wanted);
    if (types.isAssignable({ kind: 'interface', name: typeName(arg) }, wanted)) return arg;
    if (isStatic) return mismatch(arg, wanted.name);
    if (variadic && index >= params.length - 1) return fault(`reflect: cannot use ${typeName(arg)} as type ${wanted.name} in Call`);
    return fault(`reflect: Call using ${typeName(arg)} as type ${wanted.name}`);
  });
}

function zeroOf(type: types.GoType): Known {
  switch (type.kind) {
    case 'bool': return false;
    case 'int': case 'int64': case 'uint8': return sized(type, 0n);
    case 'float64': return 0;
    case 'string': return '';
    case 'slice': return list([], type);
    case 'map': return dict(type, []);
    case 'interface': case 'array': case 'func': case 'struct': case 'ptr': return null;
  }
}

function computeBuiltin(machine: Machine, node: BuiltinNode): Value {
  if (node.args[1]?.kind === 'predicate' || ((node.name === 'count' || node.name === 'sum') && machine.dialect.exactTypes)) {
    return runPredicate(machine, node);
  }
  const builtin = builtinOf(node.name, machine.dialect);
  if (builtin === undefined) return fault(`unknown builtin ${node.name}`);
  const look = builtin.shallow === true ? open : openAll;
  const args = node.args.map((arg) => machine.evaluate(arg)).map((arg) => look(machine, arg));
  return builtin.run(args, machine);
}

