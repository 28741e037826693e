import type { DownwardReading, Gate, GateMetric, PodDelta, PodMetadata, Stage, StageId, StageSet, Traffic, WhatIf } from '../model/index.ts';
import { change, envelope, fieldChange, phase, role, span } from './part-shapes.ts';
import { boolean, later, list, named, nullable, number, object, oneOf, text, textAs, texts, union, type Shape } from './shape.ts';

/** The form of one stage in plan files and `-o json`. */

const stageSet = named(
  'StageSet',
  object<StageSet>({ name: text, role, revision: number, images: list(text), before: number, after: number, ready: number, scaleDownAt: nullable(number) }),
);

const relabelled = object<NonNullable<PodDelta['relabelled']>>({ pods: number, fields: list(fieldChange) });

const podDelta = named(
  'PodDelta',
  object<PodDelta>({ set: text, role, added: number, removed: number, labels: texts, annotations: texts, relabelled: nullable(relabelled) }),
);

const podMetadata = object<PodMetadata>({ labels: texts, annotations: texts });

const traffic = named('Traffic', object<Traffic>({ asked: number, real: number, derivation: text }));

const gateMetric = named(
  'GateMetric',
  object<GateMetric>({
    name: text,
    template: later(text, ''),
    provider: later(text, ''),
    condition: text,
    initialDelaySeconds: later(number, 0),
    intervalSeconds: nullable(number),
    count: nullable(number),
    failureLimit: number,
    inconclusiveLimit: later(number, 0),
    consecutiveErrorLimit: later(number, 4),
    consecutiveSuccessLimit: later(number, 0),
    dryRun: later(boolean, false),
    measured: list(object<GateMetric['measured'][number]>({ value: text, phase: text, atSeconds: number })),
  }),
);

const gate: Shape<Gate> = named(
  'Gate',
  union<Gate>()('kind', {
    pods: object({ kind: oneOf('pods'), set: text, pods: number, deadlineSeconds: number, minReadySeconds: number }),
    timer: object({ kind: oneOf('timer'), seconds: number }),
    approval: object({ kind: oneOf('approval') }),
    'scale-down': object({ kind: oneOf('scale-down'), set: text, seconds: number }),
    analysis: object({ kind: oneOf('analysis'), run: later(text, ''), templates: list(text), metrics: list(gateMetric), metadata: later(podMetadata, { labels: {}, annotations: {} }), holds: boolean, begins: later(boolean, false), soonestFailureSeconds: later(nullable(number), null) }),
    experiment: object({ kind: oneOf('experiment'), name: text, seconds: nullable(number) }),
  }),
);

const whatIf: Shape<WhatIf> = named(
  'WhatIf',
  object<WhatIf>({
    event: oneOf<WhatIf['event']>('abort', 'promote-full', 'new-version', 'pods-never-ready', 'analysis-fails', 'analysis-errors', 'analysis-inconclusive'),
    phase,
    message: text,
    sets: list(object<WhatIf['sets'][number]>({ name: text, role, desired: number, ready: number })),
    traffic: nullable(traffic),
    envelope,
    seconds: number,
  }),
);

const downward = named(
  'DownwardReading',
  object<DownwardReading>({
    set: text,
    container: text,
    field: text,
    through: oneOf<DownwardReading['through']>('volume', 'env'),
    at: text,
    sees: oneOf<DownwardReading['sees']>('live', 'after restart'),
  }),
);

export const stage: Shape<Stage> = named(
  'Stage',
  object<Stage>({
    id: textAs<StageId>(),
    title: text,
    needs: list(textAs<StageId>()),
    step: nullable(number),
    phase,
    message: text,
    sets: list(stageSet),
    pods: list(podDelta),
    changes: list(change),
    traffic: nullable(traffic),
    envelope,
    gates: list(gate),
    onFailure: list(whatIf),
    whatIf: list(whatIf),
    downward: list(downward),
    time: object<Stage['time']>({ least: number, most: nullable(number) }),
    startsAt: number,
    origin: span,
  }),
);
