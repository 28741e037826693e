import { expect, test } from 'vitest';
import * as language from '../../src/lang/expr/index.ts';
import { textParts, type JsonObject } from '../../src/lang/index.ts';
import { readDocuments } from '../../src/document/index.ts';
import { readInventory, readWorkflowProgram } from '../../src/manifest/index.ts';
import type { KubeObject, NodeStatus, ReasonedWrite, WorkflowProgram } from '../../src/model/index.ts';
import { podRunner, WorkflowSimulation, type Unlisted } from '../../src/plan/index.ts';
import { nodeNameAnnotation, nodesOf } from '../../src/workflow/index.ts';
import { ModelCluster } from '../../src/world/index.ts';

/** The Workflow of a manifest whose spec is given, with what other documents hold. */
export function programOf(spec: string, others = ''): WorkflowProgram {
  const text = `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata:\n  name: w\nspec:\n${spec.replace(/^/gm, '  ')}\n${others}`;
  const inventory = readInventory(readDocuments(text, 'w.yaml').value, { namespace: 'default' });
  const [resource] = inventory.resources;
  if (!resource) throw new Error('the test has no Workflow');
  return readWorkflowProgram(resource, inventory);
}

/** Runs it in the model world until nothing more happens. */
export function runToEnd(program: WorkflowProgram, unlisted: Unlisted = 'named', steps: readonly JsonObject[] = [], pods: KubeObject[] = [], forgets = false): WorkflowSimulation {
  const cluster = new ModelCluster(0);
  cluster.setRunner(podRunner(steps, unlisted));
  const onWrite = ({ write }: ReasonedWrite): void => {
    if (write.verb === 'create' && write.object.kind === 'Pod') pods.push(write.object);
  };
  const simulation = new WorkflowSimulation(program, cluster, language, { onWrite, forgets });
  for (let rest = simulation.toRest(); rest.outcome === null && rest.next !== null; rest = simulation.toRest()) simulation.passTo(rest.next);
  return simulation;
}

/** A text with what is not known in angle brackets. */
function shown(text: string): string {
  return textParts(text).map((part) => (part.kind === 'text' ? part.text : part.kind === 'unknown' ? `<${part.because}>` : '<secret>')).join('');
}

function line(node: NodeStatus): string {
  const inputs = (node.inputs?.parameters ?? []).map(({ name, value }) => ` ${name}=${shown(value ?? '')}`).join('');
  const notes = `${node.conditional === null ? '' : ` if <${node.conditional}>`}${node.widthUnknown === null ? '' : ` for each of <${node.widthUnknown}>`}`;
  const artifacts = [['inputs', node.inputs], ['outputs', node.outputs]] as const;
  const kept = artifacts.map(([side, of]) => (of && of.artifacts.length > 0 ? ` ${side} ${of.artifacts.map(({ name }) => name).join(',')}` : '')).join('');
  return `${node.name} ${node.type} ${node.phase}${inputs}${kept}${notes}${node.message === '' ? '' : ` (${shown(node.message)})`}`;
}

/** Runs a Workflow and compares its nodes, in order of creation; step groups are left out. */
export function check(name: string, spec: string, nodes: string, unlisted: Unlisted = 'named'): void {
  test(name, () => {
    const { memory } = runToEnd(programOf(spec), unlisted);
    expect([...nodesOf(memory.nodes)].filter(({ type }) => type !== 'StepGroup').map(line).join('\n')).toBe(nodes.trim().replace(/^ +/gm, ''));
  });
}

interface Given {
  readonly spec: string;
  /** Documents behind the Workflow's. */
  readonly others?: string;
  /** What becomes of pods, in the form of scenarios. */
  readonly scenario?: readonly JsonObject[];
}

/** Runs a Workflow, with and without a memo, and compares how it ends, its nodes and the pods in the order in which they were made. */
export function checkRun(name: string, { spec, others, scenario }: Given, ends: string): void {
  test.each([['', false], [', each decision anew', true]])(`${name}%s`, (_, forgets) => {
    const pods: KubeObject[] = [];
    const { memory } = runToEnd(programOf(spec, others), 'named', scenario, pods, forgets);
    const nodes = [...nodesOf(memory.nodes)].filter(({ type }) => type !== 'StepGroup').map(line);
    const made = pods.map((pod) => pod.metadata.annotations?.[nodeNameAnnotation] ?? '');
    const all = [`${memory.phase}${memory.message === '' ? '' : ` (${memory.message})`}`, ...nodes, `pods: ${made.join(' ')}`.trimEnd()];
    expect(all.join('\n')).toBe(ends.trim().replace(/^ +/gm, ''));
  });
}

/** The first pod that a Workflow makes. */
export function firstPod(spec: string, others = ''): KubeObject {
  const pods: KubeObject[] = [];
  runToEnd(programOf(spec, others), 'named', [], pods);
  const [pod] = pods;
  if (!pod) throw new Error('the Workflow makes no pod');
  return pod;
}
