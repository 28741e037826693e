/** A place in a text: 1-based line and column (code points), 0-based offset in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A half-open range of one file. `file` is the path as the user gave it, `<stdin>` for standard input. */
export interface Span {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

export type Severity = 'error' | 'warning' | 'note';

/**
 * Trouble with the user's input, as data.
 *
 * `summary` never holds text from the manifest, so that it can be grouped and searched; `detail` says what, why and how to mend it in full
 * sentences. Every code stands in docs/diagnostics.md.
 */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly summary: string;
  readonly detail: string;
  readonly span: Span | null;
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
}

/** "SLU" and three digits: 1xx text and YAML, 2xx manifests and references, 3xx schema, 4xx plan, 5xx options and files. */
export type Code = `SLU${number}`;

/** A value and the trouble met on the way to it. */
export interface Checked<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
