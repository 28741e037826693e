/** Standard base32 with padding. */
import { fault } from '../halt.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function toBase32(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)] ?? '').join('');
  return digits.padEnd(Math.ceil(digits.length / 8) * 8, '=');
}

/**
 * The bytes of a base32 text; line breaks in it are skipped. Fails with Fault, naming the first byte that is wrong. What follows the
 * padding of a last group is not looked at.
 *
 * @see Go 1.26 encoding/base32 StdEncoding.DecodeString
 */
export function fromBase32(text: string): number[] {
  const plain = text.replace(/[\r\n]/g, '');
  const wrong = (at: number): never => fault(`illegal base32 data at input byte ${at}`);
  let bits = '';
  for (let at = 0; at < plain.length; at++) {
    const place = at % 8;
    if (plain[at] === '=' && place >= 2 && plain.length - at <= 8) {
      checkPadding(plain, at, wrong);
      break;
    }
    const digit = alphabet.indexOf(plain[at] ?? '');
    if (digit < 0) wrong(at);
    bits += digit.toString(2).padStart(5, '0');
    if (at === plain.length - 1 && place !== 7) wrong(at - place);
  }
  return (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
}

function checkPadding(text: string, at: number, wrong: (at: number) => never): void {
  const digits = at % 8;
  const behind = text.length - at - 1;
  if (behind + digits < 7) wrong(text.length);
  for (let n = 0; n < 7 - digits; n++) if (n < behind && text[at + 1 + n] !== '=') wrong(at + n);
  if (digits === 3 || digits === 6) wrong(at);
}
