import { goQuote, parseGoInt } from './go-text.ts';
import { type Parsed, parsed, refused } from './parsed.ts';

/** One `{action}` of a template is a list of steps; text between actions is a step on its own. */
export type JsonPathStep =
  | { readonly kind: 'action'; readonly steps: readonly JsonPathStep[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'slice'; readonly slice: Slice }
  | { readonly kind: 'filter'; readonly left: readonly JsonPathStep[]; readonly operator: string; readonly right: readonly JsonPathStep[] }
  | { readonly kind: 'number'; readonly value: number; readonly type: 'int' | 'float' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'union'; readonly branches: readonly (readonly JsonPathStep[])[] }
  | { readonly kind: 'identifier'; readonly name: string };

/** Null: not given. `single`: the end was not written, so that one element is meant. */
export interface Slice {
  readonly start: number | null;
  readonly end: number | null;
  readonly single: boolean;
  readonly step: number | null;
}

interface Reader {
  readonly text: string;
  at: number;
}

/**
 * Reads a JSONPath template as kubectl knows it: `{.items[*].metadata.name}`, `{range .items[*]}…{end}`, text around the actions.
 *
 * @see k8s.io/client-go 0.35, util/jsonpath
 */
export function parseJsonPath(text: string): Parsed<readonly JsonPathStep[]> {
  const reader: Reader = { text, at: 0 };
  const steps: JsonPathStep[] = [];
  while (reader.at < text.length) {
    const open = text.indexOf('{', reader.at);
    const literal = text.slice(reader.at, open < 0 ? text.length : open);
    if (literal !== '') steps.push({ kind: 'text', text: literal });
    if (open < 0) break;
    reader.at = open + 1;
    const action = parseAction(reader);
    if (!action.ok) return action;
    steps.push({ kind: 'action', steps: action.value });
  }
  return parsed(steps);
}

/** Reads a text as if it stood alone in an action. */
function parseNested(text: string): Parsed<readonly JsonPathStep[]> {
  return parseAction({ text: `${text}}`, at: 0 });
}

const terminator = /[ \t\r\n.,[\]$@{}]/;

function parseAction(reader: Reader): Parsed<readonly JsonPathStep[]> {
  const { text } = reader;
  const steps: JsonPathStep[] = [];
  for (;;) {
    const character = text.slice(reader.at, reader.at + (/[\ud800-\udbff]/.test(text[reader.at] ?? '') ? 2 : 1));
    if (character === '' || character === '\r' || character === '\n') return refused('unclosed action');
    if (character === '}') {
      reader.at++;
      return parsed(steps);
    }
    if (character === ' ' || character === '@' || character === '$') {
      reader.at++;
      continue;
    }
    const more = parseStep(reader, character, steps.at(-1)?.kind === 'recursive');
    if (!more.ok) return more;
    steps.push(...more.value);
  }
}

function parseStep(reader: Reader, character: string, afterRecursive: boolean): Parsed<readonly JsonPathStep[]> {
  const rest = reader.text.slice(reader.at);
  if (rest.startsWith('[?(')) return parseFilter(reader);
  if (rest.startsWith('..')) {
    if (afterRecursive) return refused('invalid multiple recursive descent');
    reader.at += 2;
    const next = /^[\p{L}\p{Nd}_]/u.test(reader.text.slice(reader.at));
    return parsed(next ? [{ kind: 'recursive' }, readField(reader)] : [{ kind: 'recursive' }]);
  }
  if (character === '[') return parseBrackets(reader);
  if (character === '"' || character === "'") return parseQuoted(reader, character);
  if (character === '.') {
    reader.at++;
    return parsed([readField(reader)]);
  }
  if (/[+\-\p{Nd}]/u.test(character)) return parseNumber(reader);
  if (/[\p{L}_]/u.test(character)) {
    const name = takeWhile(reader, (one) => !terminator.test(one));
    if (name === 'true' || name === 'false') return parsed([{ kind: 'bool', value: name === 'true' }]);
    return parsed([{ kind: 'identifier', name }]);
  }
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const shown = goQuote(character).startsWith('"\\') && character !== '\\' ? '' : ` '${character}'`;
  return refused(`unrecognized character in action: U+${code}${shown}`);
}

function takeWhile(reader: Reader, accepts: (character: string) => boolean): string {
  const start = reader.at;
  while (reader.at < reader.text.length && accepts(reader.text.charAt(reader.at))) reader.at++;
  return reader.text.slice(start, reader.at);
}

/** A name up to the next terminator; a backslash takes the next character as it is. */
function readField(reader: Reader): JsonPathStep {
  const start = reader.at;
  while (reader.at < reader.text.length) {
    const character = reader.text.charAt(reader.at);
    if (character === '\\') reader.at++;
    else if (terminator.test(character)) break;
    reader.at++;
  }
  const name = reader.text.slice(start, reader.at);
  return name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') };
}

function parseNumber(reader: Reader): Parsed<readonly JsonPathStep[]> {
  const sign = /[+-]/.test(reader.text.charAt(reader.at)) ? reader.text.charAt(reader.at++) : '';
  const text = sign + takeWhile(reader, (one) => /[.\p{Nd}]/u.test(one));
  const int = parseGoInt(text);
  if (int.ok) return parsed([{ kind: 'number', value: Number(int.value), type: 'int' }]);
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text)) return refused(`cannot parse number ${text}`);
  return parsed([{ kind: 'number', value: Number(text), type: 'float' }]);
}

