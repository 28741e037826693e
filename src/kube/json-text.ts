import type { Json } from '../lang/index.ts';

/** What a server wrote as JSON; null: it is none. */
export function jsonIn(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** A field that is to be a text; '': it is none. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
