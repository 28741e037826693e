import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import type { LocatedDocument } from '../document/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Path } from '../model/index.ts';

/** Where a value stands, and what is wrong there. */
export interface Place {
  readonly at: LocatedDocument;
  readonly path: Path;
  readonly diagnostics: Diagnostic[];
}

/** An item of a list and its place. */
export interface Item {
  readonly value: Json;
  readonly place: Place;
}

export function inside(place: Place, ...steps: Path): Place {
  return { ...place, path: [...place.path, ...steps] };
}

export function fault({ at, path, diagnostics }: Place, detail: string): null {
  diagnostics.push(diagnose('SLU412', at.spanOf(path), detail));
  return null;
}

/** The mapping at a place; unknown fields are reported. */
export function mapping(value: Json, place: Place, known: readonly string[], what: string): JsonObject | null {
  if (!isJsonObject(value)) return fault(place, `${what} is a mapping of ${known.join(', ')}.`);
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const detail = `${what} has the fields ${known.join(', ')}, and no ${name}.${didYouMean(name, known)}`;
    place.diagnostics.push(diagnose('SLU411', place.at.keySpanOf([...place.path, name]), detail));
  }
  return value;
}

/** The text of a field; null, with a diagnostic if it has to be there, when it is none. */
export function textOf(fields: JsonObject, name: string, place: Place, needed = true): string | null {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  if (value === undefined) return needed ? fault(place, `The field ${name} is missing.`) : null;
  return fault(inside(place, name), `Here stands a text.`);
}
