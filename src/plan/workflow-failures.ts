import { nodeNameAnnotation, nodesOf, taskOfPod } from '../workflow/index.ts';
import type { NodeFailure, StageId, WorkflowPlan, WorkflowStage } from '../model/index.ts';
import type { PodRunner } from '../world/index.ts';
import { FailureEffects } from './workflow-failure-effects.ts';
import { doesSomething } from './workflow-needs.ts';
import type { StagedWorkflow } from './workflow-stages.ts';
import type { TreeNode } from './workflow-tree.ts';
import { walkWorkflow, type WorkflowConditions } from './workflow-walk.ts';

/**
 * Nodes that may be walked in all to find what failures lead to where the order of steps and tasks does not tell: where conditions ask how a step
 * ended, for example.
 */
const mostWalked = 30_000;

/** In a walk with a failure, where only how it ends counts; what is walked itself is not tried nearly as often. */
const mostAttempts = 50;

/** Ids in all lists together; each has at least twenty. */
const mostIds = 100_000;

/** Works out what the failure of each pod leads to, when it fails whenever it is tried. */
export function withFailures(staged: StagedWorkflow, conditions: WorkflowConditions): readonly WorkflowStage[] {
  const { stages, tree, walked } = staged;
  const most = Math.max(20, Math.floor(mostIds / Math.max(1, stages.length)));
  const effects = new FailureEffects(staged, most);
  const isPlain = walked.rest.outcome === 'Succeeded';
  // Of what never ends no failure is the reason.
  let walks = walked.rest.endless === null ? Math.floor(mostWalked / Math.max(1, tree.statuses.length)) : 0;
  return stages.map((stage, index): WorkflowStage => {
    const { onFailure } = stage;
    const one = tree.nodes[index];
    if (!one?.pod || !onFailure || onFailure.attempts === null) return stage;
    const effect = isPlain ? effects.of(one, 'Failed') : null;
    if ((effect === null || !effect.isExact) && onFailure.attempts <= 20 && walks > 0) {
      walks--;
      return { ...stage, onFailure: { ...onFailure, ...walkedFailure(staged, index, conditions, most) } };
    }
    if (effect === null) return stage;
    const works: TreeNode[] = [];
    for (let at = 0; at < effect.lost.length; at++) {
      const own = effects.worksOf(effect.lost[at] as TreeNode);
      for (let nth = 0; nth < own.length; nth++) works.push(own[nth] as TreeNode);
    }
    const lost = idsOf(works, stages, most);
    const instead = idsOf(effect.instead, stages, most);
    return { ...stage, onFailure: { ...onFailure, phase: effect.phase, lost, instead, more: effect.isCut || works.length > lost.length } };
  });
}

/** The stages of nodes, each once, in the order of the plan: the first of them. */
function idsOf(nodes: readonly TreeNode[], stages: readonly WorkflowStage[], most: number): readonly StageId[] {
  if (nodes.length === 0) return none;
  // A list of numbers alone needs no function to be sorted by.
  const indexes = new Int32Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) indexes[at] = nodes[at]?.index ?? 0;
  indexes.sort();
  const ids: StageId[] = [];
  for (let at = 0; at < indexes.length && ids.length < most; at++) {
    if (indexes[at] !== indexes[at - 1]) ids.push((stages[indexes[at] ?? 0] as WorkflowStage).id);
  }
  return ids;
}

const none: readonly StageId[] = [];

/** Walks the Workflow once more, with one pod failing whenever it is tried. */
export function walkedFailure({ stages, tree, walked }: StagedWorkflow, failing: number, conditions: WorkflowConditions, most: number): Pick<NodeFailure, 'phase' | 'lost' | 'instead' | 'more'> {
  const name = new RegExp(`^${patternOf(tree.nodes[failing] as TreeNode)}(?:\\(\\d+\\))?$`, 's');
  const { rest } = walkWorkflow(walked.program, { ...conditions, newRunner: () => failingAt(name, conditions.newRunner()), actions: null, mostAttempts });
  const phases = new Map([...nodesOf(rest.memory.nodes)].map((node) => [node.name, node.phase]));
  const runs = (at: number): boolean => {
    const phase = phases.get(tree.nodes[at]?.node.name ?? '');
    return phase !== undefined && phase !== 'Skipped' && phase !== 'Omitted' && phase !== 'Pending';
  };
  const lost = stages.filter((_, at) => at !== failing && doesSomething(tree.nodes[at] as TreeNode) && !runs(at));
  const instead = stages.filter(({ kind }, at) => kind === 'skipped' && runs(at));
  return { phase: endOf(rest.outcome), lost: lost.slice(0, most).map(({ id }) => id), instead: instead.slice(0, most).map(({ id }) => id), more: lost.length > most || instead.length > most };
}

function endOf(outcome: WorkflowPlan['phase'] | null): WorkflowPlan['phase'] {
  return outcome ?? '';
}

/** Of the names of a node, whichever attempt of what it is part of it stands in. */
function patternOf({ node, parent }: TreeNode): string {
  if (parent === null) return escaped(node.name);
  const isTried = parent.inner !== parent.node;
  const before = isTried ? `${patternOf(parent)}\\(\\d+\\)` : patternOf(parent);
  return before + escaped(node.name.slice(parent.inner.name.length));
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w]/gu, (sign) => `\\${sign}`);
}

/** One node's pods fail, all others do as before. */
function failingAt(node: RegExp, runner: PodRunner): PodRunner {
  return (pod) => {
    const run = runner(pod);
    if (!node.test(pod.metadata.annotations?.[nodeNameAnnotation] ?? '')) return run;
    const dependencies = taskOfPod(pod)?.dependencies;
    const names = dependencies ? Object.keys(dependencies) : ['main'];
    return { endsAfterMs: run.endsAfterMs ?? 0, end: { phase: 'Failed', containers: Object.fromEntries(names.map((container) => [container, { exitCode: 1, message: '' }])), annotations: {} } };
  };
}
