import { nodeNameAnnotation, nodesOf, taskOfPod } from '../workflow/index.ts';
import type { NodeFailure, WorkflowPlan, WorkflowStage } from '../model/index.ts';
import type { PodRunner } from '../world/index.ts';
import { doesSomething } from './workflow-needs.ts';
import type { StagedWorkflow } from './workflow-stages.ts';
import { walkWorkflow, type WorkflowConditions } from './workflow-walk.ts';

/** With more nodes than this the failure of each is not worked out: that costs a walk of the whole Workflow for each. */
const mostNodes = 150;

/** Works out what the failure of each pod leads to: the Workflow is walked once more for each, with that pod failing whenever it is tried. */
export function withFailures(staged: StagedWorkflow, conditions: WorkflowConditions): readonly WorkflowStage[] {
  const { stages, tree, walked } = staged;
  if (tree.statuses.length > mostNodes) return stages;
  return stages.map((stage, index): WorkflowStage => {
    const { onFailure } = stage;
    const one = tree.nodes[index];
    if (!one?.pod || !onFailure || onFailure.attempts === null || onFailure.attempts > 20) return stage;
    const name = one.node.name;
    const failing = walkWorkflow(walked.program, { ...conditions, newRunner: () => failingAt(name, conditions.newRunner()), actions: null });
    const phases = new Map([...nodesOf(failing.rest.memory.nodes)].map((node) => [node.name, node.phase]));
    const runs = (of: WorkflowStage, at: number): boolean => {
      const phase = phases.get(tree.nodes[at]?.node.name ?? '');
      return phase !== undefined && phase !== 'Skipped' && phase !== 'Omitted' && phase !== 'Pending';
    };
    const lost = stages.filter((other, at) => other !== stage && doesSomething(tree.nodes[at] as (typeof tree.nodes)[number]) && !runs(other, at));
    const instead = stages.filter((other, at) => other.kind === 'skipped' && runs(other, at));
    return { ...stage, onFailure: { ...onFailure, phase: endOf(failing.rest.outcome), lost: lost.map(({ id }) => id), instead: instead.map(({ id }) => id) } satisfies NodeFailure };
  });
}

function endOf(outcome: WorkflowPlan['phase'] | null): WorkflowPlan['phase'] {
  return outcome ?? '';
}

/** One node's pods fail, all others do as before. */
function failingAt(node: string, runner: PodRunner): PodRunner {
  return (pod) => {
    const run = runner(pod);
    const name = pod.metadata.annotations?.[nodeNameAnnotation] ?? '';
    if (name !== node && !(name.startsWith(`${node}(`) && /^\(\d+\)$/.test(name.slice(node.length)))) return run;
    const dependencies = taskOfPod(pod)?.dependencies;
    const names = dependencies ? Object.keys(dependencies) : ['main'];
    return { endsAfterMs: run.endsAfterMs ?? 0, end: { phase: 'Failed', containers: Object.fromEntries(names.map((container) => [container, { exitCode: 1, message: '' }])), annotations: {} } };
  };
}
