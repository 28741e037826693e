/** Named sets: `\d`, `[:alpha:]`, `\p{Greek}`. */
import { range, type SetPart } from './charset.ts';

const digit = [range(0x30, 0x39)];
const upper = [range(0x41, 0x5a)];
const lower = [range(0x61, 0x7a)];
const word = [...digit, ...upper, range(0x5f), ...lower];

const perl: Readonly<Record<string, readonly SetPart[]>> = { d: digit, s: [range(9, 10), range(12, 13), range(32)], w: word };

const posix: Readonly<Record<string, readonly SetPart[]>> = {
  alnum: [...digit, ...upper, ...lower],
  alpha: [...upper, ...lower],
  ascii: [range(0, 0x7f)],
  blank: [range(9), range(32)],
  cntrl: [range(0, 0x1f), range(0x7f)],
  digit,
  graph: [range(0x21, 0x7e)],
  lower,
  print: [range(0x20, 0x7e)],
  punct: [range(0x21, 0x2f), range(0x3a, 0x40), range(0x5b, 0x60), range(0x7b, 0x7e)],
  space: [range(9, 13), range(32)],
  upper,
  word,
  xdigit: [...digit, range(0x41, 0x46), range(0x61, 0x66)],
};

function negatedIf(parts: readonly SetPart[], negated: boolean): SetPart[] {
  return negated ? [{ kind: 'negation', parts }] : [...parts];
}

/** `\d` and its kin by their letter, the capital ones negated; null for other letters. */
export function perlClass(letter: string): SetPart[] | null {
  const parts = Object.hasOwn(perl, letter.toLowerCase()) ? perl[letter.toLowerCase()] : undefined;
  return parts === undefined ? null : negatedIf(parts, letter !== letter.toLowerCase());
}

/** `alpha` of `[:alpha:]`, `^alpha` for its complement; null for unknown names. */
export function posixClass(name: string): SetPart[] | null {
  const plain = name.replace(/^\^/, '');
  const parts = Object.hasOwn(posix, plain) ? posix[plain] : undefined;
  return parts === undefined ? null : negatedIf(parts, plain !== name);
}

/** A Unicode category or script by name, in any case and with spaces for underscores; null for unknown ones. */
export function unicodeClass(name: string, negated: boolean): SetPart[] | null {
  if (!/^[\w -]+$/.test(name)) return null;
  const words = name.split(/[ _-]+/).map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase());
  const canonical = words.join('_');
  if (canonical === 'Any') return negatedIf([range(0, 0x10ffff)], negated);
  const special = { Ascii: ['ASCII'], Assigned: ['Assigned'], Lc: ['LC'] }[canonical];
  for (const property of special ?? [`General_Category=${canonical}`, `Script=${canonical}`]) {
    try {
      return [{ kind: 'property', test: new RegExp(`^\\p{${property}}$`, 'u'), negated }];
    } catch {
      // not the name of such a property
    }
  }
  return null;
}
