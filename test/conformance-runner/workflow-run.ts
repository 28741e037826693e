import * as language from '../../src/lang/expr/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/lang/index.ts';
import type { KubeObject, NodeStatus } from '../../src/model/index.ts';
import { globOf, podRunner, WorkflowSimulation, type WorkflowRest } from '../../src/plan/index.ts';
import { nodesOf, taskAnnotation, type PodTask, type WorkflowRequest } from '../../src/workflow/index.ts';
import { ModelCluster } from '../../src/world/index.ts';
import type { WorkflowAction, WorkflowCase } from './load-workflow-case.ts';

const start = Date.UTC(2026, 0, 1);

/** Runs a case in the model world and tells what came of it in the trace's own form. */
export function runWorkflowCase(one: WorkflowCase, { forgets = false } = {}): JsonObject {
  const { program, steps } = one;
  const cluster = new ModelCluster(start);
  cluster.setRunner(podRunner(steps, 'named'));
  const pods: KubeObject[] = [];
  const running = new Set<string>();
  let most = 0;
  const count = (): void => {
    for (const name of running) {
      const pod = cluster.get({ kind: 'Pod', namespace: 'default', name });
      if (!pod || pod.status?.['phase'] !== 'Running') running.delete(name);
    }
    most = Math.max(most, running.size);
  };
  const simulation = new WorkflowSimulation(program, cluster, language, {
    forgets,
    uid: '<uid>',
    createdAt: start,
    onWrite: ({ write }) => {
      if (write.verb !== 'create' || write.object.kind !== 'Pod') return;
      count();
      pods.push(write.object);
      running.add(write.object.metadata.name);
      most = Math.max(most, running.size);
    },
  });
  const actions = [...one.actions];
  const errors: string[] = [];
  let dueAt: number | null = null;
  let rest: WorkflowRest;
  for (;;) {
    rest = simulation.toRest();
    const action = actions[0];
    if (action && dueAt === null && fits(action, rest, program.name)) dueAt = cluster.now + (action.after ?? 0.3) * 1000;
    if (rest.outcome !== null) break;
    const next: number | null = dueAt !== null && (rest.next === null || dueAt <= rest.next) ? dueAt : rest.next;
    if (next === null || cluster.now - start > 86_400_000) break;
    simulation.passTo(next);
    if (action && next === dueAt) {
      const answered = simulation.act(requestOf(action));
      if (!answered.ok) errors.push(answered.reason);
      actions.shift();
      dueAt = null;
    }
  }
  return traceOf(simulation, rest, pods, most, errors);
}

function fits(action: WorkflowAction, rest: WorkflowRest, workflow: string): boolean {
  const phase = action.when?.phase ?? 'Running';
  const node = action.when?.node;
  if (node === undefined) return rest.memory.phase === phase;
  const pattern = globOf(node);
  return [...nodesOf(rest.memory.nodes)].some((one) => one.name.startsWith(workflow) && pattern.test(one.name.slice(workflow.length)) && one.phase === phase);
}

function requestOf(action: WorkflowAction): WorkflowRequest {
  const [verb = '', ...values] = action.do.split(' ');
  const node = action.when?.node ?? null;
  switch (verb) {
    case 'stop':
    case 'terminate':
    case 'suspend':
      return { do: verb };
    case 'resume':
      return { do: 'resume', node, by: 'the recorder' };
    case 'set':
      return { do: 'set', node: node ?? '', values: Object.fromEntries(values.map((value) => [value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)])) };
    default:
      throw new Error(`The recordings know no action ${action.do}`);
  }
}

