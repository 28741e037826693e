import { goJsonString, type Json, type JsonObject } from '../lang/index.ts';
import type { Artifact, NodeInputs, NodeParameter, WorkflowProgram } from '../model/index.ts';
import { anyTextIn, fieldAt, isTrue, listIn, objectIn, objectsIn, textIn } from './fields.ts';
import { fillIn, fillInText } from './fill-in.ts';
import { fillStructure } from './fill-structure.ts';
import { bad, good, type Result } from './result.ts';
import { joinScopes, mapScope, type Scope, type Variable } from './scope.ts';
import type { Template } from './template.ts';

/** Stands for an argument that refers to the output of a skipped node without a default: it counts as not given. */
export const absentArgument = '__argo__internal__absent-optional-argument';

/**
 * A template with its inputs set from arguments and all tags filled in that can be.
 *
 * @see Argo Workflows 4.1 common.ProcessArgs
 */
export function processArguments(program: WorkflowProgram, template: Template, args: JsonObject | null, globals: Scope, local: ReadonlyMap<string, string>): Result<Template> {
  const parameters: Json[] = [];
  for (const parameter of objectsIn(template, 'inputs', 'parameters')) {
    const set = setParameter(program, parameter, args, globals);
    if (!set.ok) return set;
    parameters.push(set.value);
  }
  const artifacts: Json[] = [];
  for (const artifact of objectsIn(template, 'inputs', 'artifacts')) {
    const set = setArtifact(artifact, args);
    if (!set.ok) return set;
    artifacts.push(set.value);
  }
  const inputs = objectIn(template, 'inputs');
  if (!inputs) return substituteParameters(template, globals, local);
  const given = { ...inputs, ...(parameters.length > 0 && { parameters }), ...(artifacts.length > 0 && { artifacts }) };
  return substituteParameters({ ...template, inputs: given }, globals, local);
}

function setParameter(program: WorkflowProgram, parameter: JsonObject, args: JsonObject | null, globals: Scope): Result<JsonObject> {
  const name = textIn(parameter, 'name');
  const argument = objectsIn(args ?? undefined, 'parameters').find((one) => one['name'] === name);
  const given = argument && anyTextIn(argument, 'value');
  let value = anyTextIn(parameter, 'value') ?? anyTextIn(parameter, 'default');
  let valueFrom = objectIn(parameter, 'valueFrom');
  if (given === absentArgument) {
    if (value === null && !valueFrom) return bad(`inputs.parameters.${name}: argument references an absent optional (skipped/omitted node output with no default)`);
  } else if (argument) {
    if (given !== null && given !== undefined) [value, valueFrom] = [given, null];
    else [value, valueFrom] = [null, objectIn(argument, 'valueFrom')];
  }
  const reference = objectIn(valueFrom ?? undefined, 'configMapKeyRef');
  if (reference) {
    const found = configMapValue(program, reference, globals);
    const fallback = anyTextIn(valueFrom ?? undefined, 'default');
    if (found.ok) value = found.value;
    else if (fallback !== null) value = fallback;
    else return bad(`unable to retrieve inputs.parameters.${name} from ConfigMap: ${found.error}`);
  } else if (value === null) return bad(`inputs.parameters.${name} was not supplied`);
  const set: Record<string, Json> = {};
  for (const key in parameter) if (key !== 'value' && key !== 'valueFrom') set[key] = parameter[key] as Json;
  set['value'] = value;
  if (valueFrom) set['valueFrom'] = valueFrom;
  return good(set);
}

const parameterLabel = 'workflows.argoproj.io/configmap-type';

/** The value of a key of a ConfigMap, which needs the label that makes the controller look at it. @see Argo Workflows 4.1 common.GetConfigMapValue */
export function configMapValue(program: WorkflowProgram, reference: JsonObject, globals: Scope): Result<string> {
  const text = (field: string): Result<string> => {
    const filled = fillIn(textIn(reference, field), globals, 'all');
    return filled.ok ? good(filled.value) : bad(`failed to substitute configMapKeyRef: ${filled.error}`);
  };
  const name = text('name');
  const key = text('key');
  if (!name.ok) return name;
  if (!key.ok) return key;
  const map = program.configMaps.get(name.value);
  if (map?.labels[parameterLabel] !== 'Parameter') {
    return bad(`ConfigMap '${name.value}' does not exist. Please make sure it has the label ${parameterLabel}: Parameter to be detectable by the controller`);
  }
  const value = map.data[key.value];
  return value === undefined ? bad(`ConfigMap '${name.value}' does not have the key '${key.value}'`) : good(value);
}

/** Fields that say where an artifact lies; `kept` is what a pod of this Workflow made. @see Argo Workflows 4.1 ArtifactLocation */
const locations = ['kept', 's3', 'git', 'http', 'artifactory', 'hdfs', 'raw', 'oss', 'gcs', 'azure', 'plugin'] as const;

function hasLocation(artifact: JsonObject): boolean {
  return locations.some((field) => fieldAt(artifact, field) !== undefined);
}

function setArtifact(artifact: JsonObject, args: JsonObject | null): Result<JsonObject> {
  const name = textIn(artifact, 'name');
  const given = objectsIn(args ?? undefined, 'artifacts').find((one) => one['name'] === name);
  if (!isTrue(artifact, 'optional') && !hasLocation(artifact)) {
    if (!given) return bad(`inputs.artifacts.${name} was not supplied`);
    if (!hasLocation(given)) return bad(`inputs.artifacts.${name} missing location information`);
  }
  if (!given) return good(artifact);
  const { path, mode, recurseMode } = artifact;
  return good({ ...given, ...(path !== undefined && { path }), ...(mode !== undefined && { mode }), ...(recurseMode !== undefined && { recurseMode }) });
}

