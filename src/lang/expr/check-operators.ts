/** Types of unary and binary operators. */
import type { BinaryNode, UnaryNode } from './ast.ts';
import type { Checker } from './check-state.ts';
import { reject } from './check-state.ts';
import { Fault } from './halt.ts';
import { compileRegexp } from './regexp/index.ts';
import {
  arrayOf, elementOf, isArray, isAssignable, isBool, isComparable, isDuration, isFloat, isInteger, isMap, isNumber, isOpen, isText, isTime,
  mayFit, nil, openOf, pointee, staticText, typed, type Static,
} from './static.ts';
import * as types from './types.ts';

export function checkUnary(checker: Checker, node: UnaryNode): Static {
  const { dialect } = checker;
  const operand = pointee(checker.check(node.node));
  switch (node.operator) {
    case '!': case 'not':
      if (isBool(operand) || isOpen(operand)) return typed(types.bool);
      break;
    case '+': case '-':
      if (isNumber(operand, dialect)) return operand;
      if (isOpen(operand)) return openOf(dialect);
  }
  return reject(node, `invalid operation: ${node.operator} (mismatched type ${staticText(operand, dialect)})`);
}

export function checkBinary(checker: Checker, node: BinaryNode): Static {
  const left = pointee(checker.check(node.left));
  const right = pointee(checker.check(node.right));
  const found = binaryType(checker, node, left, right);
  if (found !== null) return found;
  const { dialect } = checker;
  return reject(node, `invalid operation: ${node.operator} (mismatched types ${staticText(left, dialect)} and ${staticText(right, dialect)})`);
}

/** The type of an operation, or null where it makes no sense. */
function binaryType(checker: Checker, node: BinaryNode, left: Static, right: Static): Static | null {
  const { dialect } = checker;
  const number = (what: Static): boolean => isNumber(what, dialect);
  const integer = (what: Static): boolean => isInteger(what, dialect);
  const both = (kind: (what: Static) => boolean): boolean => kind(left) && kind(right);
  const bool = (yes: boolean): Static | null => (yes ? typed(types.bool) : null);
  const open = (yes: boolean): Static | null => (yes ? openOf(dialect) : null);
  const newer = dialect.exactTypes;
  switch (node.operator) {
    case '==': case '!=':
      return bool(isComparable(left, right, dialect));
    case 'or': case '||': case 'and': case '&&':
      return bool(both(isBool) || mayFit(left, right, [isBool]));
    case '<': case '>': case '>=': case '<=':
      return bool(
        both(number) || both(isText) || both(isTime) || (newer && both(isDuration)) ||
          mayFit(left, right, newer ? [number, isText, isTime, isDuration] : [number, isText, isTime]),
      );
    case '-':
      if (both(number)) return combined(left, right, newer);
      if (both(isTime)) return typed(types.duration);
      if (isTime(left) && isDuration(right)) return typed(types.time);
      if (newer && both(isDuration)) return typed(types.duration);
      return open(mayFit(left, right, newer ? [number, isTime, isDuration] : [number, isTime]));
    case '*':
      if (both(number)) return combined(left, right, newer);
      if (newer && (number(left) || isDuration(left)) && (number(right) || isDuration(right))) return typed(types.duration);
      return open(mayFit(left, right, newer ? [number, isDuration] : [number]));
    case '/': case '**': case '^':
      return both(number) || mayFit(left, right, [number]) ? typed(types.float64) : null;
    case '%':
      if (both(integer)) return newer ? typed(types.int) : combined(left, right, newer);
      if (mayFit(left, right, [integer])) return newer ? typed(types.int) : openOf(dialect);
      return null;
    case '+':
      if (both(number)) return combined(left, right, newer);
      if (both(isText)) return typed(types.string);
      if ((isTime(left) && isDuration(right)) || (isDuration(left) && isTime(right))) return typed(types.time);
      if (newer && both(isDuration)) return typed(types.duration);
      return open(mayFit(left, right, [number, isText, isTime, isDuration]));
    case 'in':
      return bool(checkIn(checker, node, left, right));
    case 'matches':
      if (node.right.kind === 'string') checkPattern(node, node.right.value);
      return bool(((isText(left) || (newer && left.type?.name === types.bytes.name)) && isText(right)) || mayFit(left, right, [isText]));
    case 'contains': case 'startsWith': case 'endsWith':
      return bool(both(isText) || mayFit(left, right, [isText]));
    case '..':
      if (!both(integer) && !mayFit(left, right, [integer])) return null;
      return newer ? arrayOf(typed(types.int)) : typed(types.ints);
    case '??':
      if (left.isNil) return right.isNil ? nil : right;
      if (right.isNil) return left;
      return isAssignable(right, left) ? left : openOf(dialect);
  }
}

function combined(left: Static, right: Static, newer: boolean): Static {
  if (!newer && left.type?.kind === right.type?.kind) return left;
  return typed(isFloat(left) || isFloat(right) ? types.float64 : types.int);
}

function checkIn(checker: Checker, node: BinaryNode, left: Static, right: Static): boolean {
  const { dialect } = checker;
  const leftText = staticText(left, dialect);
  if ((isText(left) || isOpen(left)) && right.type?.kind === 'struct') return true;
  if (isMap(right)) {
    const key = typed(right.type?.key ?? types.any);
    const fits = isOpen(left) || isAssignable(left, key) || (left.isNil && !dialect.exactTypes);
    if (!fits) reject(node, `cannot use ${leftText} as type ${staticText(key, dialect)} in map key`);
    return true;
  }
  if (isArray(right)) {
    const elements = dialect.exactTypes ? [elementOf(right, dialect)] : [elementOf(right, dialect), ...(right.elem === null ? [] : [right.elem])];
    for (const elem of elements) {
      if (!isComparable(left, elem, dialect)) reject(node, `cannot use ${leftText} as type ${staticText(elem, dialect)} in array`);
    }
    return true;
  }
  return (isOpen(left) && isText(right)) || isOpen(right);
}

function checkPattern(node: BinaryNode, pattern: string): void {
  try {
    compileRegexp(pattern);
  } catch (trouble) {
    if (trouble instanceof Fault) reject(node, trouble.message);
    throw trouble;
  }
}
