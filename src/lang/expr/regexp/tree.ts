/** Patterns as trees. */
import type { CharSet } from './charset.ts';

export type Assertion = 'line start' | 'line end' | 'text start' | 'text end' | 'word boundary' | 'no word boundary';

export type Pattern =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  /** Greedy ones would rather repeat once more. */
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number | null; readonly greedy: boolean }
  /** Counted from 1 by their opening parentheses. */
  | { readonly kind: 'group'; readonly index: number; readonly name: string; readonly part: Pattern };
