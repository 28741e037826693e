import { parse } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';

/** A mapping written in YAML inside another text; null: it is none. */
export function readYamlObject(text: string): JsonObject | null {
  try {
    const value = parse(text) as Json;
    return isJsonObject(value) ? value : null;
  } catch {
    return null; // what is no YAML is answered with null
  }
}
