/** Standard base64 with padding. */
import { fault } from '../halt.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: readonly number[]): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const char = (shift: number): string => alphabet[(group >> shift) & 63] ?? '';
    out += char(18) + char(12) + (b === undefined ? '=' : char(6)) + (c === undefined ? '=' : char(0));
  }
  return out;
}

/**
 * The bytes of a base64 text; line breaks in it are skipped. Fails with Fault, naming the first byte that is wrong.
 *
 * @see Go 1.26 encoding/base64 StdEncoding.DecodeString
 */
export function fromBase64(text: string): number[] {
  const out: number[] = [];
  let group = 0;
  let count = 0;
  const wrong = (at: number): never => fault(`illegal base64 data at input byte ${at}`);
  const rest = (from: number): number => {
    let at = from;
    while (text[at] === '\n' || text[at] === '\r') at++;
    return at;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\n' || char === '\r') continue;
    if (char === '=') {
      if (count < 2) wrong(at);
      let end = rest(at + 1);
      if (count === 2) {
        if (end >= text.length) wrong(text.length);
        if (text[end] !== '=') wrong(end);
        end = rest(end + 1);
      }
      if (end < text.length) wrong(end);
      out.push((group >> (count === 2 ? 4 : 10)) & 255);
      if (count === 3) out.push((group >> 2) & 255);
      return out;
    }
    const value = alphabet.indexOf(char);
    if (value < 0) wrong(at);
    group = (group << 6) | value;
    count++;
    if (count === 4) {
      out.push((group >> 16) & 255, (group >> 8) & 255, group & 255);
      group = 0;
      count = 0;
    }
  }
  if (count > 0) wrong(text.length - count);
  return out;
}
