import type { Scope, Variable } from './scope.ts';

/** A condition's answer. */
export type Condition =
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'error'; readonly error: string };

export type ExpressionEnvironment = ReadonlyMap<string, Variable>;

export function scopeEnvironment(scope: Scope, source: string): ExpressionEnvironment {
  return new Map(scope.entries(source));
}

export function evaluateBool(source: string, environment: ExpressionEnvironment): Condition {
  void environment;
  return { kind: 'error', error: `cannot evaluate ${source}` };
}

/** A `depends` condition over the results of tasks. */
export function evaluateResults(source: string, results: ReadonlyMap<string, Readonly<Record<string, boolean>>>): Condition {
  // Only names, &&, ||, ! and brackets occur.
  let at = 0;
  const tokens = source.match(/[A-Za-z0-9_.]+|&&|\|\||[!()]/g) ?? [];
  const primary = (): boolean => {
    const token = tokens[at++];
    if (token === '!') return !primary();
    if (token === '(') {
      const value = or();
      at++;
      return value;
    }
    const [task = '', result = ''] = (token ?? '').split('.');
    return results.get(task)?.[result] ?? false;
  };
  const and = (): boolean => {
    let value = primary();
    while (tokens[at] === '&&') {
      at++;
      const right = primary();
      value = value && right;
    }
    return value;
  };
  const or = (): boolean => {
    let value = and();
    while (tokens[at] === '||') {
      at++;
      const right = and();
      value = value || right;
    }
    return value;
  };
  return { kind: 'known', value: or() };
}

export type Evaluated = { readonly kind: 'value'; readonly text: string } | { readonly kind: 'error'; readonly error: string };

/** An expression's value as text. */
export function evaluateText(source: string, environment: ExpressionEnvironment): Evaluated {
  void environment;
  return { kind: 'error', error: `cannot evaluate ${source}` };
}
