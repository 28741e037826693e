import { readPlainScalar } from './plain-scalar.ts';
import { type Located, MAX_DEPTH, type Place, placeOf, setField, withKey, type YamlValue } from './value.ts';

const DOUBLE_QUOTED = /"(?:[^"\\\r\n]|\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}))*"/y;
const SINGLE_QUOTED = /'(?:[^'\r\n]|'')*'(?!')/y;
const QUOTED_OVER_LINES = /'(?:[^']|'')*'(?!')/y;
const PLAIN = /(?:[A-Za-z0-9_./$]|-(?=[\w.-]))[\w./$@=+~*%-]*(?: +[\w./$@=+~*%-]+)*/y;

/** YAML takes keys without `?` up to 1,024 characters, quotes and all. */
export const MAX_KEY = 1000;

/** Reads `[...]` and `{...}`, here those of one line and JSON over several. */
export interface FlowReader {
  readonly read: (start: number, overLines: boolean) => Located;
}

/** `bail` is called, and throws, at whatever this reader does not know for certain. */
export function flowReader(text: string, bail: () => never): FlowReader {
  let at = 0;
  let depth = 0;
  let space = ' ';

  function skipSpace(): string {
    while (space.includes(text[at] ?? 'x')) at++;
    return text[at] ?? bail();
  }

  function node(): Located {
    const first = skipSpace();
    if (first !== '[' && first !== '{') return scalar(first);
    if (++depth > MAX_DEPTH) bail();
    const collection = first === '[' ? list() : mapping();
    depth--;
    return collection;
  }

  function scalar(first: string): Located {
    const read = first === '"' ? readDoubleQuoted(text, at) : first === "'" ? readSingleQuoted(text, at) : plain();
    if (read === null) return bail();
    at = read.place.end;
    return read;
  }

  function plain(): Located {
    PLAIN.lastIndex = at;
    const source = PLAIN.exec(text)?.[0] ?? bail();
    const { value, surprise } = readPlainScalar(source);
    if (surprise !== undefined) bail();
    return { value, place: placeOf(at, at + source.length) };
  }

  function list(): Located {
    const start = at++;
    const value: YamlValue[] = [];
    const parts: Place[] = [];
    while (skipSpace() !== ']') {
      const part = node();
      value.push(part.value);
      parts.push(part.place);
      if (skipSpace() === ',') at++;
      else if (text[at] !== ']') bail();
    }
    return { value, place: placeOf(start, ++at, parts) };
  }

  function mapping(): Located {
    const start = at++;
    const value: Record<string, YamlValue> = {};
    const parts: Record<string, Place> = {};
    while (skipSpace() !== '}') {
      const quoted = text[at] === '"' || text[at] === "'";
      const { value: key, place: keyPlace } = scalar(text[at] ?? '');
      if (typeof key !== 'string' || key.length > MAX_KEY || Object.hasOwn(parts, key) || text[at] !== ':') return bail();
      at++;
      if (!quoted && text[at] !== ' ') bail();
      const part = node();
      setField(value, key, part.value);
      setField(parts, key, withKey(part.place, keyPlace.start, keyPlace.end));
      if (skipSpace() === ',') at++;
      else if (text[at] !== '}') bail();
    }
    return { value, place: placeOf(start, ++at, parts) };
  }

  return {
    read(start, overLines) {
      at = start;
      depth = 0;
      space = overLines ? ' \r\n' : ' ';
      return node();
    },
  };
}

/** A quoted scalar on one line with JSON's escapes; null for any other. */
export function readDoubleQuoted(text: string, start: number): Located | null {
  DOUBLE_QUOTED.lastIndex = start;
  const quoted = DOUBLE_QUOTED.exec(text)?.[0];
  if (quoted === undefined) return null;
  const value = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  return { value, place: placeOf(start, start + quoted.length) };
}

export function readSingleQuoted(text: string, start: number): Located | null {
  SINGLE_QUOTED.lastIndex = start;
  const quoted = SINGLE_QUOTED.exec(text)?.[0];
  return quoted === undefined ? null : { value: quoted.slice(1, -1).replaceAll("''", "'"), place: placeOf(start, start + quoted.length) };
}

/**
 * A single-quoted scalar over several lines, each of the later ones indented beyond `indent`; null for any other. One line end is a space, of several
 * all but the first stay.
 */
export function readFoldedQuotes(text: string, start: number, indent: number): Located | null {
  QUOTED_OVER_LINES.lastIndex = start;
  const quoted = QUOTED_OVER_LINES.exec(text)?.[0];
  if (quoted === undefined) return null;
  const [first = '', ...more] = quoted.slice(1, -1).split(/\r?\n/);
  let value = first.replace(/ +$/, '');
  let joint = ' ';
  for (const [index, line] of more.entries()) {
    const content = line.replace(/^ +/, '');
    const isLast = index === more.length - 1;
    if ((content !== '' || isLast) && line.length - content.length <= indent) return null;
    const shown = isLast ? content : content.replace(/ +$/, '');
    if (shown === '' && !isLast) {
      if (joint === '\n') value += joint;
      joint = '\n';
    } else {
      value += joint + shown;
      joint = ' ';
    }
  }
  return { value: value.replaceAll("''", "'"), place: placeOf(start, start + quoted.length) };
}
