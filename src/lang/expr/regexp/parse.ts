/** Pattern text -> tree. */
import { fault } from '../halt.ts';
import { fromOutside } from '../text.ts';
import { range, type CharSet, type SetPart } from './charset.ts';
import { perlClass, posixClass, unicodeClass } from './classes.ts';
import type { Assertion, Pattern } from './tree.ts';

interface Flags {
  readonly foldCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly swapGreed: boolean;
}

interface Reader {
  readonly points: readonly string[];
  at: number;
  flags: Flags;
  depth: number;
  groups: number;
}

/** Go's limit for counts such as {1000}, and for nested ones together. */
const maxRepeat = 1000;
const maxDepth = 250;

/** Reads a pattern. Fails with Fault. */
export function parsePattern(text: string): Pattern {
  const reader: Reader = { points: [...fromOutside(text)], at: 0, flags: { foldCase: false, multiline: false, dotAll: false, swapGreed: false }, depth: 0, groups: 0 };
  const pattern = parseChoice(reader);
  if (reader.at < reader.points.length) wrong('unexpected )', text);
  return pattern;
}

function wrong(what: string, where: string): never {
  return fault(`error parsing regexp: ${what}: \`${where}\``);
}

function rest(reader: Reader, from = reader.at): string {
  return reader.points.slice(from).join('');
}

function parseChoice(reader: Reader): Pattern {
  const options = [parseSequence(reader)];
  while (reader.points[reader.at] === '|') {
    reader.at++;
    options.push(parseSequence(reader));
  }
  return options.length === 1 ? (options[0] ?? { kind: 'empty' }) : { kind: 'choice', options };
}

function parseSequence(reader: Reader): Pattern {
  const parts: Pattern[] = [];
  /** Where the operator began that repeated the last part, if one just did. */
  let repeated: number | null = null;
  for (;;) {
    const char = reader.points[reader.at];
    if (char === undefined || char === '|' || char === ')') break;
    const start = reader.at;
    const count = readRepeat(reader);
    if (count === null) {
      const part = parseAtom(reader);
      if (part !== null) parts.push(part);
      // `(?i)` gives nothing to repeat, but doesn't part an operator from what stands before it either.
      repeated = null;
      continue;
    }
    const lazy = reader.points[reader.at] === '?';
    if (lazy) reader.at++;
    const operator = reader.points.slice(start, reader.at).join('');
    if (repeated !== null) wrong('invalid nested repetition operator', reader.points.slice(repeated, reader.at).join(''));
    const part = parts.pop();
    if (part === undefined) return wrong('missing argument to repetition operator', operator);
    const whole: Pattern = { kind: 'repeat', part, ...count, greedy: lazy === reader.flags.swapGreed };
    if (largestRepeat(whole) > maxRepeat) wrong('invalid repeat count', operator);
    parts.push(whole);
    repeated = start;
  }
  return parts.length === 1 ? (parts[0] ?? { kind: 'empty' }) : { kind: 'sequence', parts };
}

/** The counts of nested repetitions multiplied. */
function largestRepeat(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'empty': case 'set': case 'assert': return 1;
    case 'sequence': return Math.max(1, ...pattern.parts.map(largestRepeat));
    case 'choice': return Math.max(1, ...pattern.options.map(largestRepeat));
    case 'repeat': return largestRepeat(pattern.part) * Math.max(1, pattern.most ?? pattern.least);
    case 'group': return largestRepeat(pattern.part);
  }
}

function readRepeat(reader: Reader): { readonly least: number; readonly most: number | null } | null {
  const char = reader.points[reader.at];
  const simple = { '*': { least: 0, most: null }, '+': { least: 1, most: null }, '?': { least: 0, most: 1 } } as const;
  if (char === '*' || char === '+' || char === '?') {
    reader.at++;
    return simple[char];
  }
  if (char !== '{') return null;
  const found = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(rest(reader));
  if (found === null) return null;
  const [text, first = '0', comma, second] = found;
  const least = Number(first);
  const most = comma === undefined ? least : second === undefined ? null : Number(second);
  if (least > maxRepeat || (most ?? 0) > maxRepeat || (most !== null && least > most)) wrong('invalid repeat count', text);
  reader.at += text.length;
  return { least, most };
}

