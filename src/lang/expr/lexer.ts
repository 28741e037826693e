/** Text -> tokens, one at a time, so that an error further on never hides one of the grammar before it. */
import type { Dialect } from './dialect.ts';
import { Halt } from './halt.ts';
import type { Token, TokenKind } from './token.ts';
import { unescape, unescapeBytes } from './unescape.ts';
import { goQuote } from '../go-text.ts';

/** A reader of tokens. After EOF it has nothing more to give. */
export interface Lexer {
  /** The next token. Fails with Halt on text that is none. */
  readonly next: () => Token;
}

const wordOperators = new Set(['not', 'in', 'or', 'and', 'matches', 'contains', 'startsWith', 'endsWith', 'let']);
const conditionalWords = new Set(['if', 'else']);
const space = /^\p{White_Space}$/u;
const alphabetic = /^[\p{L}_$]$/u;
const alphanumeric = /^[\p{L}\p{Nd}_$]$/u;

/** Whether a word could stand as a name. */
export function isName(word: string): boolean {
  const [first = '', ...rest] = word;
  return alphabetic.test(first) && rest.every((char) => alphanumeric.test(char));
}

/** Starts reading `points`, a text split into code points. */
export function lexer(points: readonly string[], dialect: Dialect): Lexer {
  let start = 0;
  let end = 0;

  const peek = (): string => points[end] ?? '';
  const accept = (valid: string): boolean => {
    if (end >= points.length || !valid.includes(peek())) return false;
    end++;
    return true;
  };
  const acceptRun = (valid: string): void => {
    while (accept(valid));
  };
  const word = (): string => points.slice(start, end).join('');
  const token = (kind: TokenKind, value = word()): Token => {
    const at = start;
    start = end;
    return { kind, value, at };
  };
  /** Points at the character just read, or behind the last one when the text ran out. */
  const fail = (message: string, ranOut = false): never => {
    throw new Halt(message, ranOut ? end : Math.max(0, end - 1));
  };

  const digits = (count: number, base: number): void => {
    for (let n = 0; n < count; n++) {
      const char = peek();
      end++;
      if (char === '' || !(Number.parseInt(char, 36) < base)) {
        if (char === '') end--;
        fail('invalid char escape', char === '');
      }
    }
  };

  const escape = (quoteChar: string): void => {
    const char = peek();
    end++;
    if (char === quoteChar || 'abfnrtv\\'.includes(char || '?')) return;
    if ('01234567'.includes(char || '?')) {
      end--;
      digits(3, 8);
    } else if (char === 'x') digits(2, 16);
    else if (char === 'U') digits(8, 16);
    else if (char === 'u' && dialect.extendedSyntax && peek() === '{') {
      end++;
      let count = 0;
      while (peek() !== '}') {
        if (!/^[0-9a-fA-F]$/.test(peek()) || count >= 6) fail('invalid char escape');
        end++;
        count++;
      }
      if (count === 0) fail('invalid char escape');
      end++;
    } else if (char === 'u') digits(4, 16);
    else {
      if (char === '') end--;
      fail('invalid char escape', char === '');
    }
  };

  /** Reads up to the closing quote and gives the text between, escapes still in it. */
  const quoted = (quoteChar: string): string => {
    const from = end;
    for (;;) {
      const char = peek();
      if (char === '') fail('literal not terminated', true);
      end++;
      if (char === quoteChar) return points.slice(from, end - 1).join('');
      if (char === '\n') fail('literal not terminated');
      if (char === '\\') escape(quoteChar);
    }
  };

  const rawString = (): Token => {
    let text = '';
    for (;;) {
      const char = peek();
      if (char === '') fail('literal not terminated', true);
      end++;
      if (char !== '`') text += char;
      else if (peek() === '`') {
        text += '`';
        end++;
      } else return token('String', text);
    }
  };

  const number = (): Token => {
    let valid = '0123456789_';
    if (accept('0')) {
      if (accept('xX')) valid = '0123456789abcdefABCDEF_';
      else if (accept('oO')) valid = '01234567_';
      else if (accept('bB')) valid = '01_';
    }
    acceptRun(valid);
    if (peek() === '.' && points[end + 1] !== '.') {
      end++;
      acceptRun(valid);
    } else if (peek() === '.') return token('Number');
    if (accept('eE')) {
      accept('+-');
      acceptRun(valid);
    }
    if (alphanumeric.test(peek())) {
      end++;
      fail(`bad number syntax: ${goQuote(word())}`);
    }
    return token('Number');
  };

  const identifier = (): Token => {
    while (alphanumeric.test(peek())) end++;
    const text = word();
    const operator = wordOperators.has(text) || (dialect.extendedSyntax && conditionalWords.has(text));
    return token(operator ? 'Operator' : 'Identifier');
  };

  const skipComment = (): boolean => {
    if (accept('/')) {
      while (end < points.length && points[end++] !== '\n');
      return true;
    }
    if (!accept('*')) return false;
    for (;;) {
      if (end >= points.length) fail('unclosed comment', true);
      if (points[end++] === '*' && accept('/')) return true;
    }
  };

  /** Set after `#`: what follows at once is the pointer's name, whatever word it is. */
  let pointerName = false;

  const next = (): Token => {
    if (pointerName) {
      pointerName = false;
      while (alphanumeric.test(peek())) end++;
      if (end > start) return token('Identifier');
    }
    for (;;) {
      start = end;
      const char = peek();
      if (char === '') return { kind: 'EOF', value: '', at: Math.max(0, points.length - 1) };
      end++;
      if (space.test(char)) continue;
      if (char === '/' && skipComment()) continue;
      if (char === "'" || char === '"') {
        const text = unescape(quoted(char), dialect);
        return token('String', text ?? fail('unable to unescape string'));
      }
      if (char === '`' && dialect.extendedSyntax) return rawString();
      if (dialect.extendedSyntax && (char === 'b' || char === 'B') && (peek() === "'" || peek() === '"')) {
        const quoteChar = peek();
        end++;
        const text = unescapeBytes(quoted(quoteChar));
        return token('Bytes', text ?? fail('unable to unescape string'));
      }
      if (char >= '0' && char <= '9') {
        end--;
        return number();
      }
      if (char === '?') {
        accept('.?');
        return token('Operator');
      }
      if (char === '#') {
        accept('#');
        pointerName = true;
        return token('Operator');
      }
      if (char === '|') {
        accept('|');
        return token('Operator');
      }
      if (char === ':') {
        if (dialect.extendedSyntax) accept(':');
        return token('Operator');
      }
      if ('([{}])'.includes(char)) return token('Bracket');
      if (',;%+-^/'.includes(char)) return token('Operator');
      if ('&!=*<>'.includes(char)) {
        accept('&=*');
        return token('Operator');
      }
      if (char === '.') {
        if (peek() >= '0' && peek() <= '9' && peek() !== '') return number();
        accept('.');
        return token('Operator');
      }
      if (alphanumeric.test(char)) {
        end--;
        return identifier();
      }
      fail(`unrecognized character: ${describe(char)}`);
    }
  };

  return { next };
}

/** A character as messages name it: `U+0040 '@'`. */
function describe(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char) ? `${name} '${char}'` : name;
}
