import { isJsonObject, type Json } from '../lang/index.ts';
import type { ClusterView, NodeStatus, NodeTree, WorkflowStatus } from '../model/index.ts';
import { newWorkflowMemo, nodesOf, type Language, type WorkflowWait } from '../workflow/index.ts';
import { expiresAt } from './workflow-pods.ts';
import { programOf, stepWorkflow, type WorkflowStanding } from './workflow-step.ts';
import type { WorkflowRunState } from './workflow-state.ts';

/** How a run's Workflow stands in a cluster now. Steps once to learn what it waits for; nothing of that is done. */
export function workflowStatusOf(run: WorkflowRunState, view: ClusterView, language: Language | null): WorkflowStatus {
  const { memory, program } = run;
  const nodes = [...nodesOf(memory.nodes)];
  const pods = nodes.filter(({ type }) => type === 'Pod');
  const { standing } = stepWorkflow(run, { kind: 'observed', view }, { memo: newWorkflowMemo(), language });
  return {
    id: run.id,
    kind: 'Workflow',
    phase: memory.phase,
    message: memory.message,
    createdAt: run.createdAt,
    startedAt: memory.startedAt,
    finishedAt: memory.finishedAt,
    seconds: memory.startedAt === null ? null : ((memory.finishedAt ?? view.now) - memory.startedAt) / 1000,
    progress: { done: pods.filter(({ phase }) => phase !== 'Pending' && phase !== 'Running').length, of: pods.length },
    parameters: argumentsOf(program.spec),
    outputs: memory.outputs.parameters.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }])),
    trees: treesOf(nodes, program.name, view.now),
    waiting: waitingOf(standing, view.now),
    expiresAt: expiresAt(programOf(run), memory),
  };
}

function argumentsOf(spec: WorkflowRunState['program']['spec']): WorkflowStatus['parameters'] {
  const given = isJsonObject(spec['arguments']) ? spec['arguments']['parameters'] : undefined;
  if (!Array.isArray(given)) return [];
  return (given as readonly Json[]).flatMap((one) => {
    if (!isJsonObject(one) || typeof one['name'] !== 'string' || one['value'] === undefined || one['value'] === null) return [];
    return [{ name: one['name'], value: typeof one['value'] === 'string' ? one['value'] : JSON.stringify(one['value']) }];
  });
}

function waitingOf(standing: WorkflowStanding, now: number): WorkflowStatus['waiting'] {
  switch (standing.kind) {
    case 'waiting':
      return standing.waits.map((wait) => ({ text: waitText(wait), seconds: wait.until === null ? null : Math.max(0, (wait.until - now) / 1000), forPerson: wait.kind === 'approval' }));
    case 'needs-person':
      if (standing.nodes.length === 0) return [{ text: 'the Workflow is suspended', seconds: null, forPerson: true }];
      return standing.nodes.map(({ displayName, missing }) => ({ text: `${displayName} is suspended${missing.length === 0 ? '' : `, and lacks its outputs ${missing.join(', ')}`}`, seconds: null, forPerson: true }));
    case 'stuck':
      return [{ text: standing.text, seconds: null, forPerson: false }];
    case 'moving':
    case 'ended':
      return [];
  }
}

/** "3 of 5 pods have ended": where a run is, for those who wait for it. */
export function workflowPlace({ memory }: WorkflowRunState): string {
  const pods = [...nodesOf(memory.nodes)].filter(({ type }) => type === 'Pod');
  return `${pods.filter(({ phase }) => phase !== 'Pending' && phase !== 'Running').length} of ${pods.length} pods have ended`;
}

/** What a gate is, in words. */
export function waitText(wait: WorkflowWait): string {
  switch (wait.kind) {
    case 'pods':
      return `${wait.running} ${wait.running === 1 ? 'pod runs' : 'pods run'}`;
    case 'timer':
      return 'a time that is still to come';
    case 'approval':
      return wait.node === null ? 'the Workflow is suspended' : `${wait.node} is suspended`;
    case 'never':
      return `${wait.node}: ${wait.because}`;
  }
}

/**
 * Nodes as people look at them: groups and retries hold their children, steps and tasks stand below the template they belong to.
 *
 * @see Argo Workflows 4.1 cmd/argo convertToRenderTrees
 */
function treesOf(nodes: readonly NodeStatus[], workflow: string, now: number): readonly NodeTree[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const holders = new Map<string, string>();
  for (const { id, type, children } of nodes) if (isHolder(type)) for (const child of children) holders.set(child, id);
  const below = new Map<string, NodeStatus[]>();
  const roots: NodeStatus[] = [];
  for (const node of nodes) {
    if (node.type === 'TaskGroup') continue;
    const parent = holders.get(node.id) ?? node.boundary;
    if (parent === null || !byId.has(parent)) roots.push(node);
    else below.set(parent, [...(below.get(parent) ?? []), node]);
  }
  const tree = (node: NodeStatus): NodeTree => ({
    id: node.id,
    name: node.name,
    displayName: node.displayName,
    type: node.type,
    phase: node.phase,
    message: node.message,
    template: node.template === null ? '' : typeof node.template === 'string' ? node.template : `${node.template.name}/${node.template.template}`,
    pod: node.pod,
    seconds: ((node.finishedAt ?? now) - node.startedAt) / 1000,
    outputs: (node.outputs?.parameters ?? []).map(({ name, value }) => ({ name, value })),
    result: node.outputs?.result ?? null,
    exitCode: node.outputs?.exitCode ?? null,
    children: (below.get(node.id) ?? []).toSorted((a, b) => a.startedAt - b.startedAt).map(tree),
  });
  return roots.filter(({ name }) => name === workflow || name === `${workflow}.onExit`).map(tree);
}

function isHolder(type: NodeStatus['type']): boolean {
  return type === 'StepGroup' || type === 'Retry';
}
