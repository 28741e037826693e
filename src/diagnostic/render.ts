import type { Diagnostic, Severity, Span } from './diagnostic.ts';
import { excerpt } from './excerpt.ts';
import { printable } from './printable.ts';
import { wrapText } from './wrap-text.ts';

export interface RenderOptions {
  /** Terminal colours; none by default. */
  readonly color?: boolean;
  /** Columns that a line may take, 100 by default; never less than 40. */
  readonly width?: number;
}

type Paint = (text: string) => string;
interface Style {
  readonly place: Paint;
  readonly gutter: Paint;
  readonly severity: Readonly<Record<Severity, Paint>>;
}

const sgr =
  (on: number, off: number): Paint =>
  (text) =>
    `\u001b[${on}m${text}\u001b[${off}m`;
const same: Paint = (text) => text;
const plain: Style = { place: same, gutter: same, severity: { error: same, warning: same, note: same } };
const coloured: Style = { place: sgr(1, 22), gutter: sgr(2, 22), severity: { error: sgr(31, 39), warning: sgr(33, 39), note: sgr(36, 39) } };

/**
 * A diagnostic as people read it, lines ended by `\n` but for the last one:
 * place, severity, code and summary; the source line with carets; the detail, wrapped and indented; each related place the same way.
 *
 * Nothing from the manifest can steer a terminal: control and direction characters are shown as `\ufffd`.
 * `textOf` gives a file's whole text; without it the source line is left out.
 */
export function renderDiagnostic(diagnostic: Diagnostic, textOf: (file: string) => string | undefined, options: RenderOptions = {}): string {
  const style = options.color === true ? coloured : plain;
  const width = Math.max(40, options.width ?? 100);
  const { severity, code, summary, detail, span, related = [] } = diagnostic;
  const paint = style.severity[severity];

  const head = `${paint(severity)} ${code} ${printable(summary)}`;
  const lines = [span === null ? head : `${style.place(placeOf(span))} ${head}`];
  if (span !== null) lines.push(...excerpt(span, textOf(span.file), { width, gutter: style.gutter, caret: paint }));
  lines.push(...wrapText(detail, width - 2).map(indent));
  for (const other of related) {
    lines.push(indent(`${style.place(placeOf(other.span))} ${printable(other.message)}`));
    lines.push(...excerpt(other.span, textOf(other.span.file), { width, gutter: style.gutter, caret: style.gutter }));
  }
  return lines.join('\n');
}

function placeOf({ file, start }: Span): string {
  return `${printable(file)}:${start.line}:${start.column}`;
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
