import { invariant } from '../diagnostic/index.ts';
import { substituteText, type Json, type Required, type Scope as TemplateScope } from '../lang/index.ts';
import { fillStructure } from './fill-structure.ts';
import type { Scope } from './scope.ts';

/**
 * What becomes of a tag that names nothing: it stays ('lenient'), stays unless it speaks of steps or tasks ('strict'), or is an error ('all').
 *
 * @see Argo Workflows 4.1 util/template Replace, ReplaceStrictAny
 */
export type FillMode = 'lenient' | 'strict' | 'all';

/** `missing`: it names something that may still come, so that the node waits. */
export type Filled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly missing: boolean; readonly error: string };

const required: Readonly<Record<FillMode, Required>> = { lenient: 'none', strict: ['tasks', 'steps'], all: 'all' };

/** Whether a name without a value surely stays as it is; of the others the text decides. */
const mayStay: Readonly<Record<FillMode, (name: string) => boolean>> = {
  lenient: () => true,
  strict: (name) => !name.startsWith('tasks') && !name.startsWith('steps'),
  all: () => false,
};

/** Fills in the tags of all texts in a value. */
export function fillIn<T extends Json>(value: T, scope: Scope, mode: FillMode): Filled<T> {
  const simply = fillStructure(value, (name) => scope.get(name), mayStay[mode]);
  if (simply) return { ok: true, value: simply.value as T };
  const text = JSON.stringify(value);
  const filled = fillInText(text, scope, mode);
  if (!filled.ok) return filled;
  if (filled.value === text) return { ok: true, value };
  const parsed = parseJson(filled.value);
  if (parsed === undefined) return { ok: false, missing: false, error: 'cannot finish template replacement because the result was invalid JSON' };
  return { ok: true, value: parsed as T };
}

/** Fills in the tags of a JSON text; what is put in is escaped for the inside of a JSON string. */
export function fillInText(text: string, scope: Scope, mode: FillMode): Filled<string> {
  if (!text.includes('{{')) return { ok: true, value: text };
  const { language } = scope;
  invariant(language !== null || !text.includes('{{='), 'an expression without its language');
  const variables: TemplateScope = { get: (name) => scope.get(name), has: (name) => scope.get(name) !== undefined, entries: () => scope.entries(text) };
  const filled = substituteText(text, variables, { required: required[mode], expressions: language?.templateExpressions() ?? null });
  return filled.ok ? filled : { ok: false, missing: filled.missing, error: filled.message };
}

export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // no JSON is an answer here
  }
}
