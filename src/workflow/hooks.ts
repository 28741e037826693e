import { isJsonObject, type JsonObject } from '../lang/index.ts';
import type { NodeStatus, TemplateScope } from '../model/index.ts';
import { evaluateBool } from './conditions.ts';
import { fieldAt, objectIn, objectsIn, textIn } from './fields.ts';
import { fillIn } from './fill-in.ts';
import { hookName, onExitName } from './names.ts';
import { lastAttempt } from './node-variables.ts';
import { resolveArtifact } from './outputs.ts';
import { isFulfilled } from './phases.ts';
import { withoutAbsent } from './references.ts';
import { holderOf } from './resolve-template.ts';
import { bad, good, type Result } from './result.ts';
import type { Caller, ErrorCode, Run } from './run.ts';
import { joinScopes, mapScope, textsOf, type Scope, type Variable } from './scope.ts';

/** Like a result, with the kind of error that a hook's template gave. */
export type Hooked<T> = Result<T> | { readonly ok: false; readonly error: string; readonly code: ErrorCode };

/** Where hooks of a step or task run. */
export interface HookPlace {
  /** 'steps' or 'tasks': how the step's own outputs are called. */
  readonly prefix: 'steps' | 'tasks';
  /** The step's or task's name. */
  readonly name: string;
  readonly node: NodeStatus;
  readonly boundary: string;
  /** In which the hook's template is looked up. */
  readonly scope: TemplateScope;
  readonly variables: Scope;
  readonly onExit: boolean;
  readonly caller: Caller | null;
}

const noHooks: readonly (readonly [string, JsonObject])[] = [];

/** Hooks other than `exit`. */
export function lifecycleHooks(value: JsonObject): readonly (readonly [string, JsonObject])[] {
  const hooks = objectIn(value, 'hooks');
  if (!hooks) return noHooks;
  return Object.entries(hooks).flatMap(([name, hook]) => (name !== 'exit' && isJsonObject(hook) ? [[name, hook] as const] : []));
}

/** The handler of a step's end; null: it has none. @see Argo Workflows 4.1 WorkflowStep.GetExitHook */
export function exitHook(value: JsonObject, workflowArguments: JsonObject | null): JsonObject | null {
  const template = textIn(value, 'onExit');
  if (template !== '') return { template, ...(workflowArguments && { arguments: workflowArguments }) };
  const hook = objectIn(value, 'hooks', 'exit');
  if (!hook) return null;
  return fieldAt(hook, 'arguments') === undefined && workflowArguments ? { ...hook, arguments: workflowArguments } : hook;
}

/**
 * Runs the hooks of a step or task whose conditions are true. The answer is whether all that began have ended.
 *
 * @see Argo Workflows 4.1 controller executeTmplLifeCycleHook
 */
export function runLifecycleHooks(run: Run, hooks: readonly (readonly [string, JsonObject])[], place: HookPlace): Hooked<boolean> {
  const begun: NodeStatus[] = [];
  for (const [name, hook] of hooks) {
    const nodeName = hookName(place.node.name, name);
    const expression = textIn(hook, 'expression');
    if (expression === '') return bad(`Expression required for hook ${nodeName}`);
    const runs = evaluateBool(expression, joinScopes(run.globals, textsOf(place.variables)));
    if (runs.kind === 'error') return bad(runs.error);
    if (!run.book.find(nodeName) && !(runs.kind === 'unknown' || runs.value)) continue;
    const outputs = lastAttempt(run.book, place.node)?.outputs ?? place.node.outputs;
    const args = outputs ? hookArguments(run, hook, place) : good(objectIn(hook, 'arguments'));
    if (!args.ok) return args;
    const done = runHook(run, hook, nodeName, args.value, { ...place, onExit: false }, runs.kind === 'unknown' ? runs.because : null);
    if (!done.ok) return done;
    if (done.value) begun.push(done.value);
  }
  return good(begun.every(isFulfilled));
}

/**
 * Runs the handler of a node's end. The answer is whether it has ended, or is not to run.
 *
 * @see Argo Workflows 4.1 controller runOnExitNode
 */
export function runExitHook(run: Run, hook: JsonObject | null, place: HookPlace): Result<boolean> {
  if (!hook || run.memory.shutdown === 'Terminate') return good(true);
  const expression = textIn(hook, 'expression');
  if (expression !== '') {
    const runs = evaluateBool(expression, joinScopes(run.globals, textsOf(place.variables)));
    if (runs.kind === 'error') return bad(runs.error);
    if (runs.kind === 'known' && !runs.value) return good(true);
  }
  const args = fieldAt(hook, 'arguments') === undefined ? good(null) : hookArguments(run, hook, place);
  if (!args.ok) return args;
  const done = runHook(run, hook, onExitName(place.node.name), args.value, { ...place, onExit: true }, null);
  return done.ok ? good(done.value !== null && isFulfilled(done.value)) : done;
}

function runHook(run: Run, hook: JsonObject, nodeName: string, args: JsonObject | null, place: HookPlace, conditional: string | null): Hooked<NodeStatus | null> {
  const done = run.execute(run, {
    nodeName,
    holder: holderOf(hook, 'step', ''),
    scope: place.scope,
    args,
    boundary: place.boundary,
    onExit: place.onExit,
    hooked: true,
    caller: place.caller,
    conditional,
    widthUnknown: null,
  });
  if (place.onExit || done.kind === 'node') run.book.link(place.node.name, nodeName);
  return done.kind === 'node' ? good(done.node) : { ok: false, error: done.error, code: done.code };
}

/** A hook's arguments, in which the step's own outputs may stand. @see Argo Workflows 4.1 controller resolveExitTmplArgument */
function hookArguments(run: Run, hook: JsonObject, place: HookPlace): Result<JsonObject | null> {
  const args = objectIn(hook, 'arguments');
  if (!args) return good(null);
  const own = joinScopes(place.variables, mapScope(ownOutputs(run, place)));
  const filled = fillIn(objectIn(withoutAbsent({ arguments: args }, own), 'arguments') ?? {}, joinScopes(run.globals, textsOf(own)), 'lenient');
  if (!filled.ok) return filled;
  const artifacts = objectsIn(filled.value, 'artifacts');
  if (artifacts.length === 0) return good(filled.value);
  const resolved: JsonObject[] = [];
  for (const artifact of artifacts) {
    const found = resolveArtifact(artifact, own);
    if (found.ok) resolved.push(found.value ? { ...found.value, name: textIn(artifact, 'name') } : artifact);
    else if (artifact['optional'] === true) resolved.push(artifact);
    else return bad(`unable to resolve references: ${found.error}`);
  }
  return good({ ...filled.value, artifacts: resolved });
}

function ownOutputs(run: Run, { prefix, name, node }: HookPlace): ReadonlyMap<string, Variable> {
  const outputs = lastAttempt(run.book, node)?.outputs ?? node.outputs;
  const variables = new Map<string, Variable>();
  for (const parameter of outputs?.parameters ?? []) variables.set(`${prefix}.${name}.outputs.parameters.${parameter.name}`, parameter.value ?? '');
  for (const artifact of outputs?.artifacts ?? []) variables.set(`${prefix}.${name}.outputs.artifacts.${artifact.name}`, artifact);
  return variables;
}
