/** Static types of a tree, and the errors that the reference finds before it runs anything. */
import type { ConditionalNode, IdentifierNode, LetNode, MemberNode, Node, PointerNode, SliceNode } from './ast.ts';
import { bareType } from './builtins/index.ts';
import { isBuiltin } from './builtins/names.ts';
import { checkBinary, checkUnary } from './check-operators.ts';
import { checkBuiltin, checkCall } from './check-call.ts';
import type { Checker } from './check-state.ts';
import { reject } from './check-state.ts';
import type { Dialect } from './dialect.ts';
import { methodType } from './methods.ts';
import {
  arrayOf, elementOf, isArray, isAssignable, isBool, isInteger, isOpen, isText, nil, openOf, pointee, staticText, typed, type Static,
} from './static.ts';
import * as types from './types.ts';

export interface Checked {
  readonly statics: ReadonlyMap<Node, Static>;
  /** Nodes to be put in place of others: ints where a function takes floats. */
  readonly replacements: ReadonlyMap<Node, Node>;
}

/** Finds the types of all nodes. Fails with Halt at the first that can't be. */
export function checkTree(root: Node, dialect: Dialect, env: ReadonlyMap<string, Static>): Checked {
  const statics = new Map<Node, Static>();
  const replacements = new Map<Node, Node>();
  const checker: Checker = {
    dialect, env, statics, replacements, scopes: [], variables: [],
    check: (node) => {
      const found = checkNode(checker, node);
      statics.set(node, found);
      return found;
    },
  };
  checker.check(root);
  return { statics, replacements };
}

function checkNode(checker: Checker, node: Node): Static {
  switch (node.kind) {
    case 'nil': return nil;
    case 'integer': return typed(types.int);
    case 'float': return typed(types.float64);
    case 'bool': return typed(types.bool);
    case 'string': return typed(types.string);
    case 'bytes': return typed(types.bytes);
    case 'constant': return typed(node.type);
    case 'identifier': return checkIdentifier(checker, node);
    case 'unary': return checkUnary(checker, node);
    case 'binary': return checkBinary(checker, node);
    case 'chain': return checker.check(node.node);
    case 'member': return checkMember(checker, node);
    case 'slice': return checkSlice(checker, node);
    case 'call': return checkCall(checker, node);
    case 'builtin': return checkBuiltin(checker, node);
    case 'predicate': return checker.check(node.node);
    case 'pointer': return checkPointer(checker, node);
    case 'let': return checkLet(checker, node);
    case 'sequence': return node.nodes.map((one) => checker.check(one)).at(-1) ?? nil;
    case 'conditional': return checkConditional(checker, node);
    case 'array': return checkArray(checker, node.nodes);
    case 'map':
      for (const pair of node.pairs) {
        checker.check(pair.key);
        checker.check(pair.value);
      }
      return typed(types.stringMap);
  }
}

function checkIdentifier(checker: Checker, node: IdentifierNode): Static {
  const variable = checker.variables.findLast((one) => one.name === node.name);
  if (variable !== undefined) return variable.known;
  if (node.name === '$env') return checker.dialect.exactTypes ? openOf(checker.dialect) : typed(types.stringMap);
  return checkName(checker, node, node.name, true, true);
}

/** What a name of the environment, or a builtin's bare name, is known to be. */
function checkName(checker: Checker, node: Node, name: string, strict: boolean, builtins: boolean): Static {
  const { dialect, env } = checker;
  const asBuiltin: Static | null = builtins && isBuiltin(name, dialect) ? { ...typed(bareType(name, dialect)), builtin: name } : null;
  if (!dialect.environmentHidesBuiltins && asBuiltin !== null) return asBuiltin;
  const found = env.get(name) ?? asBuiltin;
  if (found !== null) return found;
  return strict ? reject(node, `unknown name ${name}`) : openOf(dialect);
}

