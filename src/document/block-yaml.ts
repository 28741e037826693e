import { type FlowReader, flowReader, MAX_KEY, readDoubleQuoted, readFoldedQuotes, readSingleQuoted } from './flow-yaml.ts';
import { readPlainScalar } from './plain-scalar.ts';
import { type Located, MAX_DEPTH, type Place, placeOf, setField, withKey, type YamlValue } from './value.ts';

/** Characters that need the whole of YAML: tabs, other line ends, controls, marks. */
const UNUSUAL = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffd]|\r(?!\n)/;
const START = /(?:---(?: +#[^\n]*| *)(?:\r?\n|$))?/y;
const KEY = /(?:([A-Za-z_][\w./-]*)|"([^"\\\r\n]*)"|'([^'\r\n]*)'):(?=[ \r\n]|$)/y;
const PLAIN_KEY = /[A-Za-z_][\w./-]*:(?=[ \r\n]|$)/y;
const LONGEST_WORD = 5;
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const REST_OF_LINE = /(?: *| +#[^\n]*)(?:\r?\n|$)/y;
const LITERAL = /\|([-+]?)(?: *| +#[^\n]*)\r?\n/y;
const PLAIN = /[^\s\-?:,[\]{}#&*!|>'"%@`][^\n]*|[-?:][^\s][^\n]*/y;

/** The reader met something that it does not know for certain. Never leaves this file. */
const UNFAMILIAR = new Error('not read here');

/**
 * Reads the YAML that manifests are made of: block mappings and lists, one-line scalars, single quotes over several lines, literal blocks, one-line flow collections, and JSON.
 *
 * Ten times as fast as a YAML parser. Whatever else it meets (anchors, tags, folded or other several-line scalars, tabs, YAML 1.1 words, duplicate
 * keys, every error) makes it return null, and the whole document is left to the parser: what is read here means the same there.
 */
export function readBlockYaml(text: string): Located | null {
  if (UNUSUAL.test(text)) return null;
  try {
    return new BlockReader(text).document();
  } catch (thrown) {
    if (thrown === UNFAMILIAR) return null;
    throw thrown;
  }
}

function bail(): never {
  throw UNFAMILIAR;
}

/** A cursor over the text. `at` stands behind what has been read; `indent` is the column of the next content, which begins at `at`. */
class BlockReader {
  readonly #text: string;
  readonly #flow: FlowReader;
  #at = 0;
  #indent = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#flow = flowReader(text, bail);
  }

  document(): Located {
    START.lastIndex = 0;
    START.test(this.#text);
    this.#at = START.lastIndex;
    if (!this.#nextContent()) return { value: null, place: placeOf(this.#at, this.#at) };
    const first = this.#text[this.#at];
    const whole = first === '{' || first === '[' ? this.#json() : this.#node();
    if (this.#at < this.#text.length) bail();
    return whole;
  }

  #json(): Located {
    const read = this.#flow.read(this.#at, true);
    this.#at = read.place.end;
    this.#endLine();
    this.#nextContent();
    return read;
  }

  /** A mapping or list that begins at the cursor. */
  #node(): Located {
    if (++this.#depth > MAX_DEPTH) bail();
    const node = this.#atDash() ? this.#list() : this.#mapping();
    this.#depth--;
    return node;
  }

  #mapping(): Located {
    const indent = this.#indent;
    const start = this.#at;
    const value: Record<string, YamlValue> = {};
    const parts: Record<string, Place> = {};
    let end = start;
    do {
      const keyStart = this.#at;
      const key = this.#key();
      const keyEnd = this.#at - 1;
      if (Object.hasOwn(parts, key) || key.length > MAX_KEY) bail();
      const part = this.#value(indent, true);
      setField(value, key, part.value);
      setField(parts, key, withKey(part.place, keyStart, keyEnd));
      end = part.place.end;
    } while (this.#moreAt(indent));
    return { value, place: placeOf(start, end, parts) };
  }

  /** A key, up to behind its colon. */
  #key(): string {
    const start = this.#at;
    PLAIN_KEY.lastIndex = start;
    if (PLAIN_KEY.test(this.#text)) {
      this.#at = PLAIN_KEY.lastIndex;
      const key = this.#text.slice(start, this.#at - 1);
      return key.length <= LONGEST_WORD && WORD.test(key) ? bail() : key;
    }
    KEY.lastIndex = start;
    const [, , double, single] = KEY.exec(this.#text) ?? bail();
    this.#at = KEY.lastIndex;
    return double ?? single ?? '';
  }

  #list(): Located {
    const indent = this.#indent;
    const start = this.#at;
    const value: YamlValue[] = [];
    const parts: Place[] = [];
    let end = start;
    do {
      this.#at++;
      const part = this.#item(indent);
      value.push(part.value);
      parts.push(part.place);
      end = part.place.end;
    } while (this.#moreAt(indent) && this.#atDash());
    return { value, place: placeOf(start, end, parts) };
  }

  /** Behind a dash: a collection on the same line, or a value. */
  #item(indent: number): Located {
    const afterDash = this.#at;
    while (this.#text[this.#at] === ' ') this.#at++;
    this.#indent = indent + 1 + this.#at - afterDash;
    KEY.lastIndex = this.#at;
    if (this.#atDash() || KEY.test(this.#text)) return this.#node();
    this.#at = afterDash;
    return this.#value(indent, false);
  }

  /** A value behind a colon or dash, up to and including the move to the next content. */
  #value(indent: number, inMapping: boolean): Located {
    const behind = this.#at;
    REST_OF_LINE.lastIndex = behind;
    if (REST_OF_LINE.test(this.#text)) {
      this.#at = REST_OF_LINE.lastIndex;
      const more = this.#nextContent();
      if (more && (this.#indent > indent || (inMapping && this.#indent === indent && this.#atDash()))) return this.#node();
      const empty = inMapping ? behind - 1 : behind;
      return { value: null, place: placeOf(empty, empty) };
    }
    while (this.#text[this.#at] === ' ') this.#at++;
    const read = this.#text[this.#at] === '|' ? this.#literal(indent) : this.#oneLine(indent);
    if (this.#nextContent() && this.#indent > indent) bail();
    return read;
  }

  #oneLine(indent: number): Located {
    const start = this.#at;
    const read = this.#inline(start, indent);
    this.#at = read.place.end;
    this.#endLine();
    return read;
  }

  #inline(start: number, indent: number): Located {
    switch (this.#text[start]) {
      case '"':
        return readDoubleQuoted(this.#text, start) ?? bail();
      case "'":
        return readSingleQuoted(this.#text, start) ?? readFoldedQuotes(this.#text, start, indent) ?? bail();
      case '[':
      case '{':
        return this.#flow.read(start, false);
      default:
        return this.#plain(start);
    }
  }

  #plain(start: number): Located {
    PLAIN.lastIndex = start;
    const line = PLAIN.exec(this.#text)?.[0] ?? bail();
    const comment = line.indexOf(' #');
    const text = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
    if (text.includes(': ') || text.endsWith(':')) bail();
    const { value, surprise } = readPlainScalar(text);
    if (surprise !== undefined) bail();
    return { value, place: placeOf(start, start + text.length) };
  }

  /** A `|` block. Its lines are those that are empty or indented as far as the first that is not. */
  #literal(indent: number): Located {
    const start = this.#at;
    LITERAL.lastIndex = start;
    const chomp = LITERAL.exec(this.#text)?.[1] ?? bail();
    this.#at = LITERAL.lastIndex;
    const lines: string[] = [];
    let width = -1;
    let end = start;
    while (this.#at < this.#text.length) {
      const newline = this.#text.indexOf('\n', this.#at);
      const lineEnd = newline === -1 ? this.#text.length : this.#text[newline - 1] === '\r' ? newline - 1 : newline;
      const content = this.#contentFrom(this.#at, lineEnd);
      if (content < lineEnd) {
        if (width === -1) width = content - this.#at;
        if (width <= indent || content - this.#at < width) break;
        end = lineEnd;
      } else if (width === -1 ? content > this.#at : content - this.#at > width) bail();
      lines.push(this.#text.slice(this.#at + Math.max(width, 0), lineEnd));
      this.#at = newline === -1 ? this.#text.length : newline + 1;
    }
    if (end === start) bail();
    while (/\s/.test(this.#text[end - 1] ?? '')) end--;
    return { value: chomped(lines, chomp), place: placeOf(start, end) };
  }

  /** Offset of the first character that is no space. */
  #contentFrom(from: number, to: number): number {
    let at = from;
    while (at < to && this.#text[at] === ' ') at++;
    return at;
  }

  /** Moves from the start of a line to the next content, over empty lines and comments. False at the end of the text. */
  #nextContent(): boolean {
    for (;;) {
      const lineStart = this.#at;
      this.#at = this.#contentFrom(lineStart, this.#text.length);
      const character = this.#text[this.#at];
      if (character === undefined) return false;
      if (character !== '\n' && character !== '\r' && character !== '#') {
        this.#indent = this.#at - lineStart;
        return true;
      }
      const newline = this.#text.indexOf('\n', this.#at);
      this.#at = newline === -1 ? this.#text.length : newline + 1;
    }
  }

  #moreAt(indent: number): boolean {
    if (this.#at >= this.#text.length || this.#indent < indent) return false;
    return this.#indent === indent || bail();
  }

  #atDash(): boolean {
    if (this.#text[this.#at] !== '-') return false;
    const next = this.#text[this.#at + 1];
    return next === ' ' || next === '\n' || next === '\r' || next === undefined;
  }

  #endLine(): void {
    REST_OF_LINE.lastIndex = this.#at;
    if (!REST_OF_LINE.test(this.#text)) bail();
    this.#at = REST_OF_LINE.lastIndex;
  }
}

function chomped(lines: readonly string[], chomp: string): string {
  let count = lines.length;
  while (count > 0 && lines[count - 1] === '') count--;
  const text = lines.slice(0, count).join('\n');
  if (chomp === '-') return text;
  return chomp === '+' ? `${text}${'\n'.repeat(1 + lines.length - count)}` : `${text}\n`;
}
