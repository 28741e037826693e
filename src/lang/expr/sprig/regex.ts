/** Regular expressions. */
import { goQuote } from '../../go-text.ts';
import { Fault, fault, OutOfBudget } from '../halt.ts';
import { compileRegexp, type Found, type Regexp } from '../regexp/index.ts';
import { nilStrings, type Known } from '../value.ts';
import { define, strings, text, whole, type Functions } from './define.ts';

const maxSteps = 5_000_000;

/** Counts the work of one call. */
function meter(): (count: number) => void {
  let steps = 0;
  return (count) => {
    steps += count;
    if (steps > maxSteps) throw new OutOfBudget('step budget exceeded');
  };
}

function compiled(pattern: string, strict: boolean): Regexp {
  try {
    return compileRegexp(pattern);
  } catch (trouble) {
    if (!(trouble instanceof Fault) || strict) throw trouble;
    const shown = /[`\0-\x08\x0a-\x1f\x7f]/.test(pattern) ? goQuote(pattern) : `\`${pattern}\``;
    return fault(`regexp: Compile(${shown}): ${trouble.message}`);
  }
}

function matches(pattern: string, source: string, strict: boolean): boolean {
  try {
    return compileRegexp(pattern).test(source, meter());
  } catch (trouble) {
    if (trouble instanceof Fault && !strict) return false;
    throw trouble;
  }
}

const begin = (found: Found, group = 0): number => found[2 * group] ?? -1;
const end = (found: Found, group = 0): number => found[2 * group + 1] ?? -1;

/**
 * At most `most` matches that don't overlap; an empty one right behind another does not count.
 *
 * @see Go 1.26 regexp.FindAllStringIndex
 */
function findAll(regexp: Regexp, points: readonly string[], most: number): readonly Found[] {
  const step = meter();
  const out: Found[] = [];
  let before = -1;
  for (let at = 0; at <= points.length && (most < 0 || out.length < most); ) {
    const found = regexp.find(points, at, step);
    if (found === null) break;
    const isEmptyHere = end(found) === at;
    if (!isEmptyHere || begin(found) !== before) out.push(found);
    at = isEmptyHere ? at + 1 : end(found);
    before = end(found);
  }
  return out;
}

function cut(points: readonly string[], from: number, to: number): string {
  return points.slice(from, to).join('');
}

/** @see Go 1.26 regexp.Split */
function split(regexp: Regexp, pattern: string, source: string, most: number): readonly string[] {
  if (pattern !== '' && source === '') return [''];
  const points = [...source];
  const out: string[] = [];
  let from = 0;
  let to = 0;
  for (const found of findAll(regexp, points, most)) {
    if (most > 0 && out.length === most - 1) break;
    to = begin(found);
    if (end(found) !== 0) out.push(cut(points, from, to));
    from = end(found);
  }
  if (to !== points.length) out.push(cut(points, from, points.length));
  return out;
}

/** @see Go 1.26 regexp.ReplaceAllString */
function replaceAll(regexp: Regexp, source: string, fresh: (found: Found, points: readonly string[]) => string): string {
  const points = [...source];
  const step = meter();
  let out = '';
  let last = 0;
  for (let at = 0; at <= points.length; ) {
    const found = regexp.find(points, at, step);
    if (found === null) break;
    out += cut(points, last, begin(found));
    if (end(found) > last || begin(found) === 0) out += fresh(found, points);
    last = end(found);
    at = at + 1 > end(found) ? at + 1 : end(found);
  }
  return out + cut(points, last, points.length);
}

/** `$1`, `$name`, `${name}` and `$$`; a name is as long as it can be. @see Go 1.26 regexp.Expand */
function expand(template: string, regexp: Regexp, found: Found, points: readonly string[]): string {
  return template.replace(/\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))?/gu, (whole: string, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare;
    if (name === undefined) return '$';
    const group = /^(0|[1-9]\d{0,7})$/.test(name) ? Number(name) : regexp.groups.findIndex((one, index) => one === name && begin(found, index) >= 0);
    return group < 0 || begin(found, group) < 0 ? '' : cut(points, begin(found, group), end(found, group));
  });
}

/** Each stands under its own name and as `must...`, which gives the error of the pattern alone. */
function both(name: string, signature: string, run: (args: readonly Known[], strict: boolean) => Known): Functions {
  const must = `must${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
  return { [name]: define(signature, (args) => run(args, false)), [must]: define(signature, (args) => run(args, true)) };
}

const textsOrNil = (items: readonly string[]): Known => (items.length === 0 ? nilStrings : strings(items));

/** @see Masterminds/sprig 3.3.0 regex.go */
export const regexFunctions: Functions = {
  ...both('regexMatch', 'ss:b', ([pattern, source], strict) => matches(text(pattern), text(source), strict)),
  ...both('regexFind', 'ss:s', ([pattern, source], strict) => {
    const points = [...text(source)];
    const found = compiled(text(pattern), strict).find(points, 0, meter());
    return found === null ? '' : cut(points, begin(found), end(found));
  }),
  ...both('regexFindAll', 'ssi:S', ([pattern, source, most], strict) => {
    const points = [...text(source)];
    return textsOrNil(findAll(compiled(text(pattern), strict), points, whole(most)).map((found) => cut(points, begin(found), end(found))));
  }),
  ...both('regexReplaceAll', 'sss:s', ([pattern, source, fresh], strict) => {
    const regexp = compiled(text(pattern), strict);
    return replaceAll(regexp, text(source), (found, points) => expand(text(fresh), regexp, found, points));
  }),
  ...both('regexReplaceAllLiteral', 'sss:s', ([pattern, source, fresh], strict) => replaceAll(compiled(text(pattern), strict), text(source), () => text(fresh))),
  ...both('regexSplit', 'ssi:S', ([pattern, source, most], strict) => (most === 0n ? nilStrings : strings(split(compiled(text(pattern), strict), text(pattern), text(source), whole(most))))),
  regexQuoteMeta: define('s:s', ([source]) => text(source).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};
