/** What Workflows' expressions see. */
import { isJsonObject } from '../../json.ts';
import { isOpenText, knownText } from '../../open-text.ts';
import type { Scope, ScopeValue } from '../../template/index.ts';
import { fromOutside } from '../text.ts';
import type { Environment } from '../run.ts';
import { list, record, unknown, type Value } from '../value.ts';
import { workflowFunctions, type FunctionOptions } from './functions.ts';

interface Level {
  readonly below: Map<string, Level>;
  value: ScopeValue | undefined;
}

/**
 * The names of a scope with their dots as levels, and the functions that all expressions have. Where one name is the parent of another it
 * is dropped.
 *
 * @see Argo Workflows 4.1.2 util/expr/env GetFuncMap, util/expand
 */
export function workflowEnvironment(scope: Scope, options: FunctionOptions = {}): Environment {
  const root: Level = { below: new Map(), value: undefined };
  for (const [name, value] of scope.entries()) {
    let level = root;
    for (const part of name.split('.')) {
      let next = level.below.get(part);
      if (next === undefined) {
        next = { below: new Map(), value: undefined };
        level.below.set(part, next);
      }
      level = next;
    }
    level.value = value;
  }
  return new Map([...[...root.below].map(([name, level]) => [fromOutside(name), valueOf(level)] as const), ...workflowFunctions(options)]);
}

function valueOf({ below, value }: Level): Value {
  if (below.size > 0) return record([...below].map(([name, level]) => [fromOutside(name), valueOf(level)]));
  return fromScope(value ?? null);
}

/** A value of a scope as expressions see it. A text with a part that is not known is not known at all. */
function fromScope(value: ScopeValue): Value {
  if (typeof value === 'string') {
    if (!isOpenText(value)) return fromOutside(value);
    const known = knownText(value);
    return known.ok ? fromOutside(known.value) : unknown(known.message);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (!isJsonObject(value)) return list(value.map(fromScope));
  return record(Object.entries(value).map(([key, item]) => [fromOutside(key), fromScope(item)]));
}

/**
 * Whether a name or path leads to something; nil counts.
 *
 * @see Argo Workflows 4.1.2 util/template hasVarInEnv
 */
export function isInEnvironment(environment: Environment, path: string): boolean {
  const parts = path.split('.');
  let from = parts.length;
  let current: Value | undefined;
  while (from > 0 && current === undefined) {
    current = environment.get(parts.slice(0, from).join('.'));
    if (current === undefined) from--;
  }
  for (const part of parts.slice(from)) {
    if (typeof current === 'object' && current?.kind === 'unknown') return true;
    if (typeof current !== 'object' || current?.kind !== 'dict') return false;
    const entry = current.entries.get(`s${part}`);
    if (entry === undefined) return false;
    current = entry.value;
  }
  return current !== undefined;
}
