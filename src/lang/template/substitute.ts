/** Fills in templates. */
import { invariant } from '../../diagnostic/index.ts';
import { goQuote } from '../go-text.ts';
import type { Json } from '../json.ts';
import { isOpenText } from '../open-text.ts';
import { requirement, type Required, type Scope } from './scope.ts';
import { piecesOf, tagOf } from './tags.ts';

export type ExpressionOutcome =
  /** As it stands in a JSON string. */
  | { readonly kind: 'text'; readonly text: string }
  /** It stays as it is, for a later pass. */
  | { readonly kind: 'unresolved' }
  | { readonly kind: 'error'; readonly message: string };

/** Runs the expressions of `{{= }}` tags over a scope; `expression` is escaped as within a JSON string. */
export type TemplateExpressions = (scope: Scope) => (expression: string, required: ((name: string) => boolean) | null) => ExpressionOutcome;

export interface SubstituteOptions {
  readonly required: Required;
  /** `templateExpressions` of lang/expr, which is loaded only where a manifest has expressions; null where there are none. */
  readonly expressions: TemplateExpressions | null;
}

export type Substituted<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** In the reference's words. */
      readonly message: string;
      /** A name without a value, which may have one later: the reference waits and tries again. */
      readonly missing: boolean;
    };

/**
 * A text with its tags filled in. Values are escaped as within a JSON string, whatever the text is: the reference fills in templates in
 * their JSON form. A tag within a tag is filled in first, and the outer one is left for a later pass.
 *
 * @see Argo Workflows 4.1.2 util/template Replace and ReplaceStrict of a Template
 */
export function substituteText(text: string, scope: Scope, { required, expressions }: SubstituteOptions): Substituted<string> {
  if (!text.includes('{{')) return { ok: true, value: text };
  const pieces = piecesOf(text);
  if (!pieces.ok) return failed(pieces.message);
  const { texts, tags } = pieces.value;
  const mustResolve = requirement(required);
  let run: ReturnType<TemplateExpressions> | null = null;
  let out = texts[0] ?? '';
  for (const [index, tag] of tags.entries()) {
    if (tagOf(tag).kind === 'expression') {
      invariant(expressions !== null, 'a template with expressions is filled in without their language');
      run ??= expressions(scope);
      const expression = unescapeHtml(tag.slice(1));
      const outcome = run(expression, mustResolve);
      if (outcome.kind === 'error') return failed(outcome.message);
      out += outcome.kind === 'text' ? outcome.text : `{{=${expression}}}`;
    } else {
      const filled = fill(tag, scope, mustResolve, required !== 'all');
      if (!filled.ok) return filled;
      out += filled.value;
    }
    out += texts[index + 1] ?? '';
  }
  return { ok: true, value: out };
}

/**
 * JSON with the tags of all its texts filled in, on its JSON form: a value that brings a quote or an unfinished tag meets the text around it.
 *
 * @see Argo Workflows 4.1.2 util/template Replace and ReplaceStrictAny
 */
export function substituteJson<T extends Json>(value: T, scope: Scope, options: SubstituteOptions): Substituted<T> {
  const text = jsonText(value);
  if (!text.includes('{{')) return { ok: true, value };
  const filled = substituteText(text, scope, options);
  if (!filled.ok) return filled;
  if (filled.value === text) return { ok: true, value };
  try {
    return { ok: true, value: JSON.parse(filled.value) as T };
  } catch {
    return failed('cannot finish template replacement because the result was invalid JSON');
  }
}

/** Go's JSON, but for the order of keys, which stays the author's. */
function jsonText(value: Json): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The reference undoes this much of Go's escaping in expressions. */
function unescapeHtml(text: string): string {
  return text.replaceAll('\\u003c', '<').replaceAll('\\u003e', '>').replaceAll('\\u0026', '&');
}

function failed(message: string): { readonly ok: false; readonly message: string; readonly missing: boolean } {
  const missing = message.includes('failed to resolve {{') || message.includes(' is missing') || message.includes('variable not in env');
  return { ok: false, message, missing };
}

function fill(tag: string, scope: Scope, mustResolve: ((name: string) => boolean) | null, artifactsMayStay: boolean): Substituted<string> {
  const name = tag.trim();
  const value = scope.get(name);
  if (value === undefined) {
    const nested = fillNested(tag, scope);
    if (nested !== null) return nested;
    const mayStay = mustResolve?.(name) !== true || (artifactsMayStay && name.includes('.outputs.artifacts.'));
    if (!mayStay && !isOpenText(tag)) return failed(`failed to resolve {{${tag}}}`);
    return { ok: true, value: `{{${tag}}}` };
  }
  if (value === null) return failed(`unable to substitute {{${tag}}}: output is an absent optional (skipped/omitted node with no default)`);
  if (typeof value !== 'string') return failed(`failed to resolve {{${tag}}} to string`);
  return { ok: true, value: quoted(value) };
}

/** `{{inputs.parameters.{{item}}}}` comes as `inputs.parameters.{{item` with the outer tag's end behind it. */
function fillNested(tag: string, scope: Scope): Substituted<string> | null {
  const at = tag.lastIndexOf('{{');
  if (at <= 0) return null;
  const inner = tag.slice(at + 2);
  const value = scope.get(inner);
  if (value === null) return failed(`unable to substitute nested tag {{${tag}}}: ${goQuote(inner)} is an absent optional`);
  return typeof value === 'string' ? { ok: true, value: `{{${tag.slice(0, at)}${quoted(value)}` } : null;
}

function quoted(text: string): string {
  return goQuote(text).slice(1, -1);
}