function set(parts: readonly SetPart[], foldCase: boolean, negated = false): Pattern {
  return { kind: 'set', set: { parts, foldCase, negated } };
}

function assertion(what: Assertion): Pattern {
  return { kind: 'assert', assertion: what };
}

/** One thing that could be repeated, or null for a change of flags. */
function parseAtom(reader: Reader): Pattern | null {
  const { flags } = reader;
  const char = reader.points[reader.at] ?? '';
  switch (char) {
    case '(': return parseGroup(reader);
    case '[': return { kind: 'set', set: parseClass(reader) };
    case '\\': return parseEscape(reader);
  }
  reader.at++;
  switch (char) {
    case '.': return set(flags.dotAll ? [] : [range(10)], false, true);
    case '^': return assertion(flags.multiline ? 'line start' : 'text start');
    case '$': return assertion(flags.multiline ? 'line end' : 'text end');
  }
  return set([range(char.codePointAt(0) ?? 0)], flags.foldCase);
}

function parseGroup(reader: Reader): Pattern | null {
  const whole = reader.points.join('');
  const { flags } = reader;
  reader.depth++;
  if (reader.depth > maxDepth) wrong('expression nests too deeply', whole);
  reader.at++;
  let name: string | null = '';
  if (reader.points[reader.at] === '?') {
    const head = readGroupHead(reader);
    if (head === 'flags') {
      reader.depth--;
      return null;
    }
    name = head.name;
  }
  const index = name === null ? 0 : ++reader.groups;
  const inner = parseChoice(reader);
  if (reader.points[reader.at] !== ')') wrong('missing closing )', whole);
  reader.at++;
  reader.depth--;
  reader.flags = flags;
  return name === null ? inner : { kind: 'group', index, name, part: inner };
}

