/** Standard base32 with padding. */
import { fault } from '../halt.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function toBase32(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)] ?? '').join('');
  return digits.padEnd(Math.ceil(digits.length / 8) * 8, '=');
}

/**
 * The bytes of a base32 text; line breaks in it are skipped. Fails with Fault, naming the first byte that is wrong.
 *
 * @see Go 1.26 encoding/base32 StdEncoding.DecodeString
 */
export function fromBase32(text: string): number[] {
  const wrong = (at: number): never => fault(`illegal base32 data at input byte ${at}`);
  const plain = text.replace(/[\r\n]/g, '');
  const digits = plain.replace(/=+$/, '');
  for (const [at, char] of [...digits].entries()) if (!alphabet.includes(char)) wrong(at);
  const rest = digits.length % 8;
  if (plain.length % 8 !== 0 || plain.length - digits.length > 6 || [1, 3, 6].includes(rest)) wrong(plain.length % 8 === 0 ? digits.length : plain.length);
  const bits = [...digits].map((char) => alphabet.indexOf(char).toString(2).padStart(5, '0')).join('');
  return (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
}
