import type { Base, Plan, ProgramId, ProgramPlan, RestState, RolloutPlan } from '../model/index.ts';
import { act, change, diagnostic, envelope, fieldChange, phase, programAction, span } from './part-shapes.ts';
import { boolean, list, named, nullable, number, object, oneOf, text, textAs, texts, union, type Shape } from './shape.ts';
import { stage } from './stage-shape.ts';
import { workflowPlan } from './workflow-shape.ts';

/** The form of plan files and of `-o json`. */

const rest = named(
  'Rest',
  object<RestState>({ phase, step: nullable(number), sets: list(object<RestState['sets'][number]>({ name: text, desired: number, ready: number, leaving: boolean })), services: texts }),
);

const rolloutPlan: Shape<RolloutPlan> = named(
  'RolloutPlan',
  object<RolloutPlan>({
    kind: oneOf('Rollout'),
    id: textAs<ProgramId>(),
    action: programAction,
    stages: list(stage),
    start: nullable(rest),
    rests: list(rest),
    totals: object<RolloutPlan['totals']>({ podsReplaced: number, leastSeconds: number, approvals: number, envelope }),
    manifest: list(fieldChange),
    acts: list(act),
    origin: span,
  }),
);

const programPlan: Shape<ProgramPlan> = union<ProgramPlan>()('kind', { Rollout: rolloutPlan, Workflow: workflowPlan });

const base: Shape<Base> = named(
  'Base',
  union<Base>()('kind', {
    nothing: object({ kind: oneOf('nothing') }),
    from: object({ kind: oneOf('from'), source: text }),
    cluster: object({ kind: oneOf('cluster'), title: text, uid: text }),
  }),
);

/** The shape covers every field of a plan: a field added to the types and not here is a compile error. */
export const planShape: Shape<Plan> = object<Plan>({
  formatVersion: oneOf('1.0'),
  tool: object<Plan['tool']>({ name: oneOf('sluice'), version: text }),
  base,
  objects: list(change),
  programs: list(programPlan),
  diagnostics: list(diagnostic),
});