function checkMember(checker: Checker, node: MemberNode): Static {
  const { dialect } = checker;
  const key = node.property.kind === 'string' ? node.property.value : null;
  if (node.node.kind === 'identifier' && node.node.name === '$env') {
    if (!dialect.exactTypes) checker.check(node.property);
    return key === null ? openOf(dialect) : checkName(checker, node, key, !node.optional, !dialect.exactTypes);
  }
  const base = checker.check(node.node);
  const property = checker.check(node.property);
  if (key !== null) {
    if (base.isNil) reject(node, `type ${dialect.exactTypes ? 'nil' : dialect.nilText} has no field ${key}`);
    const method = base.type === null ? null : methodType(base.type, key);
    if (method !== null) return typed(method);
  }
  if (isOpen(base)) return openOf(dialect);
  const target = pointee(base);
  const baseText = staticText(target, dialect);
  const propertyText = staticText(isArray(target) ? pointee(property) : property, dialect);
  switch (target.type?.kind) {
    case 'map': {
      const keyType = typed(target.type.key ?? types.any);
      if (!isAssignable(property, keyType) && !isOpen(property) && !(property.isNil && !dialect.exactTypes)) {
        reject(node.property, `cannot use ${propertyText} to get an element from ${baseText}`);
      }
      return elementOf(target, dialect);
    }
    case 'slice': case 'array':
      if (!isInteger(property, dialect) && !isOpen(property)) {
        reject(node.property, `array elements can only be selected using an integer (got ${propertyText})`);
      }
      return elementOf(target, dialect);
    case 'struct':
      if (key !== null) reject(node, `type ${baseText} has no ${node.method ? 'method' : 'field'} ${key}`);
      break;
    default:
      if (key !== null && dialect.exactTypes) reject(node, `type ${baseText} has no ${node.method ? 'method' : 'field'} ${key}`);
  }
  return reject(node, `type ${baseText}[${propertyText}] is undefined`);
}

function checkSlice(checker: Checker, node: SliceNode): Static {
  const { dialect } = checker;
  const base = checker.check(node.node);
  if (isOpen(base) && dialect.exactTypes) return openOf(dialect);
  if (!isOpen(base) && !isText(base) && !isArray(base)) reject(node, `cannot slice ${staticText(base, dialect)}`);
  for (const bound of [node.from, node.to]) {
    if (bound === null) continue;
    const known = pointee(checker.check(bound));
    if (!isInteger(known, dialect) && !isOpen(known)) reject(bound, `non-integer slice index ${staticText(known, dialect)}`);
  }
  return base;
}

function checkPointer(checker: Checker, node: PointerNode): Static {
  const { dialect } = checker;
  const scope = checker.scopes.at(-1);
  if (scope === undefined) return reject(node, `cannot use pointer accessor outside ${dialect.exactTypes ? 'predicate' : 'closure'}`);
  if (node.name === '') return isOpen(scope.collection) ? openOf(dialect) : elementOf(scope.collection, dialect);
  return scope.variables.get(node.name) ?? reject(node, `unknown pointer #${node.name}`);
}

function checkLet(checker: Checker, node: LetNode): Static {
  if (checker.env.has(node.name)) reject(node, `cannot redeclare ${node.name}`);
  if (isBuiltin(node.name, checker.dialect)) reject(node, `cannot redeclare builtin ${node.name}`);
  if (checker.variables.some((one) => one.name === node.name)) reject(node, `cannot redeclare variable ${node.name}`);
  const known = checker.check(node.value);
  checker.variables.push({ name: node.name, known });
  const body = checker.check(node.body);
  checker.variables.pop();
  return body;
}

function checkConditional(checker: Checker, node: ConditionalNode): Static {
  const { dialect } = checker;
  const test = pointee(checker.check(node.test));
  if (!isBool(test) && !isOpen(test)) reject(node.test, `non-bool expression (type ${staticText(test, dialect)}) used as condition`);
  const then = checker.check(node.then);
  const otherwise = checker.check(node.otherwise);
  if (then.isNil) return otherwise;
  if (otherwise.isNil) return then;
  if (!isAssignable(then, otherwise)) return openOf(dialect);
  if (dialect.exactTypes && isArray(then) && isArray(otherwise)) {
    const [a, b] = [elementOf(then, dialect), elementOf(otherwise, dialect)];
    if (!isAssignable(a, b) || !isAssignable(b, a)) return typed(types.anys);
  }
  return then;
}

function checkArray(checker: Checker, nodes: readonly Node[]): Static {
  let previous: Static | null = null;
  let same = true;
  for (const node of nodes) {
    const current = checker.check(node);
    if (previous !== null && current.type?.kind !== previous.type?.kind) same = false;
    if (previous !== null && !checker.dialect.exactTypes && (current.isNil || previous.isNil)) same = false;
    previous = current;
  }
  if (!same) return typed(types.anys);
  if (checker.dialect.exactTypes) return arrayOf(previous ?? openOf(checker.dialect));
  return previous === null || previous.isNil ? typed(types.anys) : arrayOf(previous);
}
