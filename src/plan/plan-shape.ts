import type { Act, Base, Plan, ProgramAction, ProgramId, ProgramPlan, RestState, RolloutPlan, WorkflowPlan, WorkflowPod } from '../model/index.ts';
import { change, diagnostic, envelope, fieldChange, phase, span } from './part-shapes.ts';
import { boolean, list, named, nullable, number, object, oneOf, text, textAs, texts, union, type Shape } from './shape.ts';
import { stage } from './stage-shape.ts';

/** The form of plan files and of `-o json`. */

const action = oneOf<ProgramAction>('create', 'update', 'delete', 'none');

const rest = named(
  'Rest',
  object<RestState>({ phase, step: nullable(number), sets: list(object<RestState['sets'][number]>({ name: text, desired: number, ready: number, leaving: boolean })), services: texts }),
);

const act = named('Act', object<Act>({ action: text, atSeconds: nullable(number), refused: nullable(text), origin: span }));

const rolloutPlan: Shape<RolloutPlan> = named(
  'RolloutPlan',
  object<RolloutPlan>({
    kind: oneOf('Rollout'),
    id: textAs<ProgramId>(),
    action,
    stages: list(stage),
    start: nullable(rest),
    rests: list(rest),
    totals: object<RolloutPlan['totals']>({ podsReplaced: number, leastSeconds: number, approvals: number, envelope }),
    manifest: list(fieldChange),
    acts: list(act),
    origin: span,
  }),
);

const podName: Shape<WorkflowPod['name']> = {
  encode: (name) => (name.known ? { known: true, text: name.text } : { known: false, prefix: name.prefix, because: name.because }),
  decode: (json, path, fault) => {
    const { known } = json as { readonly known?: boolean };
    if (known === true) return { known, text: object<{ readonly text: string }>({ text }).decode(json, path, fault).text };
    return { known: false, ...object<{ readonly prefix: string; readonly because: string }>({ prefix: text, because: text }).decode(json, path, fault) };
  },
  schema: () => ({
    oneOf: [
      { type: 'object', properties: { known: { const: true }, text: { type: 'string' } }, required: ['known', 'text'] },
      { type: 'object', properties: { known: { const: false }, prefix: { type: 'string' }, because: { type: 'string' } }, required: ['known', 'prefix', 'because'] },
    ],
  }),
};

const workflowPod = named(
  'WorkflowPod',
  object<WorkflowPod>({ node: text, name: podName, template: text, image: text, command: list(text), args: list(text), requests: texts, limits: texts, origin: span }),
);

const workflowPlan: Shape<WorkflowPlan> = named(
  'WorkflowPlan',
  object<WorkflowPlan>({ kind: oneOf('Workflow'), id: textAs<ProgramId>(), action, pods: list(workflowPod), manifest: list(fieldChange), origin: span }),
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
