/** Binding strengths. */
import type { BinaryOperator, UnaryOperator } from './ast.ts';

const binary: ReadonlyMap<string, number> = new Map<BinaryOperator | '|', number>([
  ['|', 0],
  ['or', 10], ['||', 10],
  ['and', 15], ['&&', 15],
  ['==', 20], ['!=', 20], ['<', 20], ['>', 20], ['>=', 20], ['<=', 20],
  ['in', 20], ['matches', 20], ['contains', 20], ['startsWith', 20], ['endsWith', 20],
  ['..', 25],
  ['+', 30], ['-', 30],
  ['*', 60], ['/', 60], ['%', 60],
  ['**', 100], ['^', 100],
  ['??', 500],
]);
const unary: ReadonlyMap<string, number> = new Map<UnaryOperator, number>([['not', 50], ['!', 50], ['-', 90], ['+', 90]]);

/** How strongly a binary operator (or the pipe) binds, or undefined for any other token. */
export function binaryPrecedence(operator: string): number | undefined {
  return binary.get(operator);
}

/** How strongly a unary operator binds, or undefined for any other token. */
export function unaryPrecedence(operator: string): number | undefined {
  return unary.get(operator);
}

/** `2 ** 3 ** 2` is `2 ** (3 ** 2)`; everything else groups from the left. */
export function groupsFromRight(operator: string): boolean {
  return operator === '**' || operator === '^';
}

/** Operators that can follow `not`. */
export function canBeNegated(operator: string): boolean {
  return operator === 'contains' || operator === 'matches' || operator === 'startsWith' || operator === 'endsWith' || operator === 'in';
}

/** Operators that chain: `1 < n < 9`. */
export function isOrdering(operator: string): boolean {
  return operator === '<' || operator === '>' || operator === '<=' || operator === '>=';
}
