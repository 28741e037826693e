import { unknownText, type JsonObject } from '../lang/index.ts';
import type { Artifact, NodeOutputs, NodeParameter } from '../model/index.ts';
import { evaluateArtifact, evaluateText } from './conditions.ts';
import { anyTextIn, fieldAt, isTrue, objectsIn, textIn } from './fields.ts';
import { fillIn } from './fill-in.ts';
import { bad, good, type Result } from './result.ts';
import { textsOf, type Scope } from './scope.ts';
import type { Template } from './template.ts';
import type { Run } from './run.ts';

/**
 * The outputs of a template of steps or tasks, from what these made; null: it declares none.
 *
 * @see Argo Workflows 4.1 controller getTemplateOutputsFromScope
 */
export function templateOutputs(template: Template, scope: Scope): Result<NodeOutputs | null> {
  const parameters: NodeParameter[] = [];
  const artifacts: Artifact[] = [];
  if (fieldAt(template, 'outputs') === undefined) return good(null);
  for (const parameter of objectsIn(template, 'outputs', 'parameters')) {
    const value = outputValue(parameter, scope);
    if (!value.ok) return value;
    const globalName = textIn(parameter, 'globalName');
    parameters.push({ name: textIn(parameter, 'name'), value: value.value, ...(globalName !== '' && { globalName }) });
  }
  for (const artifact of objectsIn(template, 'outputs', 'artifacts')) {
    const found = resolveArtifact(artifact, scope);
    if (!found.ok) {
      if (found.error.includes('Unable to resolve') && isTrue(artifact, 'optional')) continue;
      return bad(`unable to resolve outputs from scope: ${found.error}`);
    }
    if (found.value) artifacts.push({ ...found.value, name: textIn(artifact, 'name'), ...(textIn(artifact, 'globalName') !== '' && { globalName: textIn(artifact, 'globalName') }) });
  }
  if (parameters.length + artifacts.length === 0) return good(null);
  return good({ parameters, artifacts, result: null, exitCode: null });
}

function outputValue(parameter: JsonObject, scope: Scope): Result<string> {
  const name = textIn(parameter, 'name');
  if (fieldAt(parameter, 'valueFrom') === undefined) return bad('output parameters must have a valueFrom specified');
  const fallback = anyTextIn(parameter, 'valueFrom', 'default');
  const expression = textIn(parameter, 'valueFrom', 'expression');
  const reference = textIn(parameter, 'valueFrom', 'parameter');
  if (expression !== '') {
    const value = evaluateText(expression, textsOf(scope));
    if (value.kind === 'text') return good(value.text);
    if (value.kind === 'unknown') return good(unknownText(value.because));
    return fallback === null ? bad(value.error) : good(fallback);
  }
  const tag = unwrapped(reference);
  const found = tag.startsWith('=') ? valueOfExpression(tag.slice(1), scope) : scope.get(tag);
  if (found === undefined) return fallback === null ? bad(`Unable to resolve: "${tag}"`) : good(fallback);
  if (found === null) return fallback === null ? bad(`output parameter "${name}": "${reference}" is an absent optional (skipped/omitted node output with no default)`) : good(fallback);
  return typeof found === 'string' ? good(found) : bad(`Unable to resolve: "${tag}"`);
}

function valueOfExpression(source: string, scope: Scope): string | undefined {
  const value = evaluateText(source, textsOf(scope));
  return value.kind === 'text' ? value.text : undefined;
}

function unwrapped(text: string): string {
  return text.replace(/^\{\{/, '').replace(/\}\}$/, '').trim();
}

/** The artifact that `from` names; null: the artifact names none. @see Argo Workflows 4.1 controller resolveArtifact */
export function resolveArtifact(artifact: JsonObject, scope: Scope): Result<Artifact | null> {
  const from = textIn(artifact, 'from');
  const expression = textIn(artifact, 'fromExpression');
  if (from === '' && expression === '') return good(null);
  const tag = unwrapped(from);
  const chosen = expression !== '' ? evaluateArtifact(expression, scope) : tag.startsWith('=') ? evaluateArtifact(tag.slice(1), scope) : { kind: 'artifact' as const, variable: tag };
  if (chosen.kind === 'error') return bad(chosen.error);
  // In plans any artifact may come: what counts is that there is one.
  if (chosen.kind === 'unknown') return good({ name: textIn(artifact, 'name'), kept: { pod: unknownText(chosen.because), name: textIn(artifact, 'name') } });
  const found = chosen.variable === null ? null : scope.get(chosen.variable);
  if (found === undefined) return bad(`Unable to resolve: "${tag}"`);
  if (found === null || typeof found === 'string') return bad(`Variable {{${expression === '' ? tag : expression}}} is not an artifact`);
  const subPath = textIn(artifact, 'subPath');
  if (subPath === '') return good(found);
  const filled = fillIn(subPath, textsOf(scope), 'lenient');
  return filled.ok ? good({ ...found, subPath: filled.value }) : filled;
}

/** Publishes outputs that have a `globalName`. @see Argo Workflows 4.1 controller addOutputsToGlobalScope */
export function publish(run: Run, outputs: NodeOutputs | null): void {
  for (const { name: _, globalName, ...parameter } of outputs?.parameters ?? []) {
    if (globalName === undefined) continue;
    if (parameter.value !== null) run.globals.set(`workflow.outputs.parameters.${globalName}`, parameter.value);
    const { parameters, artifacts } = run.memory.outputs;
    const next = { name: globalName, value: parameter.value };
    const known = parameters.find(({ name }) => name === globalName);
    if (known && (parameter.value === null || known.value === next.value)) continue;
    run.memory = { ...run.memory, outputs: { parameters: known ? parameters.map((one) => (one === known ? next : one)) : [...parameters, next], artifacts } };
  }
  for (const artifact of outputs?.artifacts ?? []) {
    const { globalName, path: _, ...rest } = artifact;
    if (typeof globalName !== 'string') continue;
    const next: Artifact = { ...rest, name: globalName };
    const { parameters, artifacts } = run.memory.outputs;
    const known = artifacts.find(({ name }) => name === globalName);
    if (known && JSON.stringify(known) === JSON.stringify(next)) continue;
    run.memory = { ...run.memory, outputs: { parameters, artifacts: known ? artifacts.map((one) => (one === known ? next : one)) : [...artifacts, next] } };
  }
}
