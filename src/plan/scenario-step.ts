import { isJsonObject, type Json } from '../lang/index.ts';
import { fault, inside, mapping, type Item, type Place } from './scenario-place.ts';

/** What each field of a step's outcome may hold; a list has one entry for each pod, the last one repeats. */
const fields: Readonly<Record<string, { readonly is: (value: Json) => boolean; readonly words: string }>> = {
  exitCode: { is: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255, words: 'a number from 0 to 255' },
  seconds: { is: (value) => typeof value === 'number' && value >= 0, words: 'a number of seconds' },
  result: { is: (value) => typeof value !== 'object' || value === null, words: 'a text' },
  error: { is: (value) => typeof value === 'string', words: 'a text' },
};

/**
 * Checks the form of one outcome of a Workflow's pod, and keeps it as it is written.
 *
 * @returns nothing when its form is wrong.
 */
export function readStep({ value, place }: Item): readonly Json[] {
  const found = mapping(value, place, ['template', 'node', ...Object.keys(fields), 'parameters'], 'A step');
  if (!found) return [];
  const before = place.diagnostics.length;
  if (typeof found['template'] !== 'string' && typeof found['node'] !== 'string') fault(place, 'A step names a template, or a node by a pattern of * and ?.');
  for (const [name, { is, words }] of Object.entries(fields)) {
    const given = found[name];
    if (given !== undefined && !each(given).every(is)) fault(inside(place, name), `Here stands ${words}, or a list of them: one for each pod.`);
  }
  checkParameters(found['parameters'], inside(place, 'parameters'));
  return place.diagnostics.length > before ? [] : [found];
}

function checkParameters(parameters: Json | undefined, place: Place): void {
  if (parameters === undefined) return;
  if (!isJsonObject(parameters)) {
    fault(place, 'Here stands a mapping of output parameters.');
    return;
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (each(value).some((item) => typeof item === 'object' && item !== null)) fault(inside(place, name), 'Here stands a text, null where the file is missing, or a list of those: one for each pod.');
  }
}

function each(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}
