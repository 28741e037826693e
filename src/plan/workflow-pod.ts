import { addQuantities, canonicalQuantity, compareQuantities, isJsonObject, isOpenText, parseQuantity, textParts, type Json, type JsonObject, type Quantity } from '../lang/index.ts';
import type { KubeObject, StringMap, WorkflowContainer, WorkflowPod, WorkflowProgram } from '../model/index.ts';
import { outputsAnnotation, taskAnnotation, taskOfPod, type NodeDefinition, type PodTask } from '../workflow/index.ts';

/** A text as plans show it: what is not known yet, and what is secret, in words. */
export function shownText(text: string): string {
  if (!isOpenText(text)) return text;
  return textParts(text).map((part) => (part.kind === 'text' ? part.text : part.kind === 'unknown' ? `(known after apply: ${part.because})` : '(sensitive value)')).join('');
}

/** A pod as the plan tells it, without what only sluice needs. */
export function workflowPod(pod: KubeObject, program: WorkflowProgram, { template }: NodeDefinition): WorkflowPod {
  const task: Partial<PodTask> = taskOfPod(pod) ?? {};
  const spec: JsonObject = pod.spec ?? {};
  const given = objects(spec['containers']);
  const [only] = given;
  const mains = given.map((container) => containerOf(container, isMain(container, task) ? 'main' : 'sidecar', task));
  const inits = objects(spec['initContainers']).map((container) => containerOf(container, 'init', task));
  const isAlone = inits.length === 0 && mains.length === 1;
  const activeDeadlineSeconds = spec['activeDeadlineSeconds'];
  return {
    name: nameOf(pod.metadata.name, program),
    containers: isAlone ? mains : [...mains.filter(({ role }) => role === 'main'), ...inits, ...mains.filter(({ role }) => role === 'sidecar')],
    labels: shownMap(pod.metadata.labels ?? {}, nothing),
    annotations: shownMap(pod.metadata.annotations ?? {}, ownAnnotations),
    settings: settingsOf(spec, toldOfPods),
    requests: only && isAlone ? resourcesOf(only).sum : podRequests(mains, inits),
    deadlineSeconds: typeof activeDeadlineSeconds === 'number' ? activeDeadlineSeconds : null,
    daemon: task.daemon === true,
    locks: locksOf(template),
  };
}

function nameOf(name: string, program: WorkflowProgram): WorkflowPod['name'] {
  if (!program.generated) return { known: true, text: shownText(name) };
  const [first] = textParts(name);
  return { known: false, prefix: first?.kind === 'text' ? first.text : '', because: cronLabel in program.labels ? cronBecause : generatedBecause };
}

const cronLabel = 'workflows.argoproj.io/cron-workflow';

const cronBecause = 'the CronWorkflow adds the time of each start';

/** Why the name of a generated Workflow, and so of its pods, is not known. */
const generatedBecause = 'generateName: the API server adds five letters when the Workflow is created';

function isMain(container: JsonObject, task: Partial<PodTask>): boolean {
  const name = textOf(container['name']);
  return task.dependencies ? Object.hasOwn(task.dependencies, name) : name === 'main';
}

function containerOf(container: JsonObject, role: WorkflowContainer['role'], task: Partial<PodTask>): WorkflowContainer {
  const { requests, limits } = resourcesOf(container);
  return {
    name: textOf(container['name']),
    role,
    image: shownText(textOf(container['image'])),
    command: texts(container['command']),
    args: texts(container['args']),
    source: role === 'main' && typeof task.source === 'string' ? shownText(task.source) : null,
    env: variablesOf(container),
    requests,
    limits,
    settings: settingsOf(container, toldOfContainers),
  };
}

const toldOfPods: ReadonlySet<string> = new Set(['containers', 'initContainers', 'activeDeadlineSeconds', 'restartPolicy']);

const toldOfContainers: ReadonlySet<string> = new Set(['name', 'image', 'command', 'args', 'env', 'resources']);

/** The fields that are not told by themselves. */
function settingsOf(holder: JsonObject, toldByThemselves: ReadonlySet<string>): StringMap {
  const settings: Record<string, string> = {};
  for (const name in holder) if (!toldByThemselves.has(name)) settings[name] = jsonOf(holder[name]);
  return settings;
}

function variablesOf(container: JsonObject): StringMap {
  const variables: Record<string, string> = {};
  for (const variable of objects(container['env'])) variables[textOf(variable['name'])] = variableText(variable);
  return variables;
}

