/** The operators: how they are written, what they mean, and how strongly they bind. */

export type Symbol =
  | 'value' | 'literal' | 'group' | 'access'
  | 'equal' | 'notEqual' | 'greater' | 'greaterOrEqual' | 'less' | 'lessOrEqual' | 'matches' | 'matchesNot' | 'in'
  | 'and' | 'or'
  | 'add' | 'subtract' | 'multiply' | 'divide' | 'modulo' | 'power' | 'bitAnd' | 'bitOr' | 'bitXor' | 'shiftLeft' | 'shiftRight'
  | 'negate' | 'not' | 'bitNot'
  | 'then' | 'otherwise' | 'coalesce'
  | 'separate';

type OperatorKind = 'COMPARATOR' | 'LOGICALOP' | 'MODIFIER' | 'TERNARY';

/** Levels of a plan, from the loosest to the tightest. */
export type Level = 'separator' | 'ternary' | 'or' | 'and' | 'comparator' | 'bitwise' | 'shift' | 'additive' | 'multiplicative' | 'exponential';

interface Operator {
  readonly kind: OperatorKind;
  readonly symbol: Symbol;
  readonly level: Level;
}

const operator = (kind: OperatorKind, symbol: Symbol, level: Level): Operator => ({ kind, symbol, level });

export const operatorSymbols: Readonly<Record<string, Operator>> = {
  '+': operator('MODIFIER', 'add', 'additive'),
  '-': operator('MODIFIER', 'subtract', 'additive'),
  '*': operator('MODIFIER', 'multiply', 'multiplicative'),
  '/': operator('MODIFIER', 'divide', 'multiplicative'),
  '%': operator('MODIFIER', 'modulo', 'multiplicative'),
  '**': operator('MODIFIER', 'power', 'exponential'),
  '&': operator('MODIFIER', 'bitAnd', 'bitwise'),
  '|': operator('MODIFIER', 'bitOr', 'bitwise'),
  '^': operator('MODIFIER', 'bitXor', 'bitwise'),
  '>>': operator('MODIFIER', 'shiftRight', 'shift'),
  '<<': operator('MODIFIER', 'shiftLeft', 'shift'),
  '&&': operator('LOGICALOP', 'and', 'and'),
  '||': operator('LOGICALOP', 'or', 'or'),
  '==': operator('COMPARATOR', 'equal', 'comparator'),
  '!=': operator('COMPARATOR', 'notEqual', 'comparator'),
  '>': operator('COMPARATOR', 'greater', 'comparator'),
  '>=': operator('COMPARATOR', 'greaterOrEqual', 'comparator'),
  '<': operator('COMPARATOR', 'less', 'comparator'),
  '<=': operator('COMPARATOR', 'lessOrEqual', 'comparator'),
  '=~': operator('COMPARATOR', 'matches', 'comparator'),
  '!~': operator('COMPARATOR', 'matchesNot', 'comparator'),
  in: operator('COMPARATOR', 'in', 'comparator'),
  '?': operator('TERNARY', 'then', 'ternary'),
  ':': operator('TERNARY', 'otherwise', 'ternary'),
  '??': operator('TERNARY', 'coalesce', 'ternary'),
};

export const prefixSymbols: Readonly<Record<string, Symbol>> = { '-': 'negate', '!': 'not', '~': 'bitNot' };

/** An operator as messages show it: equality has one sign there. */
export function symbolText(symbol: Symbol): string {
  if (symbol === 'equal') return '=';
  const prefix = Object.entries(prefixSymbols).find(([, one]) => one === symbol);
  return prefix?.[0] ?? Object.entries(operatorSymbols).find(([, one]) => one.symbol === symbol)?.[0] ?? '';
}

/**
 * The group within which a chain of operators is turned round, to be taken from the left.
 *
 * @see Knetic/govaluate findOperatorPrecedenceForSymbol
 */
export function chainOf(symbol: Symbol): string {
  switch (symbol) {
    case 'group': return 'group';
    case 'access': return 'access';
    case 'value': case 'literal': return 'value';
    case 'negate': case 'not': case 'bitNot': return 'prefix';
    case 'separate': return 'separator';
    default: return Object.values(operatorSymbols).find((one) => one.symbol === symbol)?.level ?? 'value';
  }
}
