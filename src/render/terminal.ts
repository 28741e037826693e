import { layoutRows } from './columns.ts';
import { paint, type PaintOptions } from './paint.ts';
import { line, type Block, type DiffLine, type Field, type Line, type Piece, type View } from './view.ts';
import { cellsOf, wrapLine } from './wrap.ts';

export interface TerminalOptions extends PaintOptions {
  /** Columns; from 60 to 200. */
  readonly width: number;
}

const indentStep = 2;

/** A view as text of at most `width` columns, words that are longer apart. Ends in a line end. */
export function renderTerminal(view: View, options: TerminalOptions): string {
  const width = Math.min(200, Math.max(60, Math.floor(options.width)));
  const lines = blocksLines(view, 0, width);
  return `${lines.map((each) => paint(each, options).trimEnd()).join('\n')}\n`;
}

function blocksLines(blocks: View, indent: number, width: number): readonly Line[] {
  return blocks.flatMap((block, index) => [...(index > 0 && isApart(block, blocks[index - 1]) ? [[]] : []), ...blockLines(block, indent, width)]);
}

/** Sections stand apart, and so does what follows one. */
function isApart(block: Block, before: Block | undefined): boolean {
  return block.kind === 'section' || before?.kind === 'section' || (block.kind === 'fields' && before?.kind === 'paragraph');
}

function blockLines(block: Block, indent: number, width: number): readonly Line[] {
  switch (block.kind) {
    case 'paragraph':
      return hanging(block.line, indent, indent + indentStep, width);
    case 'section':
      return [...hanging(block.title, indent, indent + indentStep, width), ...blocksLines(block.blocks, indent + indentStep, width)];
    case 'fields':
      return fieldsLines(block.fields, indent, width);
    case 'table':
      return layoutRows([block.head.map((text) => line(text)), ...block.rows], width - indent).map((each) => indented(each, indent));
    case 'figure':
      return block.lines.map((text) => indented(line(text), indent));
    case 'diff':
      return block.lines.flatMap((each) => diffLines(each, block.inset ? indent + 2 * indentStep : indent, width));
  }
}

function fieldsLines(fields: readonly Field[], indent: number, width: number): readonly Line[] {
  const labels = Math.max(...fields.map(({ label }) => label.length));
  const start = indent + (labels === 0 ? 0 : labels + indentStep);
  return fields.flatMap(({ label, rows }) =>
    layoutRows(rows, width - start).map((each, index) => {
      if (labels === 0) return indented(each, indent);
      const shown: Piece = { text: (index === 0 ? label : '').padEnd(labels + indentStep), style: 'dim' };
      return indented([shown, ...each], indent);
    }),
  );
}

const diffStyles: Readonly<Record<DiffLine['sign'], Piece['style']>> = { '+': 'added', '-': 'removed', '~': 'changed', ' ': 'dim' };

function diffLines({ sign, text }: DiffLine, indent: number, width: number): readonly Line[] {
  const margin = /^ */.exec(text)?.[0].length ?? 0;
  const style = diffStyles[sign];
  const words: Line = [{ text: text.slice(margin), style: sign === '~' ? 'plain' : style }];
  const start = indent + 2 + margin;
  return wrapLine(words, width - start - 2, width - start).map((each, index) =>
    indented([{ text: (index === 0 ? sign : ' ') + ' '.repeat(1 + margin + (index === 0 ? 0 : 2)), style }, ...each], indent),
  );
}

function hanging(text: Line, first: number, rest: number, width: number): readonly Line[] {
  return wrapLine(text, width - rest, width - first).map((each, index) => indented(each, index === 0 ? first : rest));
}

function indented(each: Line, indent: number): Line {
  return indent === 0 || cellsOf(each) === 0 ? each : [{ text: ' '.repeat(indent), style: 'plain' }, ...each];
}
