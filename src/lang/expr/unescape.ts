/** What the escapes in quoted strings stand for. */
import type { Dialect } from './dialect.ts';
import { encode } from './text.ts';

const simple: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"',
};

/** One character, or one escape with the digits that belong to it. */
const unit = /\\(?:u\{(?<braces>[0-9a-fA-F]*)\}|x(?<x>..)|u(?<u>....)|U(?<wide>.{8})|(?<octal>[0-7]..)|(?<char>[^]))|[^]/gu;

function character(code: number): string | null {
  if (!(code <= 0x10ffff)) return null;
  return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : String.fromCodePoint(code);
}

/**
 * The text between quotes with its escapes resolved, or null where an escape stands for no character.
 *
 * `\x` and octal escapes give characters, not bytes, as the reference has it.
 */
export function unescape(text: string, dialect: Dialect): string | null {
  return join(text, ({ braces, x, u, wide, octal, char = '' }) => {
    const hex = (dialect.extendedSyntax ? braces : undefined) ?? x ?? u ?? wide;
    if (hex !== undefined) return character(Number.parseInt(hex, 16));
    if (octal !== undefined) return octal > '4' ? null : character(Number.parseInt(octal, 8));
    return simple[char] ?? null;
  });
}

/** The bytes between the quotes of b'..', one character a byte, or null where an escape is none of a byte. */
export function unescapeBytes(text: string): string | null {
  const resolved = join(text, ({ x, octal, char = '' }) => {
    // Bytes above 0x7f as lone surrogates, which encode() takes for what they stand for.
    const byte = x !== undefined ? Number.parseInt(x, 16) : octal === undefined ? null : octal > '4' ? -1 : Number.parseInt(octal, 8);
    if (byte === null) return simple[char] ?? null;
    return byte < 0 ? null : String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
  });
  return resolved === null ? null : String.fromCharCode(...encode(resolved));
}

type Groups = Readonly<Record<string, string | undefined>>;

function join(text: string, resolve: (groups: Groups) => string | null): string | null {
  let out = '';
  for (const match of text.replace(/\r\n?/g, '\n').matchAll(unit)) {
    const groups: Groups = match.groups ?? {};
    const resolved = Object.values(groups).some((group) => group !== undefined) ? resolve(groups) : match[0];
    if (resolved === null) return null;
    out += resolved;
  }
  return out;
}