function traceOf(simulation: WorkflowSimulation, rest: WorkflowRest, pods: readonly KubeObject[], most: number, errors: readonly string[]): JsonObject {
  const { memory } = rest;
  const { name: workflow, labels, annotations } = simulation.program;
  const nodes = [...nodesOf(memory.nodes)];
  const names = new Map(nodes.map(({ id, name }) => [id, short(name, workflow)]));
  const nodeNames = pods.map((pod) => short(pod.metadata.annotations?.['workflows.argoproj.io/node-name'] ?? '', workflow));
  const globalOutputs = outputsOf(memory.outputs);
  return dropEmpty({
    nodes: nodes.map((node) => nodeOf(node, names, workflow)).sort((a, b) => compare(String(a['name']), String(b['name']))),
    phase: memory.phase,
    message: memory.message,
    podOrder: nodeNames,
    pods: Object.fromEntries(pods.map((pod, at) => [nodeNames[at] ?? '', podOf(pod, simulation.program.spec)])),
    maxConcurrentPods: most,
    globalOutputs,
    labels: { ...labels, ...memory.labels },
    annotations: { ...annotations, ...memory.annotations },
    hung: rest.outcome === null ? true : null,
    actionErrors: errors,
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The fields that a trace always has stay, whatever they hold. */
function dropEmpty(trace: JsonObject): JsonObject {
  const always = ['nodes', 'phase', 'message', 'podOrder', 'pods', 'maxConcurrentPods'];
  return Object.fromEntries(Object.entries(trace).filter(([key, value]) => always.includes(key) || (value !== null && !(typeof value === 'object' && Object.keys(value).length === 0))));
}

function short(name: string, workflow: string): string {
  return name.startsWith(workflow) ? name.slice(workflow.length) : name;
}

function nodeOf(node: NodeStatus, names: ReadonlyMap<string, string>, workflow: string): JsonObject {
  const { inputs, outputs } = node;
  const fields: Record<string, Json> = { name: short(node.name, workflow), displayName: node.displayName, phase: node.phase, type: node.type };
  if (node.boundary !== null) fields['boundary'] = names.get(node.boundary) ?? node.boundary;
  if (node.children.length > 0) fields['children'] = node.children.map((id) => names.get(id) ?? id).sort(compare);
  if (node.message !== '') fields['message'] = node.message;
  if (typeof node.template === 'string') fields['template'] = node.template;
  else if (node.template) fields['template'] = dropFalse({ ...node.template });
  if (node.hooked || node.retried) fields['nodeFlag'] = { ...(node.hooked && { hooked: true }), ...(node.retried && { retried: true }) };
  if (node.memoization) fields['memoization'] = { ...node.memoization };
  if (inputs && inputs.parameters.length > 0) fields['inputs'] = Object.fromEntries(inputs.parameters.map(({ name, value }) => [name, value]));
  if (inputs && inputs.artifacts.length > 0) fields['inputArtifacts'] = inputs.artifacts.map(({ name }) => name).sort(compare);
  if (outputs && outputs.parameters.length > 0) fields['outputs'] = Object.fromEntries(outputs.parameters.map(({ name, value }) => [name, value]));
  if (outputs && outputs.artifacts.length > 0) fields['outputArtifacts'] = outputs.artifacts.map(({ name }) => name).sort(compare);
  if (outputs && outputs.result !== null) fields['result'] = outputs.result;
  if (outputs && outputs.exitCode !== null) fields['exitCode'] = outputs.exitCode;
  return fields;
}

function dropFalse(reference: { readonly clusterScope: boolean }): JsonObject {
  const { clusterScope, ...rest } = reference;
  return { ...rest, ...(clusterScope && { clusterScope }) };
}

function outputsOf(outputs: { readonly parameters: readonly { readonly name: string; readonly value: string | null }[]; readonly artifacts: readonly { readonly name: string }[] }): JsonObject | null {
  if (outputs.parameters.length + outputs.artifacts.length === 0) return null;
  return {
    ...(outputs.parameters.length > 0 && { parameters: Object.fromEntries(outputs.parameters.map(({ name, value }) => [name, value])) }),
    ...(outputs.artifacts.length > 0 && { artifacts: outputs.artifacts.map(({ name }) => name) }),
  };
}

const ownAnnotations = ['workflows.argoproj.io/node-name', 'workflows.argoproj.io/node-id', 'sluice.dev/task', 'sluice.dev/program', 'sluice.dev/outputs'];

/** What a user sees of a pod, in the trace's form. */
function podOf(pod: KubeObject, workflowSpec: JsonObject): JsonObject {
  const task = JSON.parse(pod.metadata.annotations?.[taskAnnotation] ?? '{}') as PodTask;
  const { containers = [], initContainers = [], restartPolicy: _, activeDeadlineSeconds, serviceAccountName, ...spec } = pod.spec ?? {};
  const all = containers as readonly JsonObject[];
  const isMain = (one: JsonObject): boolean => (task.dependencies ? Object.hasOwn(task.dependencies, String(one['name'])) : one['name'] === 'main');
  const named = (list: readonly JsonObject[]): JsonObject => Object.fromEntries(list.map(({ name, ...rest }) => [String(name), rest]));
  const sidecars = all.filter((one) => !isMain(one));
  const { name: _name, command, ...main } = all.find((one) => one['name'] === 'main') ?? {};
  const isSet = task.dependencies !== null;
  return {
    name: pod.metadata.name,
    labels: { ...pod.metadata.labels },
    annotations: Object.fromEntries(Object.entries(pod.metadata.annotations ?? {}).filter(([key]) => !ownAnnotations.includes(key))),
    ...spec,
    // Recorded only where the Workflow itself has none, and where it is another than that of all pods.
    ...(activeDeadlineSeconds !== undefined && workflowSpec['activeDeadlineSeconds'] === undefined && { activeDeadlineSeconds }),
    ...(serviceAccountName !== undefined && serviceAccountName !== 'default' && { serviceAccountName }),
    ...(isSet ? { containers: named(all.filter(isMain)) } : task.type === 'resource' ? main : { ...main, ...(command !== undefined && { command }) }),
    ...(sidecars.length > 0 && { sidecars: named(sidecars) }),
    ...((initContainers as readonly JsonObject[]).length > 0 && { initContainers: named(initContainers as readonly JsonObject[]) }),
    ...(task.source !== null && { source: task.source }),
    ...(task.resource !== null && isJsonObject(task.resource) && { action: task.resource['action'] ?? null, manifest: task.resource['manifest'] ?? null }),
  };
}
