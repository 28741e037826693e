import { asContent, cellsText, escaped, fence, htmlLine, markdownLine } from './markdown-text.ts';
import type { Block, DiffLine, Field, Line, View } from './view.ts';

/** Most lines of one diff; the rest is counted. */
const mostLines = 400;

/** Longest line of a diff that is shown whole. */
const mostColumns = 500;

/** Blocks as Markdown, apart by blank lines. */
export function markdownBlocks(view: View): string {
  return view.map(markdownBlock).filter((text) => text !== '').join('\n\n');
}

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return asContent(markdownLine(block.line));
    case 'section':
      return details(block.title, markdownBlocks(block.blocks));
    case 'fields':
      return block.fields.map(markdownField).join('\n');
    case 'table':
      return table(block.head, block.rows.map((row) => row.map(markdownLine)));
    case 'figure':
      return fence('text', block.lines);
    case 'diff':
      return diffFence(block.lines);
  }
}

/** Folded until somebody asks. The blank lines make what is inside Markdown again. */
export function details(summary: Line, content: string): string {
  return `<details><summary>${htmlLine(summary)}</summary>\n\n${content}\n\n</details>`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head.map(escaped)), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function markdownField({ label, rows }: Field): string {
  const texts = rows.map(cellsText);
  if (label === '') return texts.map((text) => `- ${asContent(text)}`).join('\n');
  if (texts.length === 1) return `- **${label}** ${texts[0] ?? ''}`;
  return [`- **${label}**`, ...texts.map((text) => `  - ${asContent(text)}`)].join('\n');
}

export function diffFence(lines: readonly DiffLine[]): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, mostLines).map(({ sign, text }) => `${sign === '~' ? ' ' : sign} ${shortened(text)}`.trimEnd());
  const left = lines.length - shown.length;
  return fence('diff', left > 0 ? [...shown, `  ... ${left} more lines`] : shown);
}

function shortened(text: string): string {
  return text.length > mostColumns ? `${text.slice(0, mostColumns).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
