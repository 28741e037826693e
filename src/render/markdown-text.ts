import { printable } from '../diagnostic/index.ts';
import { held, plainText, type Line, type Piece } from './view.ts';

/** Longest text from a manifest that is shown whole; a table cell of a megabyte helps nobody. */
const mostCharacters = 300;

/** Text that Markdown, HTML and the sites around them read as nothing but itself. */
const TAME = /^[A-Za-z0-9 _.,:;=+()%/'-]+$/;
const LINKS = /:\/\/|www\./i;

/** Every sign that can begin Markdown, HTML, a mention, a reference or a link. */
const SIGNS = /[&<>"'`|*_~[\]{}\\@#!$^]|:(?=\/\/)|(?<=www)\.|\u00a0/gi;

/** Text as text, whatever it holds: in prose and in table cells. */
export function escaped(text: string): string {
  return oneLine(text).replaceAll(SIGNS, (sign) => (sign === held ? ' ' : `&#${sign.charCodeAt(0)};`));
}

/**
 * Text from a manifest. Sites make links of mentions, issue numbers and addresses even where Markdown does not, but never inside of code.
 */
export function code(text: string): string {
  const shown = shortened(oneLine(text));
  if (shown.trim() === '') return '';
  return TAME.test(shown) && !LINKS.test(shown) && shown.trim() === shown ? `\`${shown}\`` : htmlCode(shown);
}

/** A line of a view. */
export function markdownLine(line: Line): string {
  return merged(line).map(markdownPiece).join('').trim();
}

/** The same where Markdown is not read, such as in a summary. */
export function htmlLine(line: Line): string {
  return merged(line)
    .map(({ text, style }) => (style === 'value' || style === 'name' ? htmlCode(text) : style === 'arrow' ? '\u2192' : escaped(text)))
    .join('')
    .trim();
}

function htmlCode(text: string): string {
  return `<code>${escaped(shortened(oneLine(text)))}</code>`;
}

function markdownPiece({ text, style }: Piece): string {
  switch (style) {
    case 'value':
    case 'name':
      return code(text);
    case 'arrow':
      return '\u2192';
    case 'branch':
      return text.replaceAll(' ', '&nbsp;');
    case 'strong':
    case 'warning':
    case 'failed':
    case 'good':
      return text.trim() === '' ? text : text.replace(/^(\s*)(.*?)(\s*)$/s, (_, before: string, word: string, after: string) => `${before}**${escaped(word)}**${after}`);
    case 'plain':
    case 'dim':
    case 'added':
    case 'removed':
    case 'changed':
      return escaped(text);
  }
}

/** Neighbours of one style are one piece: two code spans in a row would run together. */
function merged(line: Line): Line {
  const pieces: Piece[] = [];
  for (const piece of line) {
    const last = pieces.at(-1);
    if (last?.style === piece.style) pieces[pieces.length - 1] = { text: last.text + piece.text, style: piece.style };
    else pieces.push(piece);
  }
  return pieces;
}

/** A list item's or paragraph's text must not begin as another block does. */
export function asContent(text: string): string {
  return text.replace(/^(?:[-+=>#]|\d+(?=[.)]))/, (sign) => [...sign].map((one) => `&#${one.charCodeAt(0)};`).join(''));
}

/** Cells of a row as one text. */
export function cellsText(cells: readonly Line[]): string {
  return cells.filter((cell) => plainText(cell).trim() !== '').map(markdownLine).join(' ');
}

/** A fenced block that nothing in it can end. */
export function fence(language: string, lines: readonly string[]): string {
  const text = lines.map((line) => printable(line)).join('\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

function oneLine(text: string): string {
  return printable(text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('\t', ' '));
}

function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * mostCharacters)];
  return text.length <= mostCharacters ? text : `${characters.slice(0, mostCharacters).join('')}…`;
}