function parseQuoted(reader: Reader, quote: string): Parsed<readonly JsonPathStep[]> {
  const start = reader.at++;
  for (;;) {
    const character = reader.text.charAt(reader.at++);
    if (character === '' || character === '\n') return refused('unterminated quoted string');
    if (character === quote && reader.text.charAt(reader.at - 2) !== '\\') break;
  }
  const written = reader.text.slice(start, reader.at);
  const text = unquote(written.slice(1, -1), quote);
  return text === null ? refused(`unquote string ${written} error invalid syntax`) : parsed([{ kind: 'text', text }]);
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** @see Go 1.26 strconv.UnquoteChar */
function unquote(text: string, quote: string): string | null {
  let valid = true;
  const out = text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[^]|$)/g, (_, code: string) => {
    const known = escapes[code] ?? (code === quote ? quote : undefined);
    if (known !== undefined) return known;
    const point = code.length === 3 && /^[0-7]/.test(code) ? parseInt(code, 8) : parseInt(code.slice(1), 16);
    if (code.length < 3 || point > 0x10ffff) {
      valid = false;
      return '';
    }
    return String.fromCodePoint(point);
  });
  return valid ? out : null;
}

/** `[0]`, `[1:3:2]`, `[*]`, `['key']` or several of them with commas between. */
function parseBrackets(reader: Reader): Parsed<readonly JsonPathStep[]> {
  const close = reader.text.slice(reader.at).search(/[\]\n]/) + reader.at;
  if (close < reader.at || reader.text[close] === '\n') return refused('unterminated array');
  const inside = reader.text.slice(reader.at + 1, close);
  reader.at = close + 1;
  if (inside.includes(',')) {
    const branches: (readonly JsonPathStep[])[] = [];
    for (const one of inside.split(',')) {
      const branch = parseNested(`[${one.replace(/^ +| +$/g, '')}]`);
      if (!branch.ok) return branch;
      branches.push(branch.value);
    }
    return parsed([{ kind: 'union', branches }]);
  }
  const key = /^'([^']*)'$/.exec(inside)?.[1];
  return key === undefined ? parseSlice(inside === '*' ? ':' : inside) : parseNested(`.${key}`);
}

function parseSlice(text: string): Parsed<readonly JsonPathStep[]> {
  const found = /^(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?$/.exec(text);
  if (found === null) return refused(`invalid array index ${text}`);
  const given: (number | null)[] = [];
  for (const part of [found[1], found[2]?.slice(1), found[3]?.slice(1)]) {
    if (part === undefined || part === '') {
      given.push(null);
      continue;
    }
    const number = parseGoInt(part);
    if (!number.ok) return refused(`array index ${part} is not a number`);
    given.push(Number(number.value));
  }
  const [start = null, end = null, step = null] = given;
  return parsed([{ kind: 'slice', slice: { start, end, single: found[2] === undefined, step } }]);
}

/** `[?(left operator right)]`, or `[?(path)]` for what exists. */
function parseFilter(reader: Reader): Parsed<readonly JsonPathStep[]> {
  reader.at += '[?('.length;
  const start = reader.at;
  let quote = '';
  let closed = true;
  for (;;) {
    const character = reader.text.charAt(reader.at++);
    if (character === '' || character === '\n') return refused('unterminated filter');
    if (character === '"' || character === "'") {
      // The first quote opens the only text that a filter may hold.
      if (quote === '') [quote, closed] = [character, false];
      else if (character === quote && reader.text.charAt(reader.at - 2) !== '\\') closed = true;
    } else if (character === ')' && closed) {
      break;
    }
  }
  const inside = reader.text.slice(start, reader.at - 1);
  if (reader.text.charAt(reader.at++) !== ']') return refused('unclosed array expect ]');
  const [, leftText, operator = '', rightText = ''] = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(inside) ?? [];
  const left = parseNested(leftText ?? inside);
  if (!left.ok) return left;
  if (leftText === undefined) return parsed([{ kind: 'filter', left: left.value, operator: 'exists', right: [] }]);
  const right = parseNested(rightText);
  return right.ok ? parsed([{ kind: 'filter', left: left.value, operator, right: right.value }]) : right;
}
