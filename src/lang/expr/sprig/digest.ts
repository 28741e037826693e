/** Checksums of texts. */
import { sha1 } from '@noble/hashes/legacy';
import { sha256, sha512 } from '@noble/hashes/sha2';
import { encode } from '../text.ts';
import { define, text, type Functions } from './define.ts';

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @see Go 1.26 hash/adler32 */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

const of = (sum: (bytes: Uint8Array) => string): Functions[string] => define('s:s', ([source]) => sum(Uint8Array.from(encode(text(source)))));

export const digestFunctions: Functions = {
  sha1sum: of((bytes) => hex(sha1(bytes))),
  sha256sum: of((bytes) => hex(sha256(bytes))),
  sha512sum: of((bytes) => hex(sha512(bytes))),
  adler32sum: of((bytes) => String(adler32(bytes))),
};
