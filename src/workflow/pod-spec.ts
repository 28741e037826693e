import { extended, mergeStrategic, type Json, type JsonObject } from '../lang/index.ts';
import { programId, type KubeObject, type ObjectMeta, type StringMap } from '../model/index.ts';
import { boundaryTemplate } from './boundary.ts';
import { anyTextIn, listIn, mapIn, objectIn, objectsIn, textIn } from './fields.ts';
import { fillIn, parseJson } from './fill-in.ts';
import { fillStructure } from './fill-structure.ts';
import { completedLabel, defaultContainerAnnotation, nodeIdAnnotation, nodeNameAnnotation, onExitLabel, taskAnnotation, workflowLabel } from './labels.ts';
import { nodeId, podName } from './names.ts';
import { processArguments } from './process-arguments.ts';
import { bad, good, type Result } from './result.ts';
import type { Attempt, Run } from './run.ts';
import { joinScopes, mapScope, type Scope } from './scope.ts';
import type { Template, TemplateType } from './template.ts';
import { readYamlObject } from './yaml-text.ts';

/** What a pod is for beside what its spec says: for whoever runs it and reads its outputs. */
export interface PodTask {
  readonly type: TemplateType;
  readonly template: string;
  /** Whether what the main container prints is an output. */
  readonly includeResult: boolean;
  /** The template's `outputs`, filled in. */
  readonly outputs: JsonObject | null;
  /** Input artifacts, filled in. */
  readonly artifacts: readonly Json[];
  readonly daemon: boolean;
  /** The script's text; null: it is no script. */
  readonly source: string | null;
  /** Of a resource template; null: it is none. */
  readonly resource: JsonObject | null;
  /** Which containers wait for which, in a container set; null: it is none. */
  readonly dependencies: Readonly<Record<string, readonly string[]>> | null;
}

let last: { readonly text: string; readonly task: PodTask } | null = null;

/** What a pod is for; null: it is no pod of a Workflow. Pods of one template mostly are for the same, so that what was read last is kept. */
export function taskOfPod(pod: KubeObject): PodTask | null {
  const text = pod.metadata.annotations?.[taskAnnotation];
  if (text === undefined) return null;
  if (last?.text !== text) last = { text, task: parseJson(text) as unknown as PodTask };
  return last.task;
}

let written: { readonly task: PodTask; readonly text: string } | null = null;

/** Pods of one template are mostly for the same, part by part, so that what was written last is kept. */
function textOfTask(task: PodTask): string {
  const last = written?.task;
  const isSame =
    last !== undefined && last.type === task.type && last.template === task.template && last.includeResult === task.includeResult && last.outputs === task.outputs && last.artifacts === task.artifacts &&
    last.daemon === task.daemon && last.source === task.source && last.resource === task.resource && last.dependencies === task.dependencies;
  if (written === null || !isSame) written = { task, text: JSON.stringify(task) };
  return written.text;
}

function put(to: Record<string, string>, map: StringMap): void {
  for (const name in map) to[name] = map[name] ?? '';
}

/** The pod of an attempt, as the user wrote it: without what the controller's own executor adds. @see Argo Workflows 4.1 controller podBuilder.build */
export function podOf(run: Run, attempt: Attempt, template: Template, task: PodTask, activeDeadlineSeconds: number | null): Result<KubeObject> {
  const { program } = run;
  const { spec } = program;
  const name = podName(program.name, attempt.nodeName, textIn(template, 'name'));
  const containers = mainContainers(template, task.type);
  const names = containers.map((one) => textIn(one, 'name'));
  const labels: Record<string, string> = { [workflowLabel]: program.name, [completedLabel]: 'false' };
  if (attempt.onExit) labels[onExitLabel] = 'true';
  put(labels, mapIn(spec, 'podMetadata', 'labels'));
  put(labels, mapIn(template, 'metadata', 'labels'));
  const annotations: Record<string, string> = {
    [nodeNameAnnotation]: attempt.nodeName,
    [nodeIdAnnotation]: nodeId(program.name, attempt.nodeName),
    [defaultContainerAnnotation]: names.includes('main') ? 'main' : (names.at(-1) ?? 'main'),
  };
  put(annotations, mapIn(spec, 'podMetadata', 'annotations'));
  put(annotations, mapIn(template, 'metadata', 'annotations'));
  annotations['sluice.dev/program'] = programId(program);
  annotations[taskAnnotation] = textOfTask(task);
  const metadata = {
    name,
    namespace: program.namespace,
    labels,
    annotations,
    ...(run.uid !== '' && { ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: program.name, uid: run.uid, controller: true }] }),
  };
  const podSpec: Record<string, Json> = { restartPolicy: 'Never' };
  if (activeDeadlineSeconds !== null) podSpec['activeDeadlineSeconds'] = activeDeadlineSeconds;
  putSettings(podSpec, run, attempt, template);
  const volumes = volumesOf(spec, template);
  if (volumes.length > 0) podSpec['volumes'] = volumes;
  const inits = objectsIn(template, 'initContainers');
  if (inits.length > 0) podSpec['initContainers'] = inits.map(mirrored(containers));
  const sidecars = objectsIn(template, 'sidecars');
  podSpec['containers'] = sidecars.length === 0 ? containers : [...containers, ...sidecars.map(mirrored(containers))];
  const filled = fillPod(run, template, { metadata, spec: podSpec }, name);
  if (!filled.ok) return filled;
  const patched = patchSpec(run, template, name, filled.value.spec);
  if (!patched.ok) return patched;
  return good({ apiVersion: 'v1', kind: 'Pod', metadata: filled.value.metadata, spec: withDefaults(patched.value) });
}

