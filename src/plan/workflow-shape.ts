import type { FanOut, GoneStage, NodeFailure, ResourceChange, RunCondition, Schedule, StageComparison, StageId, StageKind, SuspendGate, WorkflowContainer, WorkflowPlan, WorkflowPod, WorkflowStage, WorkflowTotals, NodePhase, ProgramId } from '../model/index.ts';
import { act, change, fieldChange, programAction, span } from './part-shapes.ts';
import { boolean, later, list, named, nullable, number, object, oneOf, text, textAs, texts, union, type Shape } from './shape.ts';

/** The form of a Workflow's plan in plan files and `-o json`. */

const stageId = textAs<StageId>();

const kind = oneOf<StageKind>('pod', 'suspend', 'http', 'plugin', 'skipped', 'steps', 'dag', 'retry');

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

const container = named(
  'WorkflowContainer',
  object<WorkflowContainer>({
    name: text,
    role: oneOf<WorkflowContainer['role']>('main', 'init', 'sidecar'),
    image: text,
    command: list(text),
    args: list(text),
    source: nullable(text),
    env: texts,
    requests: texts,
    limits: texts,
    settings: later(texts, {}),
  }),
);

const pod = named(
  'WorkflowPod',
  object<WorkflowPod>({
    name: podName,
    containers: list(container),
    labels: texts,
    annotations: texts,
    settings: texts,
    requests: texts,
    deadlineSeconds: nullable(number),
    daemon: boolean,
    locks: list(text),
  }),
);

const runs = named(
  'RunCondition',
  object<RunCondition>({
    when: nullable(text),
    depends: nullable(text),
    conditional: nullable(text),
    hook: nullable(object<NonNullable<RunCondition['hook']>>({ of: nullable(stageId), name: text, expression: nullable(text) })),
  }),
);

const fanOut = named('FanOut', object<FanOut>({ count: nullable(number), items: list(text), because: nullable(text) }));

const gate = named(
  'SuspendGate',
  object<SuspendGate>({
    seconds: nullable(number),
    supplies: list(object<SuspendGate['supplies'][number]>({ name: text, default: nullable(text), choices: list(text) })),
  }),
);

const resource = named(
  'ResourceChange',
  object<ResourceChange>({ verb: text, object: nullable(change), manifest: text, successCondition: nullable(text), failureCondition: nullable(text) }),
);

const end = oneOf<WorkflowPlan['phase']>('Succeeded', 'Failed', 'Error', '');

const nodePhase = oneOf<NodePhase | ''>('Pending', 'Running', 'Succeeded', 'Skipped', 'Failed', 'Error', 'Omitted', '');

const failure = named(
  'NodeFailure',
  object<NodeFailure>({ attempts: nullable(number), retry: text, continues: boolean, phase: nullable(end), lost: list(stageId), instead: list(stageId), more: boolean }),
);

const comparison: Shape<StageComparison> = named(
  'StageComparison',
  union<StageComparison>()('kind', {
    new: object({ kind: oneOf('new') }),
    same: object({ kind: oneOf('same') }),
    changed: object({ kind: oneOf('changed'), template: nullable(text), fields: list(fieldChange) }),
  }),
);

const time = object<{ readonly least: number; readonly most: number | null }>({ least: number, most: nullable(number) });

const stage: Shape<WorkflowStage> = named(
  'WorkflowStage',
  object<WorkflowStage>({
    id: stageId,
    title: text,
    kind,
    template: nullable(text),
    within: nullable(stageId),
    group: nullable(number),
    needs: list(stageId),
    wave: number,
    runs,
    fanOut: nullable(fanOut),
    pod: nullable(pod),
    gate: nullable(gate),
    change: nullable(resource),
    inputs: texts,
    outputs: list(text),
    onFailure: nullable(failure),
    startsAt: number,
    time,
    phase: nodePhase,
    message: text,
    compared: nullable(comparison),
    origin: span,
  }),
);

const totals = object<WorkflowTotals>({
  pods: number,
  conditionalPods: number,
  widthUnknown: list(text),
  waves: number,
  approvals: number,
  mostPods: number,
  peakRequests: texts,
  criticalPath: list(stageId),
  time,
  worstPods: nullable(number),
});

const schedule = named(
  'Schedule',
  object<Schedule>({ name: text, schedules: list(text), timezone: text, concurrencyPolicy: text, suspended: boolean, next: list(text) }),
);

export const workflowPlan: Shape<WorkflowPlan> = named(
  'WorkflowPlan',
  object<WorkflowPlan>({
    kind: oneOf('Workflow'),
    id: textAs<ProgramId>(),
    action: programAction,
    phase: end,
    message: text,
    stages: list(stage),
    gone: list(object<GoneStage>({ id: stageId, title: text, kind, template: nullable(text) })),
    totals,
    schedule: nullable(schedule),
    manifest: list(fieldChange),
    acts: list(act),
    origin: span,
  }),
);
