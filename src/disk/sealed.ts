import { createHash } from 'node:crypto';
import type { Json } from '../lang/index.ts';

export type Unsealed = { readonly ok: true; readonly content: Json; readonly checksum: string } | { readonly ok: false };

const prefix = '{"checksum":"';
const middle = '","content":';
const digits = 64;

/**
 * One line of JSON that tells whether it is still what was written: `{"checksum":"<SHA-256>","content":...}`.
 *
 * The checksum is over the bytes of the content as they stand there, after `before`: the checksum of the line before where lines form a chain.
 */
export function seal(content: Json, before = ''): string {
  const text = JSON.stringify(content);
  return `${prefix}${checksumOf(text, before)}${middle}${text}}\n`;
}

/** Never throws: a torn, edited or empty line is `ok: false`. The newline at its end may be missing where lines were split. */
export function unseal(line: string, before = ''): Unsealed {
  const checksum = checksumIn(line);
  const start = prefix.length + digits + middle.length;
  const end = line.endsWith('\n') ? line.length - 2 : line.length - 1;
  if (!line.startsWith(prefix) || line.slice(prefix.length + digits, start) !== middle || line[end] !== '}') return { ok: false };
  const text = line.slice(start, end);
  if (checksumOf(text, before) !== checksum) return { ok: false };
  return { ok: true, content: JSON.parse(text) as Json, checksum };
}

/** The checksum that a line just sealed carries. */
export function checksumIn(line: string): string {
  return line.slice(prefix.length, prefix.length + digits);
}

function checksumOf(text: string, before: string): string {
  return createHash('sha256').update(before).update(text).digest('hex');
}