interface PodParts {
  readonly metadata: ObjectMeta;
  readonly spec: JsonObject;
}

/** What the template's own arguments have left: variables of the Workflow in what is said of all pods. */
function fillPod(run: Run, template: Template, { metadata, spec }: PodParts, name: string): Result<PodParts> {
  // Most pods have no tags in their metadata.
  const parts = holdsTag(metadata.labels) || holdsTag(metadata.annotations) ? { metadata, spec } : { spec };
  const value = parts as unknown as JsonObject;
  let known: Scope | null = null;
  const scope = (): Scope => (known ??= joinScopes(run.globals, podScope(template, name)));
  const simply = fillStructure(value, (variable) => scope().get(variable), () => true);
  const filled = simply ? good(simply.value) : fillIn(value, scope(), 'lenient');
  return filled.ok ? good({ metadata, ...(filled.value as unknown as Pick<PodParts, 'spec'>) }) : filled;
}

function holdsTag(map: StringMap | undefined): boolean {
  for (const name in map) if (name.includes('{{') || map[name]?.includes('{{')) return true;
  return false;
}

/** What settings of the whole Workflow may speak of beside its own variables. @see Argo Workflows 4.1 controller substitutePodParams */
function podScope(template: Template, name: string): Scope {
  const inputs = objectsIn(template, 'inputs', 'parameters');
  return mapScope(new Map([...inputs.map((one) => [`inputs.parameters.${textIn(one, 'name')}`, anyTextIn(one, 'value') ?? ''] as const), ['pod.name', name]]));
}

/** What an API server fills in that shows in plans: protocols of ports, and requests that only limits name. */
function withDefaults(spec: JsonObject): JsonObject {
  const containers = objectsIn(spec, 'containers');
  const completed = containers.map((container) => {
    const ports = objectsIn(container, 'ports').map((port) => ({ protocol: 'TCP', ...port }));
    const resources = objectIn(container, 'resources');
    const limits = objectIn(resources ?? undefined, 'limits');
    if (ports.length === 0 && !limits) return container;
    return { ...container, ...(ports.length > 0 && { ports }), ...(resources && limits && { resources: withRequests(resources, limits) }) };
  });
  return completed.every((one, at) => one === containers[at]) ? spec : { ...spec, containers: completed };
}

const completed = new WeakMap<JsonObject, JsonObject>();

/** The pods of one template share their resources, as long as nothing was filled in there. */
function withRequests(resources: JsonObject, limits: JsonObject): JsonObject {
  const known = completed.get(resources);
  if (known) return known;
  const result = { ...resources, requests: { ...limits, ...objectIn(resources, 'requests') } };
  completed.set(resources, result);
  return result;
}

function mainContainers(template: Template, type: TemplateType): readonly JsonObject[] {
  switch (type) {
    case 'containerSet': {
      const set = objectIn(template, 'containerSet') ?? {};
      const mounts = listIn(set, 'volumeMounts');
      return objectsIn(set, 'containers').map(({ dependencies: _, ...container }) => ({
        ...container,
        ...(mounts.length > 0 && { volumeMounts: [...listIn(container, 'volumeMounts'), ...mounts] }),
      }));
    }
    case 'script': {
      const { source, ...container } = objectIn(template, 'script') ?? {};
      // Whoever runs the pod appends the file of the script, if there is one.
      return [extended(container, { ...(source !== '' && { args: listIn(container, 'args') }), name: 'main' })];
    }
    case 'resource':
      return [{ name: 'main', image: executorImage, command: ['argoexec', 'resource', textIn(template, 'resource', 'action')], securityContext: lockedDown }];
    case 'data':
      return [{ name: 'main', image: executorImage, command: ['argoexec', 'data', JSON.stringify(objectIn(template, 'data'))] }];
    default:
      return [extended(objectIn(template, 'container') ?? {}, { name: 'main' })];
  }
}

