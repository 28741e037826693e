/** Types of calls: of builtins, of predicates over arrays, of functions from the environment. */
import type { BuiltinNode, CallNode, Node } from './ast.ts';
import { builtinOf } from './builtins/index.ts';
import type { Checker } from './check-state.ts';
import { reject } from './check-state.ts';
import { Fault, Halt } from './halt.ts';
import {
  arrayOf, elementOf, isArray, isAssignable, isBool, isFloat, isInteger, isOpen, isText, openOf, pointee, staticText, typed, type Static,
} from './static.ts';
import * as types from './types.ts';
import type { GoType } from './types.ts';

export function checkCall(checker: Checker, node: CallNode): Static {
  const { dialect } = checker;
  if (dialect.exactTypes && node.callee.kind === 'identifier' && node.callee.name === '$env') {
    reject(node, 'map[string]interface {} is not callable');
  }
  const callee = checker.check(node.callee);
  // Of a call of which nothing is known the reference doesn't even look at the arguments.
  if (isOpen(callee)) return openOf(dialect);
  if (callee.builtin !== null) return checkFunction(checker, callee.builtin, node, node.args);
  if (callee.isNil) {
    reject(node, `${nameOf(node.callee)} is nil; cannot call nil as function`);
  }
  if (callee.type?.kind !== 'func' || callee.type.signature === undefined) reject(node, `${staticText(callee, dialect)} is not callable`);
  return checkOverloads(checker, nameOf(node.callee), [callee.type], node, node.args);
}

function nameOf(callee: Node): string {
  if (callee.kind === 'identifier') return callee.name;
  if (callee.kind === 'member' && callee.property.kind === 'string') return callee.property.value;
  return 'function';
}

export function checkBuiltin(checker: Checker, node: BuiltinNode): Static {
  const { dialect } = checker;
  const withPredicate = node.args[1]?.kind === 'predicate' ? node.args[1] : null;
  if (withPredicate !== null) return checkPredicated(checker, node, withPredicate);
  const [first] = node.args;
  if ((node.name === 'count' || node.name === 'sum') && dialect.exactTypes && first !== undefined) {
    const collection = checkCollection(checker, node, first);
    if (node.name === 'count') return typed(types.int);
    return isOpen(collection) ? openOf(dialect) : elementOf(collection, dialect);
  }
  if (node.name === 'get') return checkGet(checker, node);
  return checkFunction(checker, node.name, node, node.args);
}

function checkCollection(checker: Checker, node: BuiltinNode, first: Node): Static {
  const collection = pointee(checker.check(first));
  if (!isArray(collection) && !isOpen(collection)) {
    reject(first, `builtin ${node.name} takes only array (got ${staticText(collection, checker.dialect)})`);
  }
  return collection;
}

const deciding = new Set(['all', 'none', 'any', 'one', 'filter', 'count', 'find', 'findLast', 'findIndex', 'findLastIndex']);

function checkPredicated(checker: Checker, node: BuiltinNode, predicate: Node): Static {
  const { dialect } = checker;
  const [first, , third] = node.args;
  if (first === undefined) return openOf(dialect);
  const collection = checkCollection(checker, node, first);
  const variables = new Map<string, Static>();
  if (node.name === 'map' || node.name === 'reduce') variables.set('index', typed(types.int));
  if (node.name === 'reduce') variables.set('acc', openOf(dialect));
  checker.scopes.push({ collection, variables });
  const out = checker.check(predicate);
  checker.scopes.pop();
  if (third !== undefined) {
    const last = checker.check(third);
    if (node.name === 'sortBy' && !isText(last) && !isOpen(last)) {
      reject(third, `sortBy order argument must be a string (got ${staticText(last, dialect)})`);
    }
  }
  if (out.isNil) {
    if (!dialect.exactTypes) reject(predicate.kind === 'predicate' ? predicate.node : predicate, 'closure cannot be nil');
    reject(predicate, `predicate should has ${node.name === 'reduce' ? 'two' : 'one'} input and one output param`);
  }
  if (deciding.has(node.name) && !isBool(out) && !isOpen(out)) {
    reject(predicate, `predicate should return boolean (got ${staticText(out, dialect)})`);
  }
  return predicatedType(checker, node.name, collection, out);
}

function predicatedType({ dialect }: Checker, name: string, collection: Static, out: Static): Static {
  const elem = isOpen(collection) ? openOf(dialect) : elementOf(collection, dialect);
  switch (name) {
    case 'all': case 'none': case 'any': case 'one':
      return typed(types.bool);
    case 'filter':
      if (dialect.exactTypes) return isOpen(collection) ? typed(types.anys) : arrayOf(elem);
      return typed(isOpen(collection) || elem.type === null ? types.anys : types.sliceOf(elem.type));
    case 'map':
      return dialect.exactTypes ? arrayOf(out) : typed(types.sliceOf(out.type ?? types.any));
    case 'count': case 'findIndex': case 'findLastIndex':
      return typed(types.int);
    case 'find': case 'findLast':
      return elem;
    case 'groupBy':
      return typed(types.groups);
    case 'sortBy':
      return collection;
    case 'sum':
      return typed(out.type ?? types.any);
    case 'reduce':
      return out;
  }
  return openOf(dialect);
}