function variableText({ value, valueFrom }: JsonObject): string {
  return isJsonObject(valueFrom) ? `from ${jsonOf(valueFrom)}` : shownText(textOf(value));
}

/** What a container asks for: `sum` has the requests that limits give too, as they are counted. */
interface Resources {
  readonly requests: StringMap;
  readonly limits: StringMap;
  readonly sum: StringMap;
}

const noResources: Resources = { requests: {}, limits: {}, sum: {} };

const known = new WeakMap<JsonObject, Resources>();

/** The pods of one template share their resources, so that these are read once. */
function resourcesOf(container: JsonObject): Resources {
  const { resources } = container;
  if (!isJsonObject(resources)) return noResources;
  const done = known.get(resources);
  if (done) return done;
  const [requests, limits] = [quantities(resources, 'requests'), quantities(resources, 'limits')];
  const read = { requests, limits, sum: sumOf({}, asked({ requests, limits })) };
  known.set(resources, read);
  return read;
}

function quantities(resources: JsonObject, part: 'requests' | 'limits'): StringMap {
  const map = resources[part];
  return isJsonObject(map) ? Object.fromEntries(Object.entries(map).map(([name, value]) => [name, shownText(textOf(value))])) : {};
}

/** What the scheduler counts: containers together, or the largest of those that run before them. @see Kubernetes 1.34 PodRequests */
function podRequests(mains: readonly WorkflowContainer[], inits: readonly WorkflowContainer[]): StringMap {
  const together = mains.map(asked).reduce(sumOf, {});
  return inits.map(asked).reduce(greatestOf, together);
}

/** A limit without a request asks for as much. */
function asked({ requests, limits }: Pick<WorkflowContainer, 'requests' | 'limits'>): StringMap {
  return { ...limits, ...requests };
}

function sumOf(a: StringMap, b: StringMap): StringMap {
  return joined(a, b, addQuantities);
}

function greatestOf(a: StringMap, b: StringMap): StringMap {
  return joined(a, b, (one, other) => (compareQuantities(one, other) < 0 ? other : one));
}

/** Quantities that are not known count as nothing. */
function joined(a: StringMap, b: StringMap, join: (a: Quantity, b: Quantity) => Quantity): StringMap {
  const result: Record<string, string> = {};
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [one, other] = [quantityOf(a[name]), quantityOf(b[name])];
    const sum = one && other ? join(one, other) : (one ?? other);
    if (sum) result[name] = canonicalQuantity(sum);
  }
  return result;
}

function quantityOf(text: string | undefined): Quantity | null {
  const parsed = text === undefined ? null : parseQuantity(text);
  return parsed?.ok ? parsed.value : null;
}

const nothing: ReadonlySet<string> = new Set();

const ownAnnotations: ReadonlySet<string> = new Set([taskAnnotation, outputsAnnotation, 'sluice.dev/program']);

function shownMap(map: StringMap, hidden: ReadonlySet<string>): StringMap {
  const shown: Record<string, string> = {};
  for (const name in map) if (!hidden.has(name)) shown[name] = shownText(map[name] ?? '');
  return shown;
}

const noLocks: readonly string[] = [];

/** @see Argo Workflows 4.1 Synchronization */
function locksOf(template: JsonObject | null): readonly string[] {
  const sync = template?.['synchronization'];
  if (!isJsonObject(sync)) return noLocks;
  const mutexes = [...objects(sync['mutexes']), ...objects([sync['mutex'] ?? null])].map((one) => `mutex ${textOf(one['name'])}`);
  const semaphores = [...objects(sync['semaphores']), ...objects([sync['semaphore'] ?? null])].flatMap((one) => {
    const reference = isJsonObject(one['configMapKeyRef']) ? one['configMapKeyRef'] : isJsonObject(one['database']) ? one['database'] : null;
    return reference ? [`semaphore ${[reference['name'], reference['key']].filter((part) => part !== undefined).map(textOf).join('/')}`] : [];
  });
  return [...mutexes, ...semaphores];
}

const noObjects: readonly JsonObject[] = [];

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : noObjects;
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).map((item) => shownText(textOf(item))) : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}

function jsonOf(value: Json | undefined): string {
  return typeof value === 'string' ? shownText(value) : shownText(JSON.stringify(value ?? null));
}
