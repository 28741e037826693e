import type { NodeStatus, ReasonedWrite } from '../model/index.ts';
import { nodesOf, tableOf } from '../workflow/index.ts';
import { nodeMatches } from './node-selector.ts';
import { RetryTree } from './retry-tree.ts';
import type { WorkflowRunState } from './workflow-state.ts';
import { withParameters } from './workflow-parameters.ts';

export interface RetryOptions {
  /** Nodes that succeeded run again, too, if the selector means them. */
  readonly restartSuccessful?: boolean;
  /** "displayName=build", "templateName=test": which nodes; '' none. */
  readonly nodeSelector?: string;
  /** Arguments that take another value. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export type Retried = { readonly ok: true; readonly run: WorkflowRunState } | { readonly ok: false; readonly reason: string };

/**
 * A Workflow that has ended, begun again where it failed: its failed nodes are forgotten, with all that came of them, and their pods go first.
 *
 * @see Argo Workflows 4.1 workflow/util FormulateRetryWorkflow
 */
export function retried(run: WorkflowRunState, now: number, { restartSuccessful = false, nodeSelector = '', parameters = {} }: RetryOptions): Retried {
  const { memory } = run;
  const { name } = run.program;
  if (memory.phase === 'Succeeded' && (!restartSuccessful || nodeSelector === '')) {
    return { ok: false, reason: 'the Workflow has succeeded: to run some of it again, give --restart-successful and --node-field-selector' };
  }
  if (memory.phase !== 'Succeeded' && memory.phase !== 'Failed' && memory.phase !== 'Error') return { ok: false, reason: `the Workflow has not ended: it is ${memory.phase === '' ? 'not begun' : memory.phase}` };
  const nodes = [...nodesOf(memory.nodes)];
  const chosen = restartSuccessful && nodeSelector !== '' ? nodes.filter((node) => nodeMatches(node, nodeSelector)) : [];
  if (nodeSelector !== '' && restartSuccessful && chosen.length === 0) return { ok: false, reason: `no node is meant by ${nodeSelector}` };
  const tree = new RetryTree(nodes, name, new Set(chosen.map(({ id }) => id)));
  const { reset, gone } = tree.plan(Object.keys(parameters).length > 0);
  const isExit = (node: NodeStatus): boolean => node.name.startsWith(`${name}.onExit`);
  const going = nodes.filter((node) => gone.has(node.id) || isExit(node));
  const lost = new Set(going.map(({ id }) => id));
  const kept = nodes.filter(({ id }) => !lost.has(id)).map((node) => {
    const again = reset.has(node.id) ? resetNode(node, now) : node;
    return { ...again, children: again.children.filter((id) => !gone.has(id)), outbound: again.outbound.filter((id) => !gone.has(id)) };
  });
  const pods = going.flatMap(({ type, pod }) => (type === 'Pod' && pod !== null ? [pod] : []));
  return {
    ok: true,
    run: {
      ...run,
      program: withParameters(run.program, parameters),
      memory: { ...memory, phase: '', message: '', startedAt: now, finishedAt: null, nodes: tableOf(kept), shutdown: null, suspended: false, locks: [] },
      pending: [...run.pending, ...deletesOf(pods, run.program.namespace)],
      leaving: pods,
    },
  };
}

export function deletesOf(pods: readonly string[], namespace: string): readonly ReasonedWrite[] {
  return pods.map((name) => ({ write: { verb: 'delete' as const, ref: { apiVersion: 'v1', kind: 'Pod', namespace, name } }, why: `delete the pod ${name}, since its node runs again` }));
}

/** @see Argo Workflows 4.1 workflow/util resetNode */
function resetNode(node: NodeStatus, now: number): NodeStatus {
  const { outputs } = node;
  const asked = node.type === 'Suspend' && outputs ? { ...outputs, parameters: outputs.parameters.map(({ name }) => ({ name, value: null, supplied: { default: null } })) } : outputs;
  return { ...node, outputs: asked, phase: node.phase === 'Skipped' ? 'Skipped' : 'Running', message: '', startedAt: now, finishedAt: null };
}

