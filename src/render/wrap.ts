import { displayWidth, printable } from '../diagnostic/index.ts';
import type { Line, Piece } from './view.ts';

/** A part of a word that has one style. */
type Word = readonly Piece[];

/**
 * Breaks a line at its blanks so that each part takes at most `width` cells; a word longer than that keeps a line of its own, so that it can be copied.
 * Blanks at a break are dropped, others are kept. The first part may take `first` cells.
 */
export function wrapLine(line: Line, width: number, first: number = width): readonly Line[] {
  const lines: Line[] = [];
  let current: Piece[] = [];
  let used = 0;
  let blanks = 0;
  for (const word of wordsOf(line)) {
    if (word === 'blank') {
      blanks += 1;
      continue;
    }
    const size = cellsOf(word);
    if (used > 0 && used + blanks + size > (lines.length === 0 ? first : width)) {
      lines.push(current);
      current = [];
      used = 0;
      blanks = 0;
    }
    const around = current.at(-1)?.style === word[0]?.style ? word[0]?.style : undefined;
    if (blanks > 0) append(current, { text: ' '.repeat(blanks), style: around ?? 'plain' });
    for (const piece of word) append(current, piece);
    used += blanks + size;
    blanks = 0;
  }
  return current.length === 0 && lines.length > 0 ? lines : [...lines, current];
}

/** Neighbours of one style are one piece. */
function append(line: Piece[], piece: Piece): void {
  const last = line.at(-1);
  if (last?.style === piece.style) line[line.length - 1] = { text: last.text + piece.text, style: piece.style };
  else line.push(piece);
}

export function cellsOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + displayWidth(printable(text)), 0);
}

function* wordsOf(line: Line): Generator<Word | 'blank'> {
  let word: Piece[] = [];
  for (const { text, style } of line) {
    let first = true;
    for (const part of text.split(' ')) {
      if (!first) {
        if (word.length > 0) yield word;
        word = [];
        yield 'blank';
      }
      first = false;
      if (part !== '') word.push({ text: part, style });
    }
  }
  if (word.length > 0) yield word;
}
