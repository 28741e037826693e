import type { Position, Span } from '../diagnostic/index.ts';
import { type Located, partOf, type Place, type YamlValue } from './value.ts';

/** Field names and list indexes from a document's root. */
export type Path = readonly (string | number)[];

/** One object of a file. The items of a List are documents of their own. */
export interface LocatedDocument {
  readonly file: string;
  /** From 0, over all documents of the file. */
  readonly index: number;
  /** Plain data as kubectl reads it; shared between equal documents, never to be changed. */
  readonly value: YamlValue;
  /** The document's own text: equal documents have equal texts. */
  readonly text: string;
  /** Where the value at a path stands; for a path that leads nowhere, the nearest value above it. */
  readonly spanOf: (path: Path) => Span;
  /** Where the key of that value stands; the value itself where it has no key, as items of a list. */
  readonly keySpanOf: (path: Path) => Span;
}

interface Setting {
  readonly file: string;
  readonly index: number;
  readonly text: string;
  /** Of the text that the places count from, in the file. */
  readonly offset: number;
  readonly positionAt: (offset: number) => Position;
}

export function locateDocument({ value, place: root }: Located, { file, index, text, offset, positionAt }: Setting): LocatedDocument {
  const span = (start: number, end: number): Span => ({ file, start: positionAt(offset + start), end: positionAt(offset + end) });
  return {
    file,
    index,
    value,
    text,
    spanOf(path) {
      const { start, end } = placesAlong(root, path).at(-1) ?? root;
      return span(start, end);
    },
    keySpanOf(path) {
      const { start, end, keyStart, keyEnd } = placesAlong(root, path).at(-1) ?? root;
      return keyStart === -1 ? span(start, end) : span(keyStart, keyEnd);
    },
  };
}

/** The places from the root to the end of the path, as far as it leads. */
function placesAlong(root: Place, path: Path): readonly Place[] {
  const places = [root];
  for (const step of path) {
    const next = partOf(places.at(-1) ?? root, step);
    if (next === undefined) break;
    places.push(next);
  }
  return places;
}
