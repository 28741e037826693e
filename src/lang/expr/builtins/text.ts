/** Builtins on text. */
import { toInt } from '../arithmetic.ts';
import { fault, OutOfBudget } from '../halt.ts';
import { concat, decode, encode } from '../text.ts';
import * as types from '../types.ts';
import { func, type GoType } from '../types.ts';
import { list, typeOf, type Known } from '../value.ts';
import { asText, isList, knownItems, typeText, type Builtins } from './builtin.ts';
import { lowerText, trimSpace, trimSet, upperText } from './letters.ts';

const { string, int, bool, anys, strings } = types;
const text = (...params: readonly GoType[]): GoType => func(params, [string]);

/** All positions of `part` that don't overlap, in bytes' order; of '' one before each character. */
function splitText(source: string, separator: string, keep: boolean, most: number): string[] {
  if (most === 0) return [];
  if (separator === '') {
    const chars = [...source];
    return most > 0 && chars.length > most ? [...chars.slice(0, most - 1), chars.slice(most - 1).join('')] : chars;
  }
  const out: string[] = [];
  let rest = source;
  while (most < 0 || out.length < most - 1) {
    const at = rest.indexOf(separator);
    if (at < 0) break;
    out.push(rest.slice(0, keep ? at + separator.length : at));
    rest = rest.slice(at + separator.length);
  }
  out.push(rest);
  return out;
}

function replaceText(source: string, old: string, fresh: string, most: number): string {
  if (old === fresh || most === 0) return source;
  if (old !== '') return splitText(source, old, false, most < 0 ? -1 : most + 1).join(fresh);
  const chars = [...source];
  const count = most < 0 ? chars.length + 1 : Math.min(most, chars.length + 1);
  return chars.map((char, index) => (index < count ? fresh : '') + char).join('') + (count > chars.length ? fresh : '');
}

function byteIndex(source: string, at: number): bigint {
  return at < 0 ? -1n : BigInt(encode(source.slice(0, at)).length);
}

const listOf = (items: readonly string[]): Known => (items.length === 0 ? list([], strings) : list(items, strings));
const optionalInt = (value: Known | undefined): number => (value === undefined ? -1 : Number(toInt(value)));

const splitLike = (keep: boolean): Builtins[string] => ({
  signatures: [func([string, string], [strings]), func([string, string, int], [strings])],
  run: ([source, separator, most], context) => {
    const parts = splitText(asText(source), asText(separator), keep, optionalInt(most));
    context.grow(parts.length);
    return listOf(parts);
  },
});

export const textBuiltins: Builtins = {
  trim: {
    signatures: [text(string), text(string, string)],
    run: ([source, cutset]) => (cutset === undefined ? trimSpace(asText(source)) : trimSet(asText(source), asText(cutset))),
  },
  trimPrefix: {
    signatures: [text(string, string), text(string)],
    run: ([source, prefix = ' ']) => {
      const whole = asText(source);
      return whole.startsWith(asText(prefix)) ? whole.slice(asText(prefix).length) : whole;
    },
  },
  trimSuffix: {
    signatures: [text(string, string), text(string)],
    run: ([source, suffix = ' ']) => {
      const whole = asText(source);
      return whole.endsWith(asText(suffix)) ? whole.slice(0, whole.length - asText(suffix).length) : whole;
    },
  },
  upper: { signatures: [text(string)], run: ([source]) => upperText(asText(source)) },
  lower: { signatures: [text(string)], run: ([source]) => lowerText(asText(source)) },
  split: splitLike(false),
  splitAfter: splitLike(true),
  replace: {
    signatures: [text(string, string, string, int), text(string, string, string)],
    run: ([source, old, fresh, most], context) => {
      const out = replaceText(asText(source), asText(old), asText(fresh), optionalInt(most));
      context.grow(out.length / 64);
      return decode(encode(out));
    },
  },
  repeat: {
    signatures: [text(string, int)],
    run: ([source, count], context) => {
      const part = asText(source);
      const times = Number(toInt(count ?? null));
      if (times < 0) {
        fault(context.dialect.exactTypes ? `invalid argument for repeat (expected positive integer, got ${times})` : 'strings: negative Repeat count');
      }
      if (times > 1e6) throw new OutOfBudget('memory budget exceeded');
      context.grow(context.dialect.exactTypes ? part.length * times : (part.length * times) / 64);
      return decode(encode(part.repeat(times)));
    },
  },
  join: {
    signatures: [
      text(strings, string), text(anys, string), text(anys), text(strings, string), text(strings),
    ],
    run: ([parts, glue = ''], context) => {
      if (!isList(parts) || (parts.type.name !== strings.name && parts.type.name !== anys.name)) {
        return fault(`invalid argument for join (type ${typeText(typeOf(parts ?? null))})`);
      }
      const between = asText(glue);
      let out = '';
      for (const [index, part] of knownItems(parts).entries()) out = concat(out, index === 0 ? asText(part) : concat(between, asText(part)));
      context.grow(out.length / 64);
      return out;
    },
  },
  indexOf: {
    signatures: [func([string, string], [int])],
    run: ([source, part]) => byteIndex(asText(source), asText(source).indexOf(asText(part))),
  },
  lastIndexOf: {
    signatures: [func([string, string], [int])],
    run: ([source, part]) => byteIndex(asText(source), asText(source).lastIndexOf(asText(part))),
  },
  hasPrefix: { signatures: [func([string, string], [bool])], run: ([source, part]) => asText(source).startsWith(asText(part)) },
  hasSuffix: { signatures: [func([string, string], [bool])], run: ([source, part]) => asText(source).endsWith(asText(part)) },
};
