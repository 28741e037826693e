/** Tokens, and which of them may stand next to each other. */
import { Trouble } from './trouble.ts';
import { show, type Pattern, type Unknown } from './value.ts';

export type TokenKind =
  | 'UNKNOWN' | 'PREFIX' | 'NUMERIC' | 'BOOLEAN' | 'STRING' | 'PATTERN' | 'TIME' | 'VARIABLE' | 'SEPARATOR' | 'ACCESSOR' | 'COMPARATOR' | 'LOGICALOP'
  | 'MODIFIER' | 'CLAUSE' | 'CLAUSE_CLOSE' | 'TERNARY';

/** Names of an accessor with the dots between them taken out, in `names`. */
export type Token =
  | { readonly kind: Exclude<TokenKind, 'NUMERIC' | 'BOOLEAN' | 'PATTERN' | 'TIME' | 'ACCESSOR'>; readonly text: string; readonly open?: Unknown }
  | { readonly kind: 'NUMERIC'; readonly value: number }
  | { readonly kind: 'BOOLEAN'; readonly value: boolean }
  | { readonly kind: 'PATTERN'; readonly pattern: Pattern }
  | { readonly kind: 'TIME'; readonly seconds: number; readonly text: string }
  | { readonly kind: 'ACCESSOR'; readonly names: readonly string[] };

const values = ['NUMERIC', 'BOOLEAN', 'VARIABLE', 'ACCESSOR', 'CLAUSE'] as const;
const operators = ['MODIFIER', 'COMPARATOR', 'LOGICALOP', 'CLAUSE_CLOSE', 'SEPARATOR'] as const;
const anyValue: readonly TokenKind[] = ['PREFIX', ...values, 'PATTERN', 'STRING', 'TIME'];

/** What may follow each kind. */
const next: Readonly<Record<TokenKind, readonly TokenKind[]>> = {
  UNKNOWN: anyValue,
  CLAUSE: [...anyValue, 'CLAUSE_CLOSE'],
  CLAUSE_CLOSE: [...operators, 'TERNARY', 'NUMERIC', 'BOOLEAN', 'VARIABLE', 'STRING', 'PATTERN', 'TIME', 'CLAUSE'],
  NUMERIC: [...operators, 'TERNARY'],
  BOOLEAN: [...operators, 'TERNARY'],
  STRING: [...operators, 'TERNARY'],
  VARIABLE: [...operators, 'TERNARY'],
  TIME: operators,
  PATTERN: operators,
  ACCESSOR: [...operators, 'TERNARY', 'CLAUSE'],
  MODIFIER: ['PREFIX', ...values, 'STRING', 'CLAUSE_CLOSE'],
  COMPARATOR: [...anyValue, 'CLAUSE_CLOSE'],
  LOGICALOP: ['PREFIX', ...values, 'STRING', 'TIME', 'CLAUSE_CLOSE'],
  PREFIX: [...values, 'CLAUSE_CLOSE'],
  TERNARY: ['PREFIX', ...values, 'STRING', 'TIME', 'SEPARATOR'],
  SEPARATOR: ['PREFIX', ...values, 'STRING', 'TIME'],
};

const mayEnd: readonly TokenKind[] = ['CLAUSE_CLOSE', 'NUMERIC', 'BOOLEAN', 'STRING', 'VARIABLE', 'TIME', 'PATTERN', 'ACCESSOR'];

export function mayFollow(before: TokenKind, after: TokenKind): boolean {
  return next[before].includes(after);
}

/**
 * Refuses tokens that cannot stand where they do.
 *
 * @see Knetic/govaluate checkBalance, checkExpressionSyntax
 */
export function checkOrder(tokens: readonly Token[]): void {
  const count = (kind: TokenKind): number => tokens.filter((token) => token.kind === kind).length;
  if (count('CLAUSE') !== count('CLAUSE_CLOSE')) throw new Trouble('compile', 'Unbalanced parenthesis');
  let last: Token | null = null;
  for (const token of tokens) {
    const before: TokenKind = last?.kind ?? 'UNKNOWN';
    if (!mayFollow(before, token.kind)) {
      if (last?.kind === 'VARIABLE' && token.kind === 'CLAUSE') throw new Trouble('compile', `Undefined function ${last.text}`);
      throw new Trouble('compile', `Cannot transition token types from ${before} [${last === null ? '<nil>' : tokenText(last)}] to ${token.kind} [${tokenText(token)}]`);
    }
    last = token;
  }
  if (last === null || !mayEnd.includes(last.kind)) throw new Trouble('compile', 'Unexpected end of expression');
}

/** A token's value as Go prints it: parentheses are runes, and so numbers. */
function tokenText(token: Token): string {
  switch (token.kind) {
    case 'NUMERIC': case 'BOOLEAN': return show(token.value);
    case 'PATTERN': return show(token.pattern);
    case 'ACCESSOR': return show(token.names);
    case 'CLAUSE': return '40';
    case 'CLAUSE_CLOSE': return '41';
    default: return token.text;
  }
}
