import { printable } from '../diagnostic/index.ts';
import { held, type Line, type Style } from './view.ts';

export interface PaintOptions {
  readonly colour: boolean;
  /** Arrows as one character instead of two, and trees of lines. */
  readonly unicode: boolean;
}

/** Select Graphic Rendition: on and off. The sixteen colours only, which every terminal's theme makes readable. */
const codes: Readonly<Record<Style, readonly [number, number] | null>> = {
  plain: null,
  value: null,
  name: [1, 22],
  strong: [1, 22],
  dim: [2, 22],
  added: [32, 39],
  removed: [31, 39],
  changed: [33, 39],
  warning: [33, 39],
  failed: [31, 39],
  good: [32, 39],
  arrow: [2, 22],
  branch: [2, 22],
};

const plainBranches: Readonly<Record<string, string>> = { '│': '|', '├': '|', '└': '`', '─': '-', '┬': '+' };

/** A line as the terminal wants it. Nothing in it can steer the terminal but the colours put here. */
export function paint(line: Line, { colour, unicode }: PaintOptions): string {
  return line
    .map(({ text, style }) => {
      const shown = style === 'arrow' && unicode ? '\u2192' : style === 'branch' ? (unicode ? text : text.replace(/[│├└─┬]/g, (sign) => plainBranches[sign] ?? sign)) : printable(style === 'value' || style === 'name' ? text : text.replaceAll(held, ' '));
      const code = colour && shown.trim() !== '' ? codes[style] : null;
      return code === null ? shown : `\u001b[${code[0]}m${shown}\u001b[${code[1]}m`;
    })
    .join('');
}
