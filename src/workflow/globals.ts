import { formatTime, goJson, type JsonObject } from '../lang/index.ts';
import type { StringMap, WorkflowProgram } from '../model/index.ts';
import { anyTextIn, fieldAt, mapIn, objectIn, objectsIn, textIn } from './fields.ts';
import type { Language } from './language.ts';
import type { WorkflowMemory } from './memory.ts';
import { configMapValue, parametersJson } from './process-arguments.ts';
import { bad, good, type Result } from './result.ts';
import { mapScope, type Scope, type Variable } from './scope.ts';

/** What only the run of a Workflow can tell. */
export interface Identity {
  readonly uid: string;
  /** ms since 1970; null: not created yet. */
  readonly createdAt: number | null;
  /** Stands for the time of creation while there is none. */
  readonly createdUnknown: string;
}

/**
 * The variables of the whole Workflow: `workflow.*`. Those that change while it runs are set by name.
 *
 * @see Argo Workflows 4.1 controller setGlobalParameters
 */
export class Globals implements Scope {
  readonly #variables: Map<string, Variable>;
  readonly #lazy = new Map<string, () => string>();
  readonly #identity: Identity;
  readonly language: Language | null;

  constructor(variables: ReadonlyMap<string, Variable>, identity: Identity, language: Language | null) {
    this.#variables = new Map(variables);
    this.#identity = identity;
    this.language = language;
  }

  get(name: string): Variable | undefined {
    return this.#variables.get(name) ?? this.#lazy.get(name)?.() ?? (name.startsWith(creation) ? this.#created(name.slice(creation.length)) : undefined);
  }

  entries(source: string): Iterable<readonly [string, Variable]> {
    const found: (readonly [string, Variable])[] = [...this.#variables];
    for (const [name, value] of this.#lazy) if (source.includes(name.slice(name.lastIndexOf('.') + 1))) found.push([name, value()]);
    for (const [, format = ''] of source.matchAll(/creationTimestamp\.(\w+)/g)) {
      const value = this.#created(format);
      if (value !== undefined) found.push([`${creation}${format}`, value]);
    }
    return found;
  }

  /** A variable that costs something to tell, and is only told to those who ask. */
  setLazily(name: string, value: () => string): void {
    this.#lazy.set(name, value);
  }

  set(name: string, value: Variable): void {
    this.#variables.set(name, value);
  }

  #created(format: string): string | undefined {
    const { createdAt, createdUnknown } = this.#identity;
    return createdAt === null ? createdUnknown : formatMoment(createdAt, format);
  }
}

const creation = 'workflow.creationTimestamp.';

/** The variables as they are when a Workflow begins; the error is why it can't. */
export function globalVariables(program: WorkflowProgram, identity: Identity, labels: StringMap, annotations: StringMap): Result<ReadonlyMap<string, Variable>> {
  const { spec } = program;
  const variables = new Map<string, Variable>([
    ['workflow.name', program.name],
    ['workflow.namespace', program.namespace],
    ['workflow.mainEntrypoint', textIn(spec, 'entrypoint')],
    ['workflow.serviceAccountName', textIn(spec, 'serviceAccountName')],
    ['workflow.uid', identity.uid],
    ['workflow.creationTimestamp', identity.createdAt === null ? identity.createdUnknown : formatTime(identity.createdAt)],
  ]);
  const priority = fieldAt(spec, 'priority');
  if (typeof priority === 'number') variables.set('workflow.priority', String(priority));
  const scheduled = annotations['workflows.argoproj.io/scheduled-time'];
  if (scheduled !== undefined) variables.set('workflow.scheduledTime', scheduled);
  const parameters = objectsIn(spec, 'arguments', 'parameters');
  setBoth(variables, 'workflow.parameters', parametersJson(parameters));
  for (const parameter of parameters) {
    const value = globalParameter(program, parameter, mapScope(variables));
    if (!value.ok) return value;
    variables.set(`workflow.parameters.${textIn(parameter, 'name')}`, value.value);
  }
  setBoth(variables, 'workflow.annotations', goJson(annotations));
  setBoth(variables, 'workflow.labels', goJson(labels));
  const metadata = objectIn(spec, 'workflowMetadata') ?? {};
  const computed = Object.keys(objectIn(metadata, 'labelsFrom') ?? {});
  for (const [name, value] of Object.entries({ ...annotations, ...mapIn(metadata, 'annotations') })) variables.set(`workflow.annotations.${name}`, value);
  for (const [name, value] of Object.entries({ ...labels, ...mapIn(metadata, 'labels') })) {
    if (!computed.includes(name)) variables.set(`workflow.labels.${name}`, value);
  }
  return good(variables);
}

function setBoth(variables: Map<string, Variable>, name: string, json: string): void {
  variables.set(name, json);
  variables.set(`${name}.json`, json);
}

function globalParameter(program: WorkflowProgram, parameter: JsonObject, globals: Scope): Result<string> {
  const name = textIn(parameter, 'name');
  const value = anyTextIn(parameter, 'value');
  if (value !== null) return good(value);
  const reference = objectIn(parameter, 'valueFrom', 'configMapKeyRef');
  if (!reference) return bad(`either value or valueFrom must be specified in order to set global parameter ${name}`);
  const found = configMapValue(program, reference, globals);
  if (found.ok) return found;
  const fallback = anyTextIn(parameter, 'valueFrom', 'default');
  if (fallback !== null) return good(fallback);
  return bad(`failed to set global parameter ${name} from configmap with name ${textIn(reference, 'name')} and key ${textIn(reference, 'key')}: ${found.error}`);
}

/** A part of the time of creation as strftime's letters name them. */
function formatMoment(at: number, format: string): string | undefined {
  const text = formatTime(at);
  const [year, month, day, hour, minute, second] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10), text.slice(11, 13), text.slice(14, 16), text.slice(17, 19)];
  switch (format) {
    case 'Y': return year;
    case 'y': return year.slice(2);
    case 'm': return month;
    case 'd': return day;
    case 'H': return hour;
    case 'M': return minute;
    case 'S': return second;
    case 'F': return `${year}-${month}-${day}`;
    case 'T': return `${hour}:${minute}:${second}`;
    case 's': return String(Math.floor(at / 1000));
    case 'RFC3339': return text;
    default: return undefined;
  }
}

export function sameMaps(a: WorkflowMemory['labels'], b: WorkflowMemory['labels']): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