/** The controller's own image, which carries out templates that have none. */
const executorImage = 'quay.io/argoproj/argoexec:v4.1.2';

/** @see Argo Workflows 4.1 common.MinimalCtrSC */
const lockedDown: JsonObject = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 8737,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Settings of the whole pod: the template's own, else its caller's, else the Workflow's. */
function putSettings(to: Record<string, Json>, run: Run, attempt: Attempt, template: Template): void {
  const { spec } = run.program;
  const boundary = attempt.boundary === null ? null : boundaryTemplate(run, attempt.boundary);
  const put = (field: string, value: Json | undefined): void => {
    if (value !== undefined && value !== null) to[field] = value;
  };
  for (const field of ['nodeSelector', 'affinity', 'tolerations']) put(field, given(template[field]) ?? given(boundary?.[field]) ?? given(spec[field]));
  const own = (field: string, fallback = field): Json | undefined => given(template[field]) ?? given(spec[fallback]);
  put('schedulerName', own('schedulerName'));
  put('priorityClassName', own('priorityClassName', 'podPriorityClassName'));
  const aliases = [...listIn(spec, 'hostAliases'), ...listIn(template, 'hostAliases')];
  if (aliases.length > 0) put('hostAliases', aliases);
  put('securityContext', own('securityContext'));
  put('serviceAccountName', own('serviceAccountName'));
  if (own('automountServiceAccountToken') === false) put('automountServiceAccountToken', false);
  put('resources', own('podResources'));
  put('resourceClaims', own('resourceClaims'));
  put('imagePullSecrets', given(spec['imagePullSecrets']));
  for (const field of ['hostNetwork', 'dnsPolicy', 'dnsConfig']) put(field, spec[field]);
}

/** Empty lists, maps and texts count as absent. */
function given(value: Json | undefined): Json | undefined {
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) return undefined;
  if (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0) return undefined;
  return value;
}

/** The template's volumes, and those of the Workflow that a container mounts. @see Argo Workflows 4.1 controller addVolumeReferences */
function volumesOf(spec: JsonObject, template: Template): readonly JsonObject[] {
  const own = objectsIn(template, 'volumes');
  const claims = objectsIn(spec, 'volumeClaimTemplates').map((claim): JsonObject => {
    const name = textIn(claim, 'metadata', 'name');
    return { name, persistentVolumeClaim: { claimName: `{{workflow.name}}-${name}` } };
  });
  const known = [...objectsIn(spec, 'volumes'), ...claims];
  if (known.length === 0) return own;
  const users = ['container', 'script'].map((field) => objectIn(template, field)).concat(
    objectsIn(template, 'containerSet', 'containers'), [objectIn(template, 'containerSet')], objectsIn(template, 'initContainers'), objectsIn(template, 'sidecars'),
  );
  const mounted = new Set(users.flatMap((user) => objectsIn(user ?? undefined, 'volumeMounts').map((mount) => mount['name'])));
  return [...own, ...known.filter(({ name }) => mounted.has(name as Json) && !own.some((one) => one['name'] === name))];
}

/** Sidecars and init containers get the main container's mounts if they ask for them. */
function mirrored(containers: readonly JsonObject[]): (container: JsonObject) => JsonObject {
  const mounts = containers.flatMap((one) => listIn(one, 'volumeMounts'));
  return ({ mirrorVolumeMounts, ...container }) => (mirrorVolumeMounts === true && mounts.length > 0 ? { ...container, volumeMounts: [...listIn(container, 'volumeMounts'), ...mounts] } : container);
}

/** `podSpecPatch` of the Workflow, then of the template. */
function patchSpec(run: Run, template: Template, name: string, spec: JsonObject): Result<JsonObject> {
  let patched: Json = spec;
  for (const patch of [textIn(run.program.spec, 'podSpecPatch'), textIn(template, 'podSpecPatch')]) {
    if (patch === '') continue;
    const filled = processArguments(run.program, { ...template, podSpecPatch: patch }, null, run.globals, new Map([['pod.name', name]]));
    if (!filled.ok) return bad(`Failed to substitute the PodSpecPatch variables: ${filled.error}`);
    const text = textIn(filled.value, 'podSpecPatch');
    const read = parseJson(text) ?? readYamlObject(text);
    if (typeof read !== 'object' || read === null) return bad('Error applying PodSpecPatch: it is no mapping');
    patched = mergeStrategic(patched, read);
  }
  return good(patched as JsonObject);
}
