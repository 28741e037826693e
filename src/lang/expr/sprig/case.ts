/** Ways to write words. */
import { lowerText, upperText } from '../builtins/letters.ts';
import { encode } from '../text.ts';

const isSpace = (char: string): boolean => /^\p{White_Space}$/u.test(char);
const isUpper = (char: string): boolean => /^\p{Lu}$/u.test(char);
const isConnector = (char: string): boolean => char === '-' || char === '_' || isSpace(char);

function mapWithBefore(source: string, change: (char: string, before: string | null) => string): string {
  let before: string | null = null;
  return [...source].map((char) => {
    const out = change(char, before);
    before = char;
    return out;
  }).join('');
}

/** The first letter of each word. @see Go 1.26 strings.Title */
export function titleCase(source: string): string {
  const separates = (char: string | null): boolean => char === null || (char < '\x80' ? !/^[0-9A-Za-z_]$/.test(char) : isSpace(char));
  return mapWithBefore(source, (char, before) => (separates(before) ? upperText(char) : char));
}

export function untitle(source: string): string {
  return mapWithBefore(source, (char, before) => (before === null || isSpace(before) ? lowerText(char) : char));
}

/** Bytes behind spaces, as the reference takes them: one byte of a longer character becomes one of its own. */
export function initials(source: string): string {
  return mapWithBefore(bytewise(source), (char, before) => (!isSpace(char) && (before === null || isSpace(before)) ? char : ''));
}

/** Where there is any, the bytes of all other characters come out as characters of their own. */
export function withoutSpace(source: string): string {
  const bytes = bytewise(source);
  const kept = bytes.replace(/\p{White_Space}/gu, '');
  return kept.length === bytes.length ? source : kept;
}

function bytewise(source: string): string {
  return encode(source).map((byte) => String.fromCharCode(byte)).join('');
}

/** @see Masterminds/goutils 1.1.1 SwapCase */
export function swapCase(source: string): string {
  return mapWithBefore(source, (char) => (/^[\p{Lu}\p{Lt}]$/u.test(char) ? lowerText(char) : /^\p{Ll}$/u.test(char) ? upperText(char) : char));
}

/**
 * SomeWords. Connectors at the beginning stay, and of several in a row all but one.
 *
 * @see huandu/xstrings 1.5.0 ToPascalCase
 */
export function camelCase(source: string): string {
  const chars = [...source];
  const first = chars.findIndex((char) => !isConnector(char));
  // The last of nothing but connectors comes twice.
  if (first < 0) return source + (chars.at(-1) ?? '');
  let out = chars.slice(0, first).join('');
  let wordIsUpper = isUpper(chars[first] ?? '');
  let last = upperText(chars[first] ?? '');
  for (const char of chars.slice(first + 1)) {
    let next = char;
    if (isConnector(char) && isConnector(last)) {
      out += last;
      last = char;
      continue;
    }
    if (isConnector(last)) {
      wordIsUpper = isUpper(char);
      next = upperText(char);
    } else {
      if (wordIsUpper && isUpper(char)) next = lowerText(char);
      else if (wordIsUpper) wordIsUpper = false;
      out += last;
    }
    last = next;
  }
  return out + last;
}

type WordKind = 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other' | 'none';

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

const none: Word = { kind: 'none', text: '' };
/** A run of capitals gives its last one to the small letters behind it. */
const words: readonly (readonly [WordKind, RegExp])[] = [
  ['connector', /^[-_\p{White_Space}]+/u],
  ['punctuation', /^\p{P}+/u],
  ['upper', /^(?:\p{Lu}+(?=\p{Lu}(?:\p{Ll}|\p{Lt}|\p{Lo}|\p{Lm}))|\p{Lu}{2,}|\p{Lu}(?:(?!\p{Lu})\p{L})*)/u],
  ['letters', /^(?:(?!\p{Lu})\p{L})+/u],
  ['number', /^\p{N}+/u],
  ['other', /^[^-_\p{White_Space}\p{P}\p{L}\p{N}]+/u],
];

function nextWord(source: string): Word {
  for (const [kind, pattern] of words) {
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) return { kind, text: found };
  }
  return source === '' ? none : { kind: 'other', text: source.slice(0, 1) };
}

function wordsOf(source: string): Word[] {
  const out: Word[] = [];
  for (let at = 0; at < source.length; ) {
    const word = nextWord(source.slice(at));
    out.push(word);
    at += word.text.length;
  }
  return out;
}

const joins = (kind: WordKind): boolean => kind === 'letters' || kind === 'number';
const parts = (kind: WordKind): boolean => kind !== 'connector' && kind !== 'punctuation';

/**
 * some_words or some-words. A number belongs to the letters before it, or to the small letters behind it.
 *
 * @see huandu/xstrings 1.5.0 ToSnakeCase, ToKebabCase
 */
export function separated(source: string, connector: string): string {
  const all = wordsOf(source);
  let at = 0;
  let out = '';
  const write = ({ kind, text }: Word): void => {
    out += kind === 'connector' ? connector.repeat([...text].length) : lowerText(text);
  };
  const take = (): Word => all[at++] ?? none;
  const hasMore = (): boolean => at < all.length;
  const takeJoined = (from: Word): Word => {
    let word = from;
    while (joins(word.kind)) {
      write(word);
      word = take();
    }
    return word;
  };
  let word = take();
  while (hasMore()) {
    if (word.kind !== 'connector') write(word);
    const before = word;
    word = take();
    if (before.kind === 'number') {
      word = takeJoined(word);
      if (word.kind !== 'none' && parts(word.kind)) out += connector;
    } else if (before.kind === 'connector') write(before);
    else if (before.kind !== 'punctuation') {
      if (word.kind !== 'number') {
        if (parts(word.kind)) out += connector;
      } else if (hasMore()) {
        const number = word;
        word = take();
        if (word.kind === 'letters') {
          out += connector;
          write(number);
          word = takeJoined(word);
          if (word.kind !== 'none' && parts(word.kind)) out += connector;
        } else {
          write(number);
          if (parts(word.kind)) out += connector;
        }
      }
    }
  }
  write(word);
  return out;
}
