/** Shortening and wrapping, counted in bytes. */
import { byteLength, sliceBytes } from '../text.ts';

/** @see Masterminds/goutils 1.1.1 AbbreviateFull */
export function abbreviate(source: string, offset: number, width: number): string {
  const length = byteLength(source);
  if (source === '' || width < 4) return '';
  if (length <= width) return source;
  let from = Math.min(offset, length);
  if (length - from < width - 3) from = length - (width - 3);
  if (from <= 4) return `${sliceBytes(source, 0, width - 3)}...`;
  if (width < 7) return '';
  if (from + width - 3 < length) return `...${abbreviate(sliceBytes(source, from, length), 0, width - 3)}`;
  return `...${sliceBytes(source, length - (width - 3), length)}`;
}

/**
 * Lines of at most `width` bytes, broken at spaces. Longer words are cut only with `cutWords`.
 *
 * @see Masterminds/goutils 1.1.1 WrapCustom
 */
export function wrap(source: string, width: number, separator: string, cutWords: boolean): string {
  const columns = Math.max(width, 1);
  const between = separator === '' ? '\n' : separator;
  let rest = source;
  let out = '';
  const take = (to: number, next: number): void => {
    out += sliceBytes(rest, 0, to) + between;
    rest = sliceBytes(rest, next, byteLength(rest));
  };
  while (byteLength(rest) > columns) {
    if (rest.startsWith(' ')) {
      rest = rest.slice(1);
      continue;
    }
    const space = byteLength(upTo(sliceBytes(rest, 0, columns + 1), ' '));
    if (space > 0) take(space, space + 1);
    else if (cutWords) take(columns, columns);
    else {
      const next = sliceBytes(rest, columns, byteLength(rest)).indexOf(' ');
      if (next < 0) return out + rest;
      const end = columns + byteLength(sliceBytes(rest, columns, byteLength(rest)).slice(0, next));
      take(end, end + 1);
    }
  }
  return out + rest;
}

/** What stands before the last `mark`; nothing where there is none. */
function upTo(source: string, mark: string): string {
  const at = source.lastIndexOf(mark);
  return at < 0 ? '' : source.slice(0, at);
}