/** Reads what stands behind `(?`: `flags` if that was the whole group, a change of flags for the rest of the group around it. Without a name a group is not counted. */
function readGroupHead(reader: Reader): 'flags' | { readonly name: string | null } {
  const start = reader.at - 1;
  const text = rest(reader, start);
  const named = /^\(\?P?</.exec(text);
  if (named !== null && !/^\(\?<[=!]/.test(text)) {
    const end = text.indexOf('>');
    if (end < 0) wrong('invalid named capture', text);
    const name = text.slice(named[0].length, end);
    if (!/^[A-Za-z0-9_]+$/.test(name)) wrong('invalid named capture', text.slice(0, end + 1));
    reader.at = start + [...text.slice(0, end + 1)].length;
    return { name };
  }
  reader.at++;
  let { foldCase, multiline, dotAll, swapGreed } = reader.flags;
  let on = true;
  let changed = false;
  for (;;) {
    const char = reader.points[reader.at++];
    if (char === ':' || char === ')') {
      if (!on && !changed) return badFlags(reader, start);
      reader.flags = { foldCase, multiline, dotAll, swapGreed };
      return char === ':' ? { name: null } : 'flags';
    }
    if (char === '-') {
      if (!on) return badFlags(reader, start);
      on = false;
      changed = false;
      continue;
    }
    if (char === undefined || !'imsU'.includes(char)) return badFlags(reader, start);
    changed = true;
    if (char === 'i') foldCase = on;
    if (char === 'm') multiline = on;
    if (char === 's') dotAll = on;
    if (char === 'U') swapGreed = on;
  }
}

function badFlags(reader: Reader, start: number): never {
  return wrong('invalid or unsupported Perl syntax', reader.points.slice(start, reader.at).join(''));
}

const assertions: Readonly<Record<string, Assertion>> = { A: 'text start', z: 'text end', b: 'word boundary', B: 'no word boundary' };

function parseEscape(reader: Reader): Pattern {
  const { flags } = reader;
  const letter = reader.points[reader.at + 1] ?? '';
  const asserted = Object.hasOwn(assertions, letter) ? assertions[letter] : undefined;
  if (asserted !== undefined) {
    reader.at += 2;
    return assertion(asserted);
  }
  if (letter === 'Q') return parseQuoted(reader);
  const named = readNamedClass(reader);
  if (named !== null) return set(named, flags.foldCase);
  return set([range(readEscapedChar(reader))], flags.foldCase);
}

/** `\Q..\E`: plain text. A repetition behind it repeats the last character. */
function parseQuoted(reader: Reader): Pattern {
  const text = rest(reader, reader.at + 2);
  const end = text.indexOf('\\E');
  const literal = [...(end < 0 ? text : text.slice(0, end))];
  reader.at += 2 + literal.length + (end < 0 ? 0 : 2);
  const parts = literal.map((char) => set([range(char.codePointAt(0) ?? 0)], reader.flags.foldCase));
  return parts.length === 0 ? { kind: 'empty' } : { kind: 'sequence', parts };
}

/** `\d`, `\pL`, `\p{Greek}`, or null without moving. */
function readNamedClass(reader: Reader): SetPart[] | null {
  const letter = reader.points[reader.at + 1] ?? '';
  const simple = /^[dswDSW]$/.test(letter) ? perlClass(letter) : null;
  if (simple !== null) {
    reader.at += 2;
    return simple;
  }
  if (letter !== 'p' && letter !== 'P') return null;
  const text = rest(reader);
  const braces = /^\\[pP]\{([^}]*)\}/.exec(text);
  if (braces === null && reader.points[reader.at + 2] === '{') wrong('invalid character class range', text);
  const name = braces?.[1] ?? reader.points[reader.at + 2] ?? '';
  const source = braces?.[0] ?? `\\${letter}${name}`;
  const negative = name.startsWith('^');
  const found = unicodeClass(negative ? name.slice(1) : name, (letter === 'P') !== negative);
  if (found === null || name === '') return wrong('invalid character class range', source);
  reader.at += [...source].length;
  return found;
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function readEscapedChar(reader: Reader): number {
  const text = rest(reader);
  const char = reader.points[reader.at + 1];
  if (char === undefined) return wrong('trailing backslash at end of expression', '');
  const take = (source: string, code: number): number => {
    reader.at += [...source].length;
    return code;
  };
  const octal = /^\\([1-7][0-7]{1,2}|0[0-7]{0,2})/.exec(text);
  if (octal !== null) return take(octal[0], Number.parseInt(octal[1] ?? '0', 8));
  const hex = /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(text);
  const code = Number.parseInt(hex?.[1] ?? hex?.[2] ?? '0', 16);
  if (hex !== null && code <= 0x10ffff) return take(hex[0], code);
  if (Object.hasOwn(controls, char)) return take(`\\${char}`, controls[char] ?? 0);
  if (char < '\x80' && !/^[0-9A-Za-z]$/.test(char)) return take(`\\${char}`, char.codePointAt(0) ?? 0);
  const shown = char === 'x' ? (/^\\x(?:\{[0-9a-fA-F]*.?|[0-9a-fA-F]?.?)/.exec(text)?.[0] ?? '\\x') : `\\${char}`;
  return wrong('invalid escape sequence', shown);
}

/** `[..]` */
function parseClass(reader: Reader): CharSet {
  const start = reader.at;
  const parts: SetPart[] = [];
  reader.at++;
  const negated = reader.points[reader.at] === '^';
  if (negated) reader.at++;
  for (let first = true; first || reader.points[reader.at] !== ']'; first = false) {
    if (reader.at >= reader.points.length) wrong('missing closing ]', rest(reader, start));
    const text = rest(reader);
    const posix = /^\[:([^\]]*?):\]/.exec(text);
    if (posix !== null) {
      parts.push(...(posixClass(posix[1] ?? '') ?? wrong('invalid character class range', posix[0])));
      reader.at += [...posix[0]].length;
      continue;
    }
    const named = text.startsWith('\\') ? readNamedClass(reader) : null;
    if (named !== null) {
      parts.push(...named);
      continue;
    }
    const from = reader.at;
    const low = readClassChar(reader, start);
    let high = low;
    const next = reader.points[reader.at + 1];
    if (reader.points[reader.at] === '-' && next !== undefined && next !== ']') {
      reader.at++;
      high = readClassChar(reader, start);
      if (high < low) wrong('invalid character class range', reader.points.slice(from, reader.at).join(''));
    }
    parts.push(range(low, high));
  }
  reader.at++;
  return { parts, negated, foldCase: reader.flags.foldCase };
}

function readClassChar(reader: Reader, start: number): number {
  const char = reader.points[reader.at];
  if (char === undefined) return wrong('missing closing ]', rest(reader, start));
  if (char === '\\') return readEscapedChar(reader);
  reader.at++;
  return char.codePointAt(0) ?? 0;
}
