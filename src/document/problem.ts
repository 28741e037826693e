import type { KnownCode } from '../diagnostic/index.ts';

/** Trouble in one document's text, in offsets from its start: the same text may stand in several files. */
export interface Problem {
  readonly code: KnownCode;
  readonly start: number;
  readonly end: number;
  readonly detail: string;
  readonly related?: { readonly message: string; readonly start: number; readonly end: number };
}
