import { unknownText, type Json } from '../lang/index.ts';
import { programId, type WorkflowPlan, type WorkflowProgram } from '../model/index.ts';
import type { Language } from '../workflow/index.ts';
import { objectFields } from './object-changes.ts';
import { podRunner, type Unlisted } from './pod-outcomes.ts';
import type { ScenarioWorkflowAction } from './scenario.ts';
import { compareStages } from './workflow-compare.ts';
import { withFailures } from './workflow-failures.ts';
import { shownText } from './workflow-pod.ts';
import { stagesOf, type StagedWorkflow } from './workflow-stages.ts';
import { totalsOf } from './workflow-totals.ts';
import { walkWorkflow, type WorkflowConditions } from './workflow-walk.ts';

export interface WorkflowRequestedPlan {
  /** What a scenario says of pods, as written. */
  readonly steps: readonly Json[];
  /** Null: whoever is waited for goes on at once. */
  readonly actions: readonly ScenarioWorkflowAction[] | null;
  readonly unlisted: Unlisted;
  readonly language: Language | null;
  /** Work out what failures lead to. */
  readonly alternatives: boolean;
  /** A stage for each item of a loop, however many are alike. */
  readonly wholeLoops: boolean;
}

/** Plans a Workflow. It is run anew each time; `before` tells what would have been run. */
export function planWorkflow(program: WorkflowProgram, before: WorkflowProgram | null, asked: WorkflowRequestedPlan): WorkflowPlan {
  const staged = stage(program, asked);
  const { rest, acts } = staged.walked;
  const stages = asked.alternatives ? withFailures(staged, conditionsOf(asked)) : staged.stages;
  const compared = compareStages(before && stage(before, asked).stages, stages);
  return {
    kind: 'Workflow',
    id: programId(program),
    action: 'create',
    phase: rest.outcome ?? '',
    message: rest.endless === null ? shownText(rest.memory.message) : `"${shownText(rest.endless)}" fails again and again, and nothing ends its retries soon`,
    stages: compared.stages,
    gone: compared.gone,
    totals: totalsOf(staged, program),
    schedule: null,
    manifest: before ? objectFields(before.resource.object, program.resource.object) : [],
    acts,
    origin: program.resource.at.spanOf([]),
  };
}

function stage(program: WorkflowProgram, asked: WorkflowRequestedPlan): StagedWorkflow {
  const named = program.generated ? { ...program, name: `${program.name}${unknownText('generateName')}` } : program;
  return stagesOf(walkWorkflow(named, conditionsOf(asked)), program, asked.wholeLoops);
}

function conditionsOf({ steps, actions, unlisted, language }: WorkflowRequestedPlan): WorkflowConditions {
  return { newRunner: () => podRunner(steps, unlisted), language, actions };
}
