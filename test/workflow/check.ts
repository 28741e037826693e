import { expect, test } from 'vitest';
import * as language from '../../src/lang/expr/index.ts';
import { textParts } from '../../src/lang/index.ts';
import { readDocuments } from '../../src/document/index.ts';
import { readInventory, readWorkflowProgram } from '../../src/manifest/index.ts';
import type { NodeStatus, WorkflowProgram } from '../../src/model/index.ts';
import { podRunner, WorkflowSimulation, type Unlisted } from '../../src/plan/index.ts';
import { nodesOf } from '../../src/workflow/index.ts';
import { ModelCluster } from '../../src/world/index.ts';

/** The Workflow of a manifest whose spec is given. */
export function programOf(spec: string): WorkflowProgram {
  const text = `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata:\n  name: w\nspec:\n${spec.replace(/^/gm, '  ')}`;
  const inventory = readInventory(readDocuments(text, 'w.yaml').value, { namespace: 'default' });
  const [resource] = inventory.resources;
  if (!resource) throw new Error('the test has no Workflow');
  return readWorkflowProgram(resource, inventory);
}

/** Runs it in the model world until nothing more happens. */
export function runToEnd(program: WorkflowProgram, unlisted: Unlisted = 'named', steps: readonly Record<string, never>[] = []): WorkflowSimulation {
  const cluster = new ModelCluster(0);
  cluster.setRunner(podRunner(steps, unlisted));
  const simulation = new WorkflowSimulation(program, cluster, language);
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
  return `${node.name} ${node.type} ${node.phase}${inputs}${notes}${node.message === '' ? '' : ` (${shown(node.message)})`}`;
}

/** Runs a Workflow and compares its nodes, in order of creation; step groups are left out. */
export function check(name: string, spec: string, nodes: string, unlisted: Unlisted = 'named'): void {
  test(name, () => {
    const { memory } = runToEnd(programOf(spec), unlisted);
    expect([...nodesOf(memory.nodes)].filter(({ type }) => type !== 'StepGroup').map(line).join('\n')).toBe(nodes.trim().replace(/^ +/gm, ''));
  });
}
