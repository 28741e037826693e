/**
 * Go strings are bytes. Ours are JavaScript strings in which a byte that is no UTF-8 stands as a lone surrogate U+DC80..U+DCFF,
 * so that slicing through a character and putting the halves together again loses nothing.
 */
const loneByte = /[\udc80-\udcff]/;

/** Whether every unit is ASCII, so that bytes, units and characters are the same. */
export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** The bytes of a text. */
export function encode(text: string): number[] {
  const out: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code >= 0xdc80 && code <= 0xdcff) out.push(code - 0xdc00);
    else if (code >= 0xd800 && code <= 0xdfff) out.push(0xef, 0xbf, 0xbd);
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return out;
}

/** The text of bytes; what is no UTF-8 becomes lone surrogates, one a byte. */
export function decode(bytes: readonly number[] | Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const [code, size] = decodeOne(bytes, at);
    out += String.fromCodePoint(code);
    at += size;
  }
  return out;
}

function decodeOne(bytes: readonly number[] | Uint8Array, at: number): readonly [code: number, size: number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const least = size === 4 ? 0x10000 : size === 3 ? 0x800 : 0x80;
  let code = first & (0xff >> (size + 1));
  for (let n = 1; n < size; n++) {
    const next = bytes[at + n] ?? 0;
    if ((next & 0xc0) !== 0x80) return [0xdc00 + first, 1];
    code = (code << 6) | (next & 63);
  }
  const valid = first >= 0xc2 && first <= 0xf4 && code >= least && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? [code, size] : [0xdc00 + first, 1];
}

/** Two texts one after the other; bytes that make a character together become one. */
export function concat(left: string, right: string): string {
  const joined = left + right;
  return loneByte.test(left.slice(-1)) && loneByte.test(right.slice(0, 1)) ? decode(encode(joined)) : joined;
}

/** Number of bytes. */
export function byteLength(text: string): number {
  return isAscii(text) ? text.length : encode(text).length;
}

/** Number of characters; a byte that is no UTF-8 counts as one. */
export function runeCount(text: string): number {
  if (isAscii(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The bytes from `from` up to but without `to`. */
export function sliceBytes(text: string, from: number, to: number): string {
  return isAscii(text) ? text.slice(from, to) : decode(encode(text).slice(from, to));
}

/** Negative, zero or positive as `left` sorts before, with or behind `right`: by bytes. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (isAscii(left) || isAscii(right)) {
    const plainLeft = !loneByte.test(left);
    const plainRight = !loneByte.test(right);
    if (plainLeft && plainRight) return left < right ? -1 : 1;
  }
  const a = encode(left);
  const b = encode(right);
  for (let n = 0; n < a.length && n < b.length; n++) {
    const difference = (a[n] ?? 0) - (b[n] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The text with every byte that is no UTF-8 replaced by U+FFFD, fit to be shown. */
export function printable(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** Text from outside as a Go string: lone surrogates, which no UTF-8 has, become U+FFFD. */
export function fromOutside(text: string): string {
  return printable(text);
}
