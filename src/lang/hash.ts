import { utf8Bytes } from './utf8.ts';

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * FNV-1a of the UTF-8 bytes of `text`, as an unsigned 32-bit number.
 *
 * @param more bytes that follow the text
 * @see Go 1.26 hash/fnv, New32a
 */
export function fnv1a32(text: string, more: readonly number[] = []): number {
  let hash = offsetBasis;
  let at = 0;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) break;
    hash = Math.imul(hash ^ unit, prime);
  }
  if (at < text.length) {
    for (const byte of utf8Bytes(text.slice(at))) hash = Math.imul(hash ^ byte, prime);
  }
  for (const byte of more) hash = Math.imul(hash ^ byte, prime);
  return hash >>> 0;
}

/** Letters and digits that spell no words. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * Replaces every character by one of an alphabet without vowels.
 *
 * A character of n bytes yields n, of which all but the first are NUL, as Go's loop over runes does.
 *
 * @see k8s.io/apimachinery 0.35, util/rand.SafeEncodeString
 */
export function safeEncode(text: string): string {
  let out = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    out += alphabet.charAt(point % alphabet.length) + '\0'.repeat(utf8Bytes(character).length - 1);
  }
  return out;
}
