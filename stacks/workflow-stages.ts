/** What a Workflow's stages are to Terraform: pods that are waited for, and the objects that its resource templates change. */
import { isJsonObject, type Json, type JsonObject } from '../src/lang/index.ts';
import { refKey, type Change, type Gate, type ObjectRef, type StringMap, type WorkflowContainer, type WorkflowPlan, type WorkflowPod, type WorkflowStage } from '../src/model/index.ts';
import { asAdmitted } from './admitted-pod.ts';
import type { StageChanges, Wait } from './stages.ts';

/** Where a script is found in its container. */
const scriptFolder = '/sluice';

/**
 * A stage for each pod, each object that a resource template changes, and each suspend node, in the order in which they begin. A pod is over when it
 * has succeeded, one that runs in the background (a daemon) when it runs. What makes no object, such as a request, is left to whoever applies the
 * stages.
 */
export function workflowStages(program: WorkflowPlan): readonly StageChanges[] {
  const [namespace = ''] = program.id.split('/');
  return program.stages.flatMap((stage) => objectsOf(stage, namespace) ?? []).map((made, index) => ({ ...made, name: `${index + 1}-${made.name}` }));
}

function objectsOf(stage: WorkflowStage, namespace: string): StageChanges | null {
  const { title, pod, change, gate, runs, fanOut } = stage;
  const name = title.replace(/[^0-9A-Za-z-]+/g, '-').replace(/^-+|-+$/g, '');
  const gates: readonly Gate[] = gate === null ? [] : [gate.seconds === null ? { kind: 'approval' } : { kind: 'timer', seconds: gate.seconds }];
  const nothing = { name, changes: [], waits: new Map<string, Wait>(), shrinking: new Set<string>(), gates, conditions: new Map<string, string>() };
  const because = runs.conditional ?? untold(fanOut);
  // Its pod would do no more than that.
  if (change?.object) return { ...nothing, changes: [change.object], conditions: new Map(because === null ? [] : [[refKey(change.object.object), because]]) };
  if (pod !== null && change === null) {
    const changes = podChanges(pod, namespace);
    const keys = changes.map(({ object }) => refKey(object));
    const wait: Wait = { fields: { 'status.phase': pod.daemon ? '^Running$' : '^Succeeded$' }, seconds: Math.max(3600, pod.deadlineSeconds ?? 0) };
    return { ...nothing, changes, waits: new Map(keys.slice(-1).map((key) => [key, wait])), conditions: new Map(because === null ? [] : keys.map((key) => [key, because])) };
  }
  return gate === null ? null : nothing;
}

/** What the plan has one pod for, but may be more: a run tells how many. */
function untold(fanOut: WorkflowStage['fanOut']): string | null {
  return fanOut?.count === null ? fanOut.because : null;
}

/** A script's text is a ConfigMap of its own, made before the pod that mounts it. */
function podChanges(pod: WorkflowPod, namespace: string): readonly Change[] {
  const name = pod.name.known ? pod.name.text : pod.name.prefix;
  const metadata = pod.name.known ? { name, namespace } : { generateName: name, namespace };
  const source = pod.containers.find(({ role }) => role === 'main')?.source ?? null;
  const script = `${name.replace(/-$/, '')}-script`;
  const settings = settingsOf(pod.settings);
  const volumes = Array.isArray(settings['volumes']) ? (settings['volumes'] as readonly Json[]) : [];
  const inits = pod.containers.filter(({ role }) => role === 'init');
  const manifest: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, labels: pod.labels, annotations: pod.annotations },
    spec: asAdmitted({
      ...settings,
      ...(source !== null && { volumes: [...volumes, { name: 'sluice-script', configMap: { name: script } }] }),
      ...(pod.deadlineSeconds !== null && { activeDeadlineSeconds: pod.deadlineSeconds }),
      restartPolicy: 'Never',
      ...(inits.length > 0 && { initContainers: inits.map(containerOf) }),
      containers: pod.containers.filter(({ role }) => role !== 'init').map(containerOf),
    }),
  };
  const made = created({ apiVersion: 'v1', kind: 'Pod', namespace, name }, manifest);
  if (source === null) return [made];
  const map = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: script };
  return [created(map, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: script, namespace }, data: { script: source } }), made];
}

function settingsOf(settings: StringMap): JsonObject {
  return Object.fromEntries(Object.entries(settings).map(([field, text]) => [field, jsonOr(text)]));
}

function created(object: ObjectRef, manifest: JsonObject): Change {
  return { action: 'create', object, fields: [{ path: [], before: null, after: manifest }] };
}

function containerOf({ name, image, command, args, source, env, requests, limits, settings: given }: WorkflowContainer): JsonObject {
  const settings = settingsOf(given);
  const mounts = Array.isArray(settings['volumeMounts']) ? (settings['volumeMounts'] as readonly Json[]) : [];
  return {
    ...settings,
    name,
    image,
    command,
    args: source === null ? args : [...args, `${scriptFolder}/script`],
    env: Object.entries(env).map(([variable, text]) => variableOf(variable, text)),
    resources: { requests, limits },
    ...(source !== null && { volumeMounts: [...mounts, { name: 'sluice-script', mountPath: scriptFolder }] }),
  };
}

const sources = new Set(['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']);

/** Plans show where a variable's value comes from as "from {...}". */
function variableOf(name: string, text: string): JsonObject {
  const from = text.startsWith('from {') ? jsonOr(text.slice('from '.length)) : null;
  return isJsonObject(from) && Object.keys(from).every((source) => sources.has(source)) ? { name, valueFrom: from } : { name, value: text };
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