function checkGet(checker: Checker, node: BuiltinNode): Static {
  const { dialect } = checker;
  const [first, second] = node.args;
  if (first === undefined || second === undefined || node.args.length !== 2) {
    return reject(node, `invalid number of arguments (expected 2, got ${node.args.length})`);
  }
  if (first.kind === 'identifier' && first.name === '$env') {
    return (second.kind === 'string' ? checker.env.get(second.value) : undefined) ?? openOf(dialect);
  }
  const base = checker.check(first);
  if (!dialect.exactTypes && isOpen(base)) return openOf(dialect);
  if (!dialect.exactTypes && !isArray(base) && base.type?.kind !== 'map') reject(first, `type ${staticText(base, dialect)} does not support indexing`);
  const key = pointee(checker.check(second));
  if (isOpen(base)) return openOf(dialect);
  const keyText = staticText(key, dialect);
  if (isArray(base)) {
    if (key.isNil && !dialect.exactTypes) reject(second, 'cannot use nil as slice index');
    if (!isInteger(key, dialect) && !isOpen(key)) reject(second, `non-integer slice index ${keyText}`);
    return elementOf(base, dialect);
  }
  if (base.type?.kind === 'map') {
    if (key.isNil && !dialect.exactTypes) reject(second, 'cannot use nil as map index');
    if (!isAssignable(key, typed(base.type.key ?? types.any)) && !isOpen(key)) {
      reject(second, `cannot use ${keyText} to get an element from ${staticText(base, dialect)}`);
    }
    return elementOf(base, dialect);
  }
  return reject(first, `type ${staticText(base, dialect)} does not support indexing`);
}

function checkFunction(checker: Checker, name: string, node: Node, args: readonly Node[]): Static {
  const builtin = builtinOf(name, checker.dialect);
  if (builtin === undefined) return reject(node, `unknown builtin ${name}`);
  if (builtin.validate !== undefined) {
    const given = args.map((arg) => {
      const known = checker.check(arg);
      return isOpen(known) ? types.any : known.type;
    });
    try {
      return typed(builtin.validate(given));
    } catch (trouble) {
      if (trouble instanceof Fault) reject(node, trouble.message);
      throw trouble;
    }
  }
  return checkOverloads(checker, name, builtin.signatures, node, args);
}

function checkOverloads(checker: Checker, name: string, overloads: readonly GoType[], node: Node, args: readonly Node[]): Static {
  let last: Mismatch | null = null;
  for (const signature of overloads) {
    try {
      return checkArguments(checker, name, signature, args, node);
    } catch (trouble) {
      if (!(trouble instanceof Mismatch)) throw trouble;
      last = trouble;
    }
  }
  // Not the Mismatch itself, which an overload around this call would take for its own.
  throw new Halt(last?.message ?? `no matching overload for ${name}`, last?.at ?? node.at);
}

/** Arguments that don't fit a signature; another overload may still take them. */
class Mismatch extends Halt {}

function checkArguments(checker: Checker, name: string, fn: GoType, args: readonly Node[], node: Node): Static {
  const { dialect } = checker;
  const { params, results, variadic } = fn.signature ?? { params: [], results: [types.any], variadic: false };
  if (results.length === 0) throw new Mismatch(`func ${name} doesn't return value`, node.at);
  if (results.length > 2) throw new Mismatch(`func ${name} returns more then two values`, node.at);
  const tooFew = args.length < params.length - (variadic ? 1 : 0);
  if (tooFew || (!variadic && args.length > params.length)) {
    if (dialect.exactTypes) for (const arg of args) checker.check(arg);
    throw new Mismatch(`${tooFew ? 'not enough' : 'too many'} arguments to call ${name}`, node.at);
  }
  for (const [index, arg] of args.entries()) {
    const given = checker.check(arg);
    const wanted = typed(types.paramAt({ params, results, variadic }, index));
    if (isFloat(wanted) && isInteger(given, dialect)) {
      toFloats(checker, arg);
      continue;
    }
    if (isInteger(wanted, dialect) && isInteger(given, dialect) && given.type?.kind !== wanted.type?.kind) continue;
    if (given.isNil) {
      if (!dialect.exactTypes || wanted.type?.kind === 'interface' || wanted.type?.kind === 'ptr') continue;
      throw new Mismatch(`cannot use nil as argument (type ${staticText(wanted, dialect)}) to call ${name}`, arg.at);
    }
    if (!isAssignable(given, wanted) && !isOpen(given)) {
      throw new Mismatch(`cannot use ${staticText(given, dialect)} as argument (type ${staticText(wanted, dialect)}) to call ${name} `, arg.at);
    }
  }
  return typed(results[0] ?? types.any);
}

/** Whole numbers written for a float parameter are floats. */
function toFloats(checker: Checker, node: Node): void {
  switch (node.kind) {
    case 'integer':
      checker.replacements.set(node, { kind: 'float', value: Number(node.value), at: node.at });
      break;
    case 'unary':
      toFloats(checker, node.node);
      break;
    case 'binary':
      if (node.operator !== '+' && node.operator !== '-' && node.operator !== '*') return;
      toFloats(checker, node.left);
      toFloats(checker, node.right);
      break;
    default:
  }
}
