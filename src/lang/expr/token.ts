/** Tokens, and how messages write them. */
import { goQuote } from '../go-text.ts';

export type TokenKind = 'Identifier' | 'Number' | 'String' | 'Bytes' | 'Operator' | 'Bracket' | 'EOF';

export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  /** Offset of its first character in code points; of the last character of the text for EOF. */
  readonly at: number;
}

/** A token as messages show it: `Operator("+")`, `EOF`. */
export function tokenText(token: Token): string {
  return token.value === '' ? token.kind : `${token.kind}(${goQuote(token.value)})`;
}
