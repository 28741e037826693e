import { markdownBlocks } from './markdown-blocks.ts';
import { markdownLine } from './markdown-text.ts';
import type { View } from './view.ts';

/** A view as Markdown that is read from top to bottom: sections are headings, and nothing is folded. */
export function renderReport(view: View): string {
  const parts = view.map((block) => (block.kind === 'section' ? `### ${markdownLine(block.title)}\n\n${markdownBlocks(block.blocks)}` : markdownBlocks([block])));
  return `${parts.join('\n\n')}\n`;
}
