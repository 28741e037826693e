import { invariant } from '../diagnostic/index.ts';
import type { Scope as TemplateScope } from '../lang/index.ts';
import type { Language } from './language.ts';
import type { Scope, Variable } from './scope.ts';

/** A condition's answer. */
export type Condition =
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'error'; readonly error: string };

/** An expression's value as a text. */
export type Evaluated = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unknown'; readonly because: string } | { readonly kind: 'error'; readonly error: string };

/** An expression that must be true or false. @see Argo Workflows 4.1 util/expr/argoexpr EvalBool */
export function evaluateBool(source: string, scope: Scope): Condition {
  const { language } = scope;
  invariant(language !== null, 'an expression without its language');
  const result = language.evaluate(source, environment(source, scope), 'workflow');
  switch (result.kind) {
    case 'unknown':
      return result;
    case 'error':
      return { kind: 'error', error: result.where === 'compile' ? language.errorText(source, result) : `unable to evaluate expression '${source}': ${language.errorText(source, result)}` };
    case 'value': {
      const { value } = result;
      if (typeof value === 'boolean') return { kind: 'known', value };
      return { kind: 'error', error: `unable to cast expression result '${shown(language.formatValue(value), value)}' to bool` };
    }
  }
}

/** Go prints what is no text with %s as a complaint. */
function shown(text: string, value: unknown): string {
  if (typeof value === 'bigint') return `%!s(int=${text})`;
  if (typeof value === 'number') return `%!s(float64=${text})`;
  return value === null ? '%!s(<nil>)' : text;
}

export function evaluateText(source: string, scope: Scope): Evaluated {
  const result = evaluated(source, scope);
  if (result.kind !== 'value') return result;
  const { value, language } = result;
  if (value === null) return { kind: 'error', error: `failed to evaluate expression "${source}"` };
  return { kind: 'text', text: textOf(language, value) };
}

/** The artifact that an expression leads to, by the name of its variable; null: it leads to none. */
export function evaluateArtifact(source: string, scope: Scope): { readonly kind: 'artifact'; readonly variable: string | null } | Exclude<Evaluated, { readonly kind: 'text' }> {
  const result = evaluated(source, { ...scope, entries: (text) => namedArtifacts(scope.entries(text)) });
  if (result.kind !== 'value') return result;
  const { value, language } = result;
  if (typeof value !== 'object' || value?.kind !== 'dict') return { kind: 'artifact', variable: null };
  const { name } = language.toPlain(value) as { readonly name?: unknown };
  return { kind: 'artifact', variable: typeof name === 'string' ? name : null };
}

interface Value {
  readonly kind: 'value';
  readonly value: Parameters<Language['formatValue']>[0];
  readonly language: Language;
}

function evaluated(source: string, scope: Scope): Value | Exclude<Evaluated, { readonly kind: 'text' }> {
  const { language } = scope;
  invariant(language !== null, 'an expression without its language');
  const result = language.evaluate(source, environment(source, scope), 'workflow');
  if (result.kind === 'error') return { kind: 'error', error: language.errorText(source, result) };
  return result.kind === 'unknown' ? result : { kind: 'value', value: result.value, language };
}

/** Artifacts whose name is that of the variable that holds them, so that they are found again. */
function* namedArtifacts(entries: Iterable<readonly [string, Variable]>): Iterable<readonly [string, Variable]> {
  for (const [name, value] of entries) yield [name, typeof value === 'string' || value === null ? value : { name }];
}

/** @see Argo Workflows 4.1 AnyStringPtr */
function textOf(language: Language, value: Value['value']): string {
  if (typeof value === 'object' && value !== null && (value.kind === 'list' || value.kind === 'dict')) return JSON.stringify(language.toPlain(value), (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one));
  return language.formatValue(value);
}

function environment(source: string, scope: Scope) {
  const { language } = scope;
  invariant(language !== null, 'an expression without its language');
  const variables: TemplateScope = { get: (name) => scope.get(name), has: (name) => scope.get(name) !== undefined, entries: () => scope.entries(source) };
  return language.workflowEnvironment(variables);
}
