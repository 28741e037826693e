/** Text -> tokens. */
import { textParts } from '../open-text.ts';
import { dateOf } from './date.ts';
import { operatorSymbols, prefixSymbols } from './symbol.ts';
import { mayFollow, type Token, type TokenKind } from './token.ts';
import { Trouble } from './trouble.ts';
import type { Unknown } from './value.ts';

/** A character, or a value that is not known yet and stands for at least one. */
type Character = string | Unknown;

interface Reader {
  readonly source: readonly Character[];
  at: number;
}

const isSpace = (one: Character): boolean => typeof one === 'string' && /^[\t-\r \x85\xa0\p{Z}]$/u.test(one);
const isDigit = (one: Character): boolean => typeof one === 'string' && /^\p{Nd}$/u.test(one);
const isLetter = (one: Character): boolean => typeof one === 'string' && /^\p{L}$/u.test(one);
const isQuote = (one: Character): boolean => one === "'" || one === '"';
const isNumeric = (one: Character): boolean => isDigit(one) || one === '.';
const isHexadecimal = (one: Character): boolean => isDigit(one) || (typeof one === 'string' && /^[a-fA-F]$/.test(one));
const isOfName = (one: Character): boolean => typeof one !== 'string' || isLetter(one) || isDigit(one) || one === '_' || one === '.';
const isOfSymbol = (one: Character): boolean =>
  typeof one === 'string' && !(isDigit(one) || isLetter(one) || isQuote(one) || ['(', ')', '[', ']'].includes(one));

/**
 * Splits an expression into tokens. Fails with Trouble.
 *
 * @see Knetic/govaluate parseTokens
 */
export function tokensOf(text: string): readonly Token[] {
  const source = textParts(text).flatMap((part): Character[] => {
    if (part.kind === 'text') return [...part.text];
    return [{ kind: 'unknown', because: part.kind === 'unknown' ? part.because : `it depends on a secret (${part.digest})`, isBool: false }];
  });
  const reader: Reader = { source, at: 0 };
  const tokens: Token[] = [];
  for (let before: TokenKind = 'UNKNOWN'; ; ) {
    const token = readToken(reader, before);
    if (token === null) return tokens;
    tokens.push(token);
    before = token.kind;
  }
}

function readToken(reader: Reader, before: TokenKind): Token | null {
  const { source } = reader;
  while (reader.at < source.length && isSpace(source[reader.at] ?? '')) reader.at++;
  const first = source[reader.at];
  if (first === undefined) return null;
  if (isNumeric(first)) return readNumber(reader);
  if (isLetter(first) || typeof first !== 'string') return readWord(reader);
  if (isQuote(first)) return readQuoted(reader);
  switch (first) {
    case ',': case '(': case ')':
      reader.at++;
      return { kind: first === ',' ? 'SEPARATOR' : first === '(' ? 'CLAUSE' : 'CLAUSE_CLOSE', text: first };
    case '[': return readBracketed(reader);
    default: return readSymbol(reader, before);
  }
}

interface Run {
  readonly text: string;
  /** The first value in it that is not known. */
  readonly open: Unknown | null;
  /** It ended before the text did. */
  readonly ended: boolean;
}

/** Reads on while `belongs` holds. A backslash takes the next character as it is. A space ends a word but not what stands in quotes or brackets. */
function readWhile(reader: Reader, belongs: (one: Character) => boolean, spaces: 'belong' | 'end'): Run {
  let text = '';
  let open: Unknown | null = null;
  for (;;) {
    let one = reader.source[reader.at];
    if (one === undefined) return { text, open, ended: false };
    reader.at++;
    if (one === '\\') {
      one = reader.source[reader.at];
      if (one === undefined) throw new Trouble('panic', `runtime error: index out of range [${reader.at}] with length ${reader.at}`);
      reader.at++;
    } else if (isSpace(one) && spaces === 'end') {
      if (text !== '' || open !== null) return { text, open, ended: true };
      continue;
    } else if (!belongs(one)) {
      reader.at--;
      return { text, open, ended: true };
    }
    if (typeof one === 'string') text += one;
    else open ??= one;
  }
}

function readNumber(reader: Reader): Token {
  // A lone 0x at the end is a zero and an x.
  if (reader.source[reader.at] === '0' && reader.source[reader.at + 1] === 'x' && reader.at + 2 < reader.source.length) {
    reader.at += 2;
    const { text } = readWhile(reader, isHexadecimal, 'end');
    if (!/^[0-9a-f]+$/i.test(text) || BigInt(`0x${text}`) >= 2n ** 64n) throw new Trouble('compile', `Unable to parse hex value '${text}' to uint64`);
    return { kind: 'NUMERIC', value: Number(BigInt(`0x${text}`)) };
  }
  const { text } = readWhile(reader, isNumeric, 'end');
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(Number(text))) throw new Trouble('compile', `Unable to parse numeric value '${text}' to float64`);
  return { kind: 'NUMERIC', value: Number(text) };
}

function readBracketed(reader: Reader): Token {
  reader.at++;
  const { text, open, ended } = readWhile(reader, (one) => one !== ']', 'belong');
  if (!ended) throw new Trouble('compile', 'Unclosed parameter bracket');
  reader.at++;
  return openToken('VARIABLE', text, open);
}

function readQuoted(reader: Reader): Token {
  reader.at++;
  const { text, open, ended } = readWhile(reader, (one) => !isQuote(one), 'belong');
  if (!ended) throw new Trouble('compile', 'Unclosed string literal');
  reader.at++;
  const date = open === null ? dateOf(text) : null;
  return date === null ? openToken('STRING', text, open) : { kind: 'TIME', ...date };
}

function openToken(kind: 'VARIABLE' | 'STRING', text: string, open: Unknown | null): Token {
  return open === null ? { kind, text } : { kind, text, open };
}

/** A bare word. One that holds a value not known yet may turn out as anything that can stand here. */
function readWord(reader: Reader): Token {
  const { text, open } = readWhile(reader, isOfName, 'end');
  if (open !== null) return { kind: 'VARIABLE', text, open };
  const dot = text.indexOf('.');
  if (dot > 0) return accessor(text);
  switch (text) {
    case 'true': case 'false': return { kind: 'BOOLEAN', value: text === 'true' };
    case 'in': case 'IN': return { kind: 'COMPARATOR', text: 'in' };
    default: return { kind: 'VARIABLE', text };
  }
}

function accessor(text: string): Token {
  if (text.endsWith('.')) throw new Trouble('compile', `Hanging accessor on token '${text}'`);
  const names = text.split('.');
  for (const name of names.slice(1)) {
    const [first = ''] = name;
    if (first.toUpperCase() !== first) throw new Trouble('compile', `Unable to access unexported field '${name}' in token '${text}'`);
  }
  return { kind: 'ACCESSOR', names };
}

function readSymbol(reader: Reader, before: TokenKind): Token {
  const { text } = readWhile(reader, isOfSymbol, 'end');
  // A minus is a sign where a value may begin.
  if (mayFollow(before, 'PREFIX') && Object.hasOwn(prefixSymbols, text)) return { kind: 'PREFIX', text };
  const kind = Object.hasOwn(operatorSymbols, text) ? operatorSymbols[text]?.kind : undefined;
  if (kind === undefined) throw new Trouble('compile', `Invalid token: '${text}'`);
  return { kind, text };
}
