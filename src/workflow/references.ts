import { textIn, objectsIn, objectIn, anyTextIn, isTrue } from './fields.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import { fillIn } from './fill-in.ts';
import { isLoop } from './loops.ts';
import { resolveArtifact } from './outputs.ts';
import { absentArgument } from './process-arguments.ts';
import { joinScopes, textsOf, type Scope } from './scope.ts';
import { shouldRun } from './should-run.ts';

/** A step or task with its references filled in; or it waits for an output that is not there; or an error. */
export type Referred =
  | { readonly kind: 'filled'; readonly value: JsonObject }
  | { readonly kind: 'waits'; readonly error: string }
  | { readonly kind: 'error'; readonly error: string };

/**
 * Fills in what a step or task refers to: `when` first, since of one that does not run nothing else matters.
 *
 * Hooks are left, since they may refer to their own step.
 *
 * @see Argo Workflows 4.1 controller resolveReferences, resolveDependencyReferences
 */
export function fillReferences(value: JsonObject, own: Scope, globals: Scope, artifactsMustBe: 'there' | 'there or optional'): Referred {
  const { hooks } = value;
  const rest = withoutHooks(value);
  const scope = joinScopes(globals, textsOf(own));
  const withHooks = (filled: JsonObject): Referred => ({ kind: 'filled', value: hooks === undefined ? filled : { ...filled, hooks } });
  const when = textIn(rest, 'when');
  if (when !== '') {
    const filled = fillIn(when, scope, 'strict');
    if (!filled.ok) return { kind: filled.missing ? 'waits' : 'error', error: filled.error };
    const runs = shouldRun(filled.value);
    if (runs.kind === 'error' && !isLoop(rest)) return { kind: 'error', error: runs.error };
    if (runs.kind === 'known' && !runs.value) return withHooks({ ...rest, when: filled.value });
  }
  const filled = fillIn(withoutAbsent(rest, own), scope, 'strict');
  if (!filled.ok) return { kind: filled.missing ? 'waits' : 'error', error: filled.error };
  const args = objectIn(filled.value, 'arguments');
  const given = objectsIn(args ?? undefined, 'artifacts');
  if (given.length === 0) return withHooks(filled.value);
  const artifacts: Json[] = [];
  for (const artifact of given) {
    const found = resolveArtifact(artifact, own);
    if (found.ok) artifacts.push(found.value ? { ...found.value, name: textIn(artifact, 'name') } : artifact);
    else if (!isTrue(artifact, 'optional') || (artifactsMustBe === 'there' && !found.error.includes('Unable to resolve'))) return { kind: 'error', error: found.error };
  }
  return withHooks({ ...filled.value, arguments: { ...args, artifacts } });
}

export function withoutHooks(value: JsonObject): JsonObject {
  if (!('hooks' in value)) return value;
  const { hooks: _hooks, ...rest } = value;
  return rest;
}

/** Arguments that are nothing but an output of a skipped node without a default count as not given. @see Argo Workflows 4.1 controller markAbsentOptionalArgs */
export function withoutAbsent<T extends JsonObject>(value: T, scope: Scope): T {
  const args = objectIn(value, 'arguments');
  const parameters = objectsIn(args ?? undefined, 'parameters');
  const isAbsent = (parameter: JsonObject): boolean => {
    const [, name] = /^\{\{([^{}]*)\}\}$/.exec(anyTextIn(parameter, 'value') ?? '') ?? [];
    return name !== undefined && scope.get(name.trim()) === null;
  };
  if (!parameters.some(isAbsent)) return value;
  return { ...value, arguments: { ...args, parameters: parameters.map((one) => (isAbsent(one) ? { ...one, value: absentArgument } : one)) } };
}
