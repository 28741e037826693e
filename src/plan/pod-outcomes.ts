import { isJsonObject, unknownText, type Json, type JsonObject } from '../lang/index.ts';
import type { KubeObject, StringMap } from '../model/index.ts';
import { nodeNameAnnotation, outputsAnnotation, taskOfPod, workflowLabel, type PodOutputs, type PodTask } from '../workflow/index.ts';
import { runsForEver, type PodEnd, type PodRun, type PodRunner } from '../world/index.ts';

/** What pods make of which a scenario says nothing: texts that stand for them, or nothing that is known. */
export type Unlisted = 'named' | 'unknown';

/** Nobody knows how long a pod takes of which nothing is said: a plan counts no time, a simulation as much as the recordings of the reference. */
const defaultSeconds: Readonly<Record<Unlisted, number>> = { named: 0.3, unknown: 0 };

/** One rule of a scenario, with how many pods it was for. */
interface Rule {
  readonly step: JsonObject;
  readonly pattern: RegExp | null;
  count: number;
}

/**
 * What becomes of a Workflow's pods, as a scenario's `steps` tell. The first rule that matches wins; a list has one entry for each pod of its rule,
 * the last one repeats. `earlier` pods, in order of creation, count.
 */
export function podRunner(steps: readonly Json[], unlisted: Unlisted, earlier: readonly KubeObject[] = []): PodRunner {
  const rules = steps.filter(isJsonObject).map((step): Rule => ({ step, pattern: typeof step['node'] === 'string' ? globOf(step['node']) : null, count: 0 }));
  const ruleFor = (node: string, template: string | null): readonly [JsonObject, number] => {
    const rule = rules.find(({ step, pattern }) => (pattern ? pattern.test(node) : template !== null && step['template'] === template));
    return rule ? [rule.step, rule.count++] : [{}, 0];
  };
  const runner: PodRunner = (pod) => {
    const task = taskOfPod(pod);
    if (!task) return runsForEver(pod);
    const workflow = pod.metadata.labels?.[workflowLabel] ?? '';
    const name = pod.metadata.annotations?.[nodeNameAnnotation] ?? '';
    const node = name.startsWith(workflow) ? name.slice(workflow.length) : name;
    const [step, nth] = ruleFor(node, task.template);
    if (!task.dependencies) return outcomeOf(step, nth, task, unlisted, node);
    return containerSet(task, step, nth, unlisted, node, (container) => ruleFor(`${node}.${container}`, null));
  };
  for (const pod of earlier) if (pod.kind === 'Pod') runner(pod);
  return runner;
}

function outcomeOf(step: JsonObject, nth: number, task: PodTask, unlisted: Unlisted, node: string): PodRun {
  const exitCode = Number(pick(step['exitCode'], nth) ?? 0);
  const error = pick(step['error'], nth);
  const seconds = pick(step['seconds'], nth);
  const endsAfterMs = seconds !== undefined ? Number(seconds) * 1000 : task.daemon ? null : defaultSeconds[unlisted] * 1000;
  const outputs = outputsOf(step, nth, task, exitCode, typeof error === 'string' ? error : null, unlisted, node);
  return { endsAfterMs, end: endOf({ main: { exitCode, message: '' } }, outputs) };
}

function endOf(containers: PodEnd['containers'], outputs: PodOutputs): PodEnd {
  const failed = Object.values(containers).some(({ exitCode }) => exitCode !== 0);
  return { phase: failed ? 'Failed' : 'Succeeded', containers, annotations: annotationsOf(outputs) };
}

const madeNothing: PodOutputs = { parameters: {}, result: null, artifacts: [], error: null };

const nothing = { [outputsAnnotation]: JSON.stringify(madeNothing) };

function annotationsOf(outputs: PodOutputs): StringMap {
  return outputs === madeNothing ? nothing : { [outputsAnnotation]: JSON.stringify(outputs) };
}

function outputsOf(step: JsonObject, nth: number, task: PodTask, exitCode: number, error: string | null, unlisted: Unlisted, node: string): PodOutputs {
  // What a container prints counts only where somebody asks for it.
  if (!task.includeResult && error === null && task.outputs === null) return madeNothing;
  const listed = isJsonObject(step['parameters']) ? step['parameters'] : {};
  const parameters: Record<string, string> = {};
  for (const parameter of listOf(task.outputs?.['parameters'])) {
    const name = textOf(parameter['name']);
    const value = Object.hasOwn(listed, name) ? pick(listed[name], nth) : undefined;
    if (value === null) continue;
    if (value !== undefined) parameters[name] = textOf(value);
    else if (exitCode === 0 && isJsonObject(parameter['valueFrom'])) parameters[name] = unlisted === 'named' ? name : unknownText(teller(node));
  }
  const artifacts = error === null && exitCode === 0 ? listOf(task.outputs?.['artifacts']).map((artifact) => textOf(artifact['name'])) : [];
  const printed = pick(step['result'], nth);
  const result = !task.includeResult ? null : printed !== undefined ? textOf(printed) : unlisted === 'named' ? '' : unknownText(teller(node));
  return { parameters, result, artifacts, error };
}

/** Containers of one pod, each after those it depends on; one behind a failed one does not run. */
function containerSet(task: PodTask, step: JsonObject, nth: number, unlisted: Unlisted, node: string, rule: (container: string) => readonly [JsonObject, number]): PodRun {
  const needs = task.dependencies ?? {};
  const ended = new Map<string, { readonly exitCode: number; readonly message: string; readonly atMs: number }>();
  let outputs = outputsOf(step, nth, task, 0, null, unlisted, node);
  const end = (name: string): { readonly exitCode: number; readonly atMs: number } => {
    const known = ended.get(name);
    if (known) return known;
    const before = (needs[name] ?? []).map((need) => [need, end(need)] as const);
    const failed = before.find(([, { exitCode }]) => exitCode !== 0);
    const startMs = Math.max(0, ...before.map(([, { atMs }]) => atMs));
    const [own, count] = rule(name);
    const exitCode = failed ? 64 : Number(pick(own['exitCode'], count) ?? 0);
    const result = { exitCode, message: failed ? `dependency "${failed[0]}" exited with non-zero code: ${failed[1].exitCode}` : '', atMs: startMs + (failed ? 0 : Number(pick(own['seconds'], count) ?? defaultSeconds[unlisted]) * 1000) };
    if (name === 'main' && Object.keys(own).length > 0) outputs = outputsOf(own, count, task, exitCode, null, unlisted, node);
    ended.set(name, result);
    return result;
  };
  for (const name of Object.keys(needs)) end(name);
  const containers = Object.fromEntries([...ended].map(([name, { exitCode, message }]) => [name, { exitCode, message }]));
  return { endsAfterMs: Math.max(0, ...[...ended.values()].map(({ atMs }) => atMs)), end: endOf(containers, outputs) };
}

/** The step that will tell, without what numbers groups and attempts: "step "build.test"". */
function teller(node: string): string {
  const name = node.replaceAll(/\[\d+\]|\(\d+\)(?=\.|\[|$)/g, '').replace(/^\./, '');
  return name === '' ? 'the entrypoint' : `step "${name}"`;
}

function pick(value: Json | undefined, nth: number): Json | undefined {
  if (!Array.isArray(value)) return value;
  const list = value as readonly Json[];
  return list[Math.min(nth, list.length - 1)];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

/** Only `*` and `?` are special. */
export function globOf(pattern: string): RegExp {
  const source = [...pattern].map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.|+()[\]{}]/g, '\\$&'))).join('');
  return new RegExp(`^${source}$`, 'su');
}
