import { displayWidth } from './display-width.ts';
import { printable } from './printable.ts';

/** Lines of at most `width` cells; a word longer than that keeps a line of its own. Line ends in the text are kept. */
export function wrapText(text: string, width: number): readonly string[] {
  return text === '' ? [] : text.split(/\r?\n/).flatMap((paragraph) => wrapParagraph(printable(paragraph), width));
}

function wrapParagraph(paragraph: string, width: number): readonly string[] {
  const margin = /^ */.exec(paragraph)?.[0] ?? '';
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.slice(margin.length).split(' ')) {
    if (line === '') line = margin + word;
    else if (displayWidth(line) + 1 + displayWidth(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = margin + word;
    }
  }
  lines.push(line);
  return lines;
}
