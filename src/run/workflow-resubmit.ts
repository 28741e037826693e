import type { NodeStatus, WorkflowProgram } from '../model/index.ts';
import { blankWorkflowMemory, nodeId, nodesOf, tableOf, type WorkflowMemory } from '../workflow/index.ts';
import { withParameters } from './workflow-parameters.ts';
import { programOf } from './workflow-step.ts';
import type { WorkflowRunState } from './workflow-state.ts';

/** On a resubmitted Workflow: the one it was made from. @see Argo Workflows 4.1 LabelKeyPreviousWorkflowName */
const resubmittedLabel = 'workflows.argoproj.io/resubmitted-from-workflow';

/** Labels that tell of a run, and are not taken over. @see Argo Workflows 4.1 workflow/util FormulateResubmitWorkflow */
const labelsOfRuns: readonly string[] = ['creator', 'creator-email', 'creator-preferred-username', 'phase', 'completed', 'workflow-archiving-status'].map((name) => `workflows.argoproj.io/${name}`);

/** The Workflow of a run once more, under a name of its own, with other values for some arguments. */
export function resubmitted(run: WorkflowRunState, suffix: string, parameters: Readonly<Record<string, string>>): WorkflowProgram {
  const program = programOf(run);
  const prefix = program.generated ? (program.resource.object.metadata.generateName ?? `${program.name}-`) : `${program.name}-`;
  const labels = Object.fromEntries(Object.entries(program.labels).filter(([key]) => !labelsOfRuns.includes(key)));
  return withParameters({ ...program, generated: true, name: `${prefix}${suffix}`, labels: { ...labels, [resubmittedLabel]: program.name } }, parameters);
}

export type Memoized = { readonly ok: true; readonly memory: WorkflowMemory } | { readonly ok: false; readonly reason: string };

/**
 * What a resubmitted Workflow begins from when it takes over what succeeded: those nodes count as skipped, with their outputs, and all others are still to run.
 *
 * @param name the new one's
 * @see Argo Workflows 4.1 workflow/util FormulateResubmitWorkflow
 */
export function memoized(run: WorkflowRunState, name: string, now: number): Memoized {
  const { phase } = run.memory;
  if (phase !== 'Failed' && phase !== 'Error') return { ok: false, reason: `only what succeeded before a failure is taken over, and the Workflow has not failed: it is ${phase === '' ? 'not begun' : phase}` };
  const old = run.program.name;
  const nodes = [...nodesOf(run.memory.nodes)].filter((node) => !node.name.startsWith(`${old}.onExit`));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const nameOf = (node: NodeStatus): string => `${name}${node.name.slice(old.length)}`;
  const idOf = (id: string): readonly string[] => {
    const node = byId.get(id);
    return node ? [nodeId(name, nameOf(node))] : [];
  };
  const isLost = ({ phase: of }: NodeStatus): boolean => of === 'Failed' || of === 'Error';
  const leadsOn = ({ children }: NodeStatus): boolean => children.some((id) => {
    const child = byId.get(id);
    return child !== undefined && (child.phase === 'Succeeded' || leadsOn(child));
  });
  const taken = nodes.flatMap((node): readonly NodeStatus[] => {
    if (node.type === 'Skipped' && !leadsOn(node)) return [];
    const keeps = node.type === 'Pod' && !isLost(node);
    const moved = { ...node, name: nameOf(node), id: nodeId(name, nameOf(node)), displayName: node.name === old ? name : node.displayName, boundary: node.boundary === null ? null : (idOf(node.boundary)[0] ?? null), children: node.children.flatMap(idOf), outbound: node.outbound.flatMap(idOf), startedAt: now, pod: null, waitingFor: null };
    if (keeps) return [{ ...moved, type: 'Skipped', phase: 'Skipped', message: `original pod: ${node.id}`, finishedAt: now }];
    return [{ ...moved, phase: 'Pending', message: '', finishedAt: null }];
  });
  return { ok: true, memory: { ...blankWorkflowMemory, nodes: tableOf(taken) } };
}
