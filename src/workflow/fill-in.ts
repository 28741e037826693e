import { goQuote, type Json } from '../lang/index.ts';
import { replaceExpression } from './fill-in-expression.ts';
import type { Scope } from './scope.ts';

/**
 * What becomes of a tag that names nothing: it stays ('lenient'), stays unless it speaks of steps or tasks ('strict'), or is an error ('all').
 *
 * @see Argo Workflows 4.1 util/template Replace, ReplaceStrictAny
 */
export type FillMode = 'lenient' | 'strict' | 'all';

/** `missing`: it names something that may still come, so that the node waits. */
export type Filled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly missing: boolean; readonly error: string };

/** Fills in the tags of all texts in a value. */
export function fillIn<T extends Json>(value: T, scope: Scope, mode: FillMode): Filled<T> {
  const text = JSON.stringify(value);
  const filled = fillInText(text, scope, mode);
  if (!filled.ok) return filled;
  if (filled.value === text) return { ok: true, value };
  const parsed = parseJson(filled.value);
  return parsed === undefined ? failure('cannot finish template replacement because the result was invalid JSON') : { ok: true, value: parsed as T };
}

/** Fills in the tags of a JSON text; what is put in is escaped for the inside of a JSON string. */
export function fillInText(text: string, scope: Scope, mode: FillMode): Filled<string> {
  let from = text.indexOf('{{');
  if (from === -1) return { ok: true, value: text };
  let out = text.slice(0, from);
  while (from !== -1) {
    const end = text.indexOf('}}', from + 2);
    if (end === -1) return failure(`Cannot find end tag="}}" in the template=${goQuote(text)} starting from ${goQuote(text.slice(from + 2))}`);
    const tag = text.slice(from + 2, end);
    const replaced = tag.startsWith('=') ? replaceExpression(tag.slice(1), scope, mode) : replaceTag(tag, scope, mode);
    if (!replaced.ok) return replaced;
    const next = text.indexOf('{{', end + 2);
    out += replaced.value + text.slice(end + 2, next === -1 ? undefined : next);
    from = next;
  }
  return { ok: true, value: out };
}

function replaceTag(tag: string, scope: Scope, mode: FillMode): Filled<string> {
  const found = scope.get(tag.trim());
  if (found === undefined) return replaceUnfound(tag, scope, mode);
  if (found === null) return failure(`unable to substitute {{${tag}}}: output is an absent optional (skipped/omitted node with no default)`);
  if (typeof found !== 'string') return failure(`failed to resolve {{${tag}}} to string`);
  return { ok: true, value: escaped(found) };
}

/** A tag inside a tag is filled in first; the outer one is left for the next time. */
function replaceUnfound(tag: string, scope: Scope, mode: FillMode): Filled<string> {
  const inner = tag.lastIndexOf('{{');
  if (inner > 0) {
    const nested = scope.get(tag.slice(inner + 2));
    if (nested === null) return failure(`unable to substitute nested tag {{${tag}}}: "${tag.slice(inner + 2)}" is an absent optional`);
    if (typeof nested === 'string') return { ok: true, value: `{{${tag.slice(0, inner)}${escaped(nested)}` };
  }
  const name = tag.trim();
  const mustBeThere = mode === 'all' || (mode === 'strict' && isStrict(name) && !name.includes('.outputs.artifacts.'));
  return mustBeThere ? { ok: false, missing: true, error: `failed to resolve {{${tag}}}` } : { ok: true, value: `{{${tag}}}` };
}

export function isStrict(name: string): boolean {
  return /^(tasks|steps)(\.|$)/.test(name);
}

export function failure(error: string): { readonly ok: false; readonly missing: boolean; readonly error: string } {
  return { ok: false, missing: error.includes('failed to resolve {{') || error.includes(' is missing') || error.includes('variable not in env'), error };
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // no JSON is an answer here
  }
}
