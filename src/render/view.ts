/**
 * What a thing looks like, before anybody knows where it will be shown: blocks of lines of pieces, each with what it means and never with a colour.
 */
export type View = readonly Block[];

/**
 * What a piece of text means. `value` comes from a manifest, and so does `name`, which a line is about; `arrow` stands between before and after, `branch` is
 * the lines of a tree.
 */
export type Style = 'plain' | 'value' | 'name' | 'strong' | 'dim' | 'added' | 'removed' | 'changed' | 'warning' | 'failed' | 'good' | 'arrow' | 'branch';

export interface Piece {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Piece[];

export type Block =
  | { readonly kind: 'paragraph'; readonly line: Line }
  /** A title with what belongs under it. */
  | { readonly kind: 'section'; readonly title: Line; readonly blocks: View }
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[] }
  /** Lines that are shown as they are, never broken. */
  | { readonly kind: 'figure'; readonly lines: readonly string[] }
  /** `inset`: it belongs to the line before it. */
  | { readonly kind: 'diff'; readonly lines: readonly DiffLine[]; readonly inset?: true };

/** A label and its lines; the cells of the lines stand under each other. */
export interface Field {
  readonly label: string;
  readonly rows: readonly (readonly Line[])[];
}

export interface DiffLine {
  readonly sign: '+' | '-' | '~' | ' ';
  readonly text: string;
}

/** A blank at which a line is not broken; shown as any other blank. */
export const held = '\u00a0';

/** Text without a style of its own, or a piece. */
export type Content = string | Piece;

const styled =
  (style: Style) =>
  (text: string | number): Piece => ({ text: String(text), style });

export const value = styled('value');
export const name = styled('name');
export const strong = styled('strong');
export const dim = styled('dim');
export const added = styled('added');
export const removed = styled('removed');
export const changed = styled('changed');
export const warning = styled('warning');
export const failed = styled('failed');
export const good = styled('good');
export const branch = styled('branch');
export const arrow: Piece = { text: '->', style: 'arrow' };

export function line(...contents: readonly Content[]): Line {
  return contents.map((content) => (typeof content === 'string' ? { text: content, style: 'plain' } : content));
}

export function paragraph(...contents: readonly Content[]): Block {
  return { kind: 'paragraph', line: line(...contents) };
}

/** A field of lines that have one cell each. */
export function field(label: string, ...lines: readonly Line[]): Field {
  return { label, rows: lines.map((only) => [only]) };
}

/** The pieces of a line as plain text. */
export function plainText(of: Line): string {
  return of.map(({ text }) => text).join('');
}
