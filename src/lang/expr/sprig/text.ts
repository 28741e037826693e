/** Text. */
import { trimSet, trimSpace, lowerText, upperText } from '../builtins/letters.ts';
import { fromBase64, toBase64 } from '../builtins/base64.ts';
import { Fault, fault } from '../halt.ts';
import { formatValue } from '../format.ts';
import { goQuote } from '../../go-text.ts';
import { byteLength, decode, encode, sliceBytes } from '../text.ts';
import type { Known } from '../value.ts';
import { fromBase32, toBase32 } from './base32.ts';
import { camelCase, initials, separated, swapCase, titleCase, untitle, withoutSpace } from './case.ts';
import { castText } from './cast.ts';
import { checkedSize, define, limited, strings, text, whole, type Functions } from './define.ts';
import { textMap } from './dict.ts';
import { abbreviate, wrap } from './wrap.ts';

function repeated(count: number, source: string): string {
  if (count < 0) fault('strings: negative Repeat count');
  checkedSize(count * source.length);
  return source.repeat(count);
}

/** @see Go 1.26 strings.Replace without a limit */
function replaced(old: string, fresh: string, source: string): string {
  if (old !== '') return limited(source.split(old).join(fresh));
  return [...source].map((char) => fresh + char).join('') + fresh;
}

/** @see Go 1.26 strings.SplitN; a negative count is no limit */
function split(separator: string, source: string, count = -1): readonly string[] {
  if (count === 0) return [];
  const parts = separator === '' ? [...source] : source.split(separator);
  if (count < 0 || parts.length <= count) return limited(parts);
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function numbered(parts: readonly string[]): Known {
  return textMap(parts.map((part, index) => [`_${index}`, part]));
}

function truncated(count: number, source: string): string {
  const length = byteLength(source);
  if (count < 0 && length + count > 0) return sliceBytes(source, length + count, length);
  return count >= 0 && length > count ? sliceBytes(source, 0, count) : source;
}

function substring(start: number, end: number, source: string): string {
  const length = byteLength(source);
  const from = Math.max(start, 0);
  const to = start >= 0 && (end < 0 || end > length) ? length : end;
  if (to < from || to > length) fault(`runtime error: slice bounds out of range [${to < 0 || to > length ? `:${to}` : `${from}:${to}`}]${to > length ? ` with length ${length}` : ''}`);
  return sliceBytes(source, from, to);
}

function indented(spaces: number, source: string): string {
  const pad = repeated(spaces, ' ');
  return pad + source.split('\n').join(`\n${pad}`);
}

function orMessage(run: () => readonly number[]): string {
  try {
    return decode(run());
  } catch (trouble) {
    if (trouble instanceof Fault) return trouble.message;
    throw trouble;
  }
}

const present = (values: readonly Known[]): readonly Known[] => values.filter((value) => value !== null);
const one = (change: (source: string) => string) => define('s:s', ([source]) => change(text(source)));
const two = (change: (first: string, second: string) => string) => define('ss:s', ([first, second]) => change(text(first), text(second)));
const whether = (test: (first: string, second: string) => boolean) => define('ss:b', ([first, second]) => test(text(first), text(second)));
const trimAll = two((set, source) => trimSet(source, set));

/** @see Masterminds/sprig 3.3.0 strings.go, functions.go */
export const textFunctions: Functions = {
  trim: one(trimSpace),
  trimAll,
  trimall: trimAll,
  trimPrefix: two((prefix, source) => (source.startsWith(prefix) ? source.slice(prefix.length) : source)),
  trimSuffix: two((suffix, source) => (source.endsWith(suffix) ? source.slice(0, source.length - suffix.length) : source)),
  upper: one(upperText),
  lower: one(lowerText),
  title: one(titleCase),
  untitle: one(untitle),
  initials: one(initials),
  swapcase: one(swapCase),
  snakecase: one((source) => separated(source, '_')),
  kebabcase: one((source) => separated(source, '-')),
  camelcase: one(camelCase),
  nospace: one(withoutSpace),
  repeat: define('is:s', ([count, source]) => repeated(whole(count), text(source))),
  substr: define('iis:s', ([start, end, source]) => substring(whole(start), whole(end), text(source))),
  trunc: define('is:s', ([count, source]) => truncated(whole(count), text(source))),
  abbrev: define('is:s', ([width, source]) => (whole(width) < 4 ? text(source) : abbreviate(text(source), 0, whole(width)))),
  abbrevboth: define('iis:s', ([left, right, source]) =>
    whole(right) < 4 || (whole(left) > 0 && whole(right) < 7) ? text(source) : abbreviate(text(source), whole(left), whole(right))),
  wrap: define('is:s', ([width, source]) => wrap(text(source), whole(width), '\n', false)),
  wrapWith: define('iss:s', ([width, separator, source]) => wrap(text(source), whole(width), text(separator), true)),
  contains: whether((part, source) => source.includes(part)),
  hasPrefix: whether((part, source) => source.startsWith(part)),
  hasSuffix: whether((part, source) => source.endsWith(part)),
  quote: define('a*:s', (values) => present(values).map((value) => goQuote(castText(value))).join(' ')),
  squote: define('a*:s', (values) => present(values).map((value) => `'${formatValue(value)}'`).join(' ')),
  cat: define('a*:s', (values) => present(values).map(formatValue).join(' ')),
  indent: define('is:s', ([spaces, source]) => indented(whole(spaces), text(source))),
  nindent: define('is:s', ([spaces, source]) => `\n${indented(whole(spaces), text(source))}`),
  replace: define('sss:s', ([old, fresh, source]) => replaced(text(old), text(fresh), text(source))),
  plural: define('ssi:s', ([single, many, count]) => (count === 1n ? text(single) : text(many))),
  toString: define('a:s', ([value = null]) => castText(value)),
  split: define('ss:a', ([separator, source]) => numbered(split(text(separator), text(source)))),
  splitn: define('sis:a', ([separator, count, source]) => numbered(split(text(separator), text(source), whole(count)))),
  splitList: define('ss:S', ([separator, source]) => strings(split(text(separator), text(source)))),
  b64enc: one((source) => toBase64(encode(source))),
  b64dec: one((source) => orMessage(() => fromBase64(source))),
  b32enc: one((source) => toBase32(encode(source))),
  b32dec: one((source) => orMessage(() => fromBase32(source))),
};