/**
 * Fills in globals and locals first, then the inputs, since globals may stand in these.
 *
 * @see Argo Workflows 4.1 common.SubstituteParams
 */
export function substituteParameters(template: Template, globals: Scope, local: ReadonlyMap<string, string>): Result<Template> {
  const outermost = (name: string): Variable | undefined => local.get(name) ?? globals.get(name);
  const atOnce = fillAtOnce(template, outermost);
  if (atOnce) return good(atOnce);
  const simply = fillStructure(template, outermost, () => true);
  if (simply && !simply.tagged) return good(simply.value as Template);
  const inner = simply && fillStructure(simply.value, (name) => inputVariable(simply.value as Template, name) ?? outermost(name), () => true);
  if (inner) return good(inner.value as Template);
  const outer = joinScopes(globals, mapScope(local));
  const first = fillInText(JSON.stringify(template), outer, 'lenient');
  if (!first.ok) return first;
  if (!first.value.includes('{{')) return good(JSON.parse(first.value) as Template);
  const middle = JSON.parse(first.value) as Template;
  const second = fillInText(first.value, joinScopes(outer, mapScope(inputVariables(middle, first.value))), 'lenient');
  return second.ok ? good(JSON.parse(second.value) as Template) : second;
}

/** Both at once, where no input has a tag in it and no tag is left; null: it takes two steps. */
function fillAtOnce(template: Template, outermost: (name: string) => Variable | undefined): Template | null {
  const inputs = fillStructure(template['inputs'] ?? null, outermost, () => true);
  if (!inputs || inputs.tagged) return null;
  const given = 'inputs' in template ? { ...template, inputs: inputs.value } : template;
  const whole = fillStructure(given, (name) => inputVariable(given, name) ?? outermost(name), () => true);
  return whole && !whole.tagged ? (whole.value as Template) : null;
}

/** One of `inputVariables`, without making all of them. */
function inputVariable(template: Template, name: string): string | undefined {
  if (name === 'inputs.parameters') return parametersJson(objectsIn(template, 'inputs', 'parameters'));
  if (name.startsWith('inputs.parameters.')) {
    const own = name.slice('inputs.parameters.'.length);
    const parameter = listIn(template, 'inputs', 'parameters').findLast((one) => textIn(one, 'name') === own && fieldAt(one, 'value') !== undefined);
    return anyTextIn(parameter, 'value') ?? undefined;
  }
  return name.startsWith('inputs.') || name.startsWith('outputs.') ? inputVariables(template, '').get(name) : undefined;
}

function inputVariables(template: Template, text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const parameters = objectsIn(template, 'inputs', 'parameters');
  for (const parameter of parameters) {
    const value = anyTextIn(parameter, 'value');
    if (value !== null) variables.set(`inputs.parameters.${textIn(parameter, 'name')}`, value);
  }
  if (/\{\{=|inputs\.parameters\s*\}\}/.test(text)) variables.set('inputs.parameters', parametersJson(parameters));
  for (const [side, key] of [['inputs', 'inputs.artifacts'], ['outputs', 'outputs.artifacts']] as const) {
    for (const artifact of objectsIn(template, side, 'artifacts')) {
      const path = textIn(artifact, 'path');
      if (path !== '') variables.set(`${key}.${textIn(artifact, 'name')}.path`, path);
    }
  }
  for (const parameter of objectsIn(template, 'outputs', 'parameters')) {
    const path = textIn(parameter, 'valueFrom', 'path');
    if (path !== '') variables.set(`outputs.parameters.${textIn(parameter, 'name')}.path`, path);
  }
  return variables;
}

/** Parameters as Go writes the list of them. @see Argo Workflows 4.1 Parameter */
export function parametersJson(parameters: readonly JsonObject[]): string {
  if (parameters.length === 0) return 'null';
  const items = parameters.map((parameter) => {
    const fields = [`"name":${goJsonString(textIn(parameter, 'name'))}`];
    for (const field of ['default', 'value'] as const) {
      const value = anyTextIn(parameter, field);
      if (value !== null) fields.push(`"${field}":${goJsonString(value)}`);
    }
    const valueFrom = objectIn(parameter, 'valueFrom');
    if (valueFrom) fields.push(`"valueFrom":${JSON.stringify(valueFrom)}`);
    const globalName = textIn(parameter, 'globalName');
    if (globalName !== '') fields.push(`"globalName":${goJsonString(globalName)}`);
    const choices = listIn(parameter, 'enum');
    if (choices.length > 0) fields.push(`"enum":[${choices.map((one) => goJsonString(typeof one === 'string' ? one : JSON.stringify(one))).join(',')}]`);
    const description = anyTextIn(parameter, 'description');
    if (description !== null) fields.push(`"description":${goJsonString(description)}`);
    return `{${fields.join(',')}}`;
  });
  return `[${items.join(',')}]`;
}

/** What a node keeps of its template's inputs; null: it has none. */
export function inputsOf(template: Template): NodeInputs | null {
  const parameters = objectsIn(template, 'inputs', 'parameters').map(nodeParameter);
  const artifacts = objectsIn(template, 'inputs', 'artifacts') as readonly Artifact[];
  return parameters.length + artifacts.length === 0 ? null : { parameters, artifacts };
}

function nodeParameter(parameter: JsonObject): NodeParameter {
  const choices = listIn(parameter, 'enum');
  return {
    name: textIn(parameter, 'name'),
    value: anyTextIn(parameter, 'value'),
    ...(choices.length > 0 && { enum: choices.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))) }),
  };
}
