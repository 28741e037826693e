/** What is something else each time, and what reaches beyond the expression. */
import { toBase64 } from '../builtins/base64.ts';
import { fault } from '../halt.ts';
import { unknown, type Value } from '../value.ts';
import { checkedSize, define, text, whole, type Functions } from './define.ts';

/** A number from 0 up to but without 1. */
export type Random = () => number;

const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

/** Keys, certificates and look-ups: sluice makes none. Their names are there, as the reference has them. */
const absent = [
  'bcrypt', 'htpasswd', 'genPrivateKey', 'derivePassword', 'buildCustomCert', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey',
  'genSignedCert', 'genSignedCertWithKey', 'encryptAES', 'decryptAES', 'getHostByName',
] as const;

/**
 * @param random null where nothing runs yet: the results are then unknown
 * @see Masterminds/sprig 3.3.0 strings.go, crypto.go
 */
export function randomFunctions(random: Random | null): Functions {
  const given = (name: string, make: (next: Random) => Value): Value => (random === null ? unknown(`sprig.${name} gives something else each time`) : make(random));
  const from = (next: Random, alphabet: string, count: number): string =>
    Array.from({ length: checkedSize(Math.max(count, 0)) }, () => alphabet[Math.floor(next() * alphabet.length)] ?? '').join('');
  const bytes = (next: Random, count: number): number[] => Array.from({ length: checkedSize(Math.max(count, 0)) }, () => Math.floor(next() * 256));
  const characters = (name: string, alphabet: string): Functions => ({ [name]: define('i:s', ([count]) => given(name, (next) => from(next, alphabet, whole(count)))) });
  return {
    ...characters('randAlphaNum', letters + digits),
    ...characters('randAlpha', letters),
    ...characters('randAscii', printable),
    ...characters('randNumeric', digits),
    randBytes: define('i:s', ([count]) => given('randBytes', (next) => toBase64(bytes(next, whole(count))))),
    randInt: define('ii:i', ([least, limit]) =>
      given('randInt', (next) => {
        const span = whole(limit) - whole(least);
        return span > 0 ? BigInt(whole(least) + Math.floor(next() * span)) : fault('invalid argument to Intn');
      })),
    shuffle: define('s:s', ([source]) =>
      given('shuffle', (next) => {
        const chars = [...text(source)];
        for (let n = chars.length - 1; n > 0; n--) {
          const other = Math.floor(next() * (n + 1));
          [chars[n], chars[other]] = [chars[other] ?? '', chars[n] ?? ''];
        }
        return chars.join('');
      })),
    uuidv4: define(':s', () => given('uuidv4', (next) => uuid(bytes(next, 16)))),
    ...Object.fromEntries(absent.map((name) => [name, define('a*:a', () => fault(`sprig.${name} is not available`))])),
  };
}

function uuid(bytes: readonly number[]): string {
  const hex = bytes
    .map((byte, index) => (index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
