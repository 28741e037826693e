/** The parts of a path. */
import type { Script } from './script.ts';

/** Where a number is wanted: one, a script that gives one, or nothing. */
export type Bound = bigint | Script | null;

export type Token =
  | { readonly kind: 'root' | 'current' | 'wildcard' | 'recursive' | 'length' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: bigint }
  | { readonly kind: 'range'; readonly from: Bound; readonly to: Bound; readonly step: Bound }
  | { readonly kind: 'union'; readonly args: readonly (string | bigint | Script)[] }
  | { readonly kind: 'filter' | 'script'; readonly script: Script };
