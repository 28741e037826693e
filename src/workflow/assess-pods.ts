import type { Artifact, NodeOutputs, NodeParameter, NodePhase, NodeStatus } from '../model/index.ts';
import { anyTextIn, objectsIn, textIn } from './fields.ts';
import { keepOutputs } from './memoize.ts';
import type { ContainerView, PodOutputs, PodView } from './observe.ts';
import { publish } from './outputs.ts';
import { isFulfilled, isPhaseFulfilled } from './phases.ts';
import type { PodTask } from './pod-spec.ts';
import { podTask } from './pod-task.ts';
import { wake, type Run } from './run.ts';

/**
 * Takes over what pods have come to since the last decision.
 *
 * @see Argo Workflows 4.1 controller podReconciliation, assessNodeStatus
 */
export function assessPods(run: Run): void {
  for (const pod of run.pods) {
    const node = run.book.findId(pod.node);
    if (!node || node.pod !== pod.name || isPhaseFulfilled(node.phase)) continue;
    const task = podTask(run, node);
    const next = assess(run, pod, node, task);
    if (next?.pod !== null) assessContainers(run, pod, node, task);
    if (!next) continue;
    const changed = run.book.edit(node.name, next);
    if (changed === node) continue;
    if (isPhaseFulfilled(changed.phase)) {
      run.derived.tasks.delete(node.name);
      run.derived.prepared.delete(node.name);
      publish(run, changed.outputs);
      keepOutputs(run, changed);
    }
    wake(run.derived.callers.get(node.name) ?? null);
  }
}

function assess(run: Run, pod: PodView, node: NodeStatus, task: PodTask): Partial<NodeStatus> | null {
  const mains = pod.containers.filter(({ name, init }) => !init && isMain(task, name));
  switch (pod.phase) {
    case 'Pending':
      return { phase: 'Pending', message: pendingReason(pod), daemoned: false };
    case 'Running':
      if (!task.daemon) return { phase: 'Running', message: node.phase === 'Pending' ? '' : node.message };
      return pod.containers.every(({ ready, init }) => ready || init) && !isFulfilled(node) ? { phase: 'Running', message: node.phase === 'Pending' ? '' : node.message, daemoned: true } : null;
    case 'Succeeded':
    case 'Failed': {
      const ended = pod.phase === 'Succeeded' ? { phase: (task.daemon ? 'Failed' : 'Succeeded') as NodePhase, message: '' } : failureOf(pod, task);
      const outputs = outputsOf(task, pod, mains, ended.phase);
      const { error } = outputs;
      return { phase: error === null ? ended.phase : 'Error', message: error ?? ended.message, daemoned: false, outputs: outputs.value, finishedAt: pod.endedAt ?? run.now };
    }
    case 'Gone':
      // One that never ran is asked for once more.
      if (node.phase === 'Pending') return { pod: null, message: '' };
      return { phase: 'Error', message: 'pod deleted', daemoned: false, finishedAt: run.now };
    case 'Unknown':
      return { phase: 'Error', message: `Unexpected pod phase for ${pod.name}: Unknown`, finishedAt: run.now };
  }
}

function pendingReason(pod: PodView): string {
  const waiting = pod.containers.find(({ state, reason }) => state === 'waiting' && reason !== '');
  if (!waiting) return '';
  return waiting.message === '' ? waiting.reason : `${waiting.reason}: ${waiting.message}`;
}

function isMain(task: PodTask, container: string): boolean {
  return task.dependencies ? Object.hasOwn(task.dependencies, container) : container === 'main';
}

/** @see Argo Workflows 4.1 controller inferFailedReason */
function failureOf(pod: PodView, task: PodTask): { readonly phase: NodePhase; readonly message: string } {
  if (pod.message !== '') return { phase: 'Failed', message: pod.message };
  if (pod.containers.length === 0) return { phase: 'Failed', message: `can't find failed message for pod ${pod.name}` };
  const rank = ({ name, init }: ContainerView): number => (init ? 0 : isMain(task, name) ? 1 : name === 'wait' ? 2 : 3);
  for (const container of [...pod.containers].sort((a, b) => rank(a) - rank(b))) {
    const { name, init, state, exitCode, reason, message } = container;
    if (state === 'waiting') return { phase: 'Error', message: `Pod failed before ${name} container starts due to ${reason}: ${message}` };
    if (state !== 'terminated' || exitCode === 0) continue;
    const text = `${name}: ${reason} (exit code ${exitCode})${message === '' ? '' : `: ${message}`}`;
    if (name === 'wait' || (init && name === 'init')) return { phase: 'Error', message: text };
    if (isMain(task, name) || (exitCode !== 137 && exitCode !== 143)) return { phase: 'Failed', message: text };
  }
  // Sidecars that were killed count for nothing where the main container has done its work.
  const hasSucceeded = pod.containers.some(({ name, init, state, exitCode }) => !init && isMain(task, name) && state === 'terminated' && exitCode === 0);
  return hasSucceeded ? { phase: 'Succeeded', message: '' } : { phase: 'Failed', message: 'pod failed: main container did not complete successfully' };
}

/** What the pod made, and why that is an error; null: it is none. */
function outputsOf(task: PodTask, pod: PodView, mains: readonly ContainerView[], phase: NodePhase): { readonly value: NodeOutputs; readonly error: string | null } {
  const made: PodOutputs = pod.outputs ?? { parameters: {}, result: null, artifacts: [], error: null };
  const main = mains.find(({ name }) => name === 'main') ?? null;
  const exitCode = main?.state === 'terminated' ? String(main.exitCode) : null;
  if (made.error !== null) return { value: { parameters: [], artifacts: [], result: null, exitCode }, error: `wait: Error (exit code 64): ${made.error}` };
  if (task.outputs === null) return { value: { parameters: [], artifacts: [], result: task.includeResult ? made.result : null, exitCode }, error: null };
  const parameters: NodeParameter[] = [];
  let error: string | null = null;
  for (const parameter of objectsIn(task.outputs, 'parameters')) {
    const name = textIn(parameter, 'name');
    const fixed = anyTextIn(parameter, 'value');
    const found = Object.hasOwn(made.parameters, name) ? (made.parameters[name] ?? null) : null;
    const value = found ?? fixed ?? (phase === 'Succeeded' ? anyTextIn(parameter, 'valueFrom', 'default') : null);
    const globalName = textIn(parameter, 'globalName');
    if (value !== null) parameters.push({ name, value, ...(globalName !== '' && { globalName }) });
    else if (phase === 'Succeeded') error ??= `wait: Error (exit code 64): cannot read ${textIn(parameter, 'valueFrom', 'path')}: no such file`;
  }
  const artifacts = objectsIn(task.outputs, 'artifacts')
    .filter((one) => made.artifacts.includes(textIn(one, 'name')))
    .map((one): Artifact => ({ ...one, name: textIn(one, 'name'), kept: { pod: pod.name, name: textIn(one, 'name') } }));
  const value = { parameters: error === null ? parameters : [], artifacts: error === null ? artifacts : [], result: task.includeResult && error === null ? made.result : null, exitCode };
  return { value, error };
}

/** The nodes of a container set's containers. */
function assessContainers(run: Run, pod: PodView, node: NodeStatus, task: PodTask): void {
  if (task.type !== 'containerSet') return;
  if (pod.phase === 'Gone') {
    endContainers(run, node);
    return;
  }
  for (const { name, state, exitCode, reason, message } of pod.containers) {
    const nodeName = `${node.name}.${name}`;
    const container = run.book.find(nodeName);
    if (container?.type !== 'Container' || isPhaseFulfilled(container.phase)) continue;
    const text = `${name}: ${reason} (exit code ${exitCode}): ${message}`;
    if (state === 'terminated') {
      const phase = exitCode === 0 ? 'Succeeded' : exitCode === 64 ? 'Error' : 'Failed';
      run.book.mark(nodeName, phase, run.now, ...(exitCode === 0 ? [] : [text]));
    } else if (pod.phase === 'Failed') run.book.mark(nodeName, 'Failed', run.now, 'Pod Failed whilst container running');
    else run.book.mark(nodeName, state === 'waiting' ? 'Pending' : 'Running', run.now);
  }
}

/** Containers whose pod was deleted. @see Argo Workflows 4.1 controller markAllContainersDeleted */
function endContainers(run: Run, node: NodeStatus): void {
  for (const id of node.children) {
    const container = run.book.findId(id);
    if (container?.type !== 'Container' || container.message === containerDeleted) continue;
    endContainers(run, run.book.mark(container.name, 'Error', run.now, containerDeleted));
  }
}

const containerDeleted = 'container deleted';
