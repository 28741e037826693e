import { diagnose } from '../../diagnostic/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, numberAt, objectAt, textAt } from '../fields.ts';
import { blueGreenPath, canaryPath, routingPath, type RolloutParts, type RolloutRule } from '../rollout-parts.ts';

/** Two settings that cannot both hold: where the trouble is shown, when it is there, and what to say. */
interface Contradiction {
  readonly at: Path;
  readonly holds: (rollout: RolloutParts) => boolean;
  readonly detail: string;
}

const inCanary = ({ canary }: RolloutParts, ...path: Path): boolean => isGiven(canary ?? undefined, ...path);
const inRouting = ({ routing }: RolloutParts, ...path: Path): boolean => isGiven(routing ?? undefined, ...path);
const canaryNumber = ({ canary }: RolloutParts, ...path: Path): number | null => numberAt(canary ?? undefined, ...path);
const isDynamic = ({ canary }: RolloutParts): boolean => canary?.['dynamicStableScale'] === true;
const hasText = ({ routing }: RolloutParts, ...path: Path): boolean => (textAt(routing ?? undefined, ...path) ?? '') !== '';
const hasList = ({ routing }: RolloutParts, ...path: Path): boolean => listAt(routing ?? undefined, ...path).length > 0;

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const antiAffinity = (path: Path): readonly Contradiction[] => {
  const of = ({ spec }: RolloutParts, ...rest: Path) => isGiven(spec, ...path.slice(1), 'antiAffinity', ...rest);
  return [
    {
      at: [...path, 'antiAffinity'],
      holds: (rollout) => of(rollout) && of(rollout, required) === of(rollout, preferred),
      detail: `antiAffinity is either ${preferred} or ${required}. Write one of the two.`,
    },
    {
      at: [...path, 'antiAffinity', preferred, 'weight'],
      holds: ({ spec }) => {
        const preference = objectAt(spec, ...path.slice(1), 'antiAffinity', preferred);
        const weight = numberAt(preference ?? undefined, 'weight') ?? 0;
        return preference !== null && (weight < 1 || weight > 100);
      },
      detail: 'The weight of a preference goes from 1 to 100. Write one within.',
    },
  ];
};

const contradictions: readonly Contradiction[] = [
  {
    at: ['spec', 'progressDeadlineSeconds'],
    holds: ({ spec }) => (numberAt(spec, 'progressDeadlineSeconds') ?? 600) <= (numberAt(spec, 'minReadySeconds') ?? 0),
    detail: 'progressDeadlineSeconds (600 unless given) must be greater than minReadySeconds, else every update would miss its deadline. Raise the one or lower the other.',
  },
  {
    at: ['spec', 'template'],
    holds: ({ spec }) => isGiven(spec, 'workloadRef') && ['labels', 'annotations'].some((field) => objectAt(spec, 'template', 'metadata', field) !== null),
    detail: 'workloadRef takes the pod template from another object, so the Rollout cannot have one of its own. Remove one of the two.',
  },
  {
    at: [...blueGreenPath, 'scaleDownDelayRevisionLimit'],
    holds: ({ blueGreen, spec }) => (numberAt(blueGreen ?? undefined, 'scaleDownDelayRevisionLimit') ?? -Infinity) > (numberAt(spec, 'revisionHistoryLimit') ?? 10),
    detail: 'scaleDownDelayRevisionLimit keeps more old ReplicaSets up than revisionHistoryLimit (10 unless given) keeps at all. Raise the one or lower the other.',
  },
  {
    at: [...canaryPath, 'scaleDownDelaySeconds'],
    holds: (rollout) => inCanary(rollout, 'scaleDownDelaySeconds') && !rollout.routing,
    detail: 'scaleDownDelaySeconds of a canary works with a traffic router only. Remove it, or add trafficRouting.',
  },
  {
    at: [...canaryPath, 'dynamicStableScale'],
    holds: (rollout) => isDynamic(rollout) && !rollout.routing,
    detail: 'dynamicStableScale works with a traffic router only. Remove it, or add trafficRouting.',
  },
  {
    at: [...canaryPath, 'dynamicStableScale'],
    holds: (rollout) => isDynamic(rollout) && rollout.routing !== null && inCanary(rollout, 'scaleDownDelaySeconds'),
    detail: 'dynamicStableScale takes pods away as their traffic goes, and scaleDownDelaySeconds keeps them. Remove one of the two.',
  },
  {
    at: [...routingPath, 'maxTrafficWeight'],
    holds: (rollout) => inRouting(rollout, 'maxTrafficWeight') && !inRouting(rollout, 'nginx') && Object.keys(objectAt(rollout.routing ?? undefined, 'plugins') ?? {}).length === 0,
    detail: 'maxTrafficWeight works with nginx and with plugins only. Remove it, and write weights from 0 to 100.',
  },
  {
    at: [...canaryPath, 'pingPong'],
    holds: (rollout) => inCanary(rollout, 'pingPong') && rollout.routing !== null && !inRouting(rollout, 'alb') && !inRouting(rollout, 'istio'),
    detail: 'Ping-pong works with ALB and Istio only. Write canaryService and stableService instead.',
  },
  {
    at: [...routingPath, 'alb'],
    holds: (rollout) => inCanary(rollout, 'pingPong') && inRouting(rollout, 'alb') && !hasText(rollout, 'alb', 'rootService'),
    detail: 'With ping-pong the two Services change places, so ALB needs a third one that the Ingress names. Add rootService.',
  },
  {
    at: [...routingPath, 'nginx'],
    holds: (rollout) => inRouting(rollout, 'nginx') && hasText(rollout, 'nginx', 'stableIngress') === inRouting(rollout, 'nginx', 'stableIngresses'),
    detail: 'nginx takes either stableIngress or stableIngresses. Write one of the two.',
  },
  {
    at: [...routingPath, 'alb'],
    holds: (rollout) => inRouting(rollout, 'alb') && hasText(rollout, 'alb', 'ingress') === inRouting(rollout, 'alb', 'ingresses'),
    detail: 'ALB takes either ingress or ingresses. Write one of the two.',
  },
  {
    at: [...routingPath, 'istio'],
    holds: (rollout) => inRouting(rollout, 'istio') && inRouting(rollout, 'istio', 'virtualService') === hasList(rollout, 'istio', 'virtualServices'),
    detail: 'Istio takes either virtualService or virtualServices. Write one of the two.',
  },
  { at: ['spec', 'rollbackWindow', 'revisions'], holds: ({ spec }) => (numberAt(spec, 'rollbackWindow', 'revisions') ?? 0) < 0, detail: 'A rollback window counts revisions from 0. Write 0 or more.' },
  { at: [...canaryPath, 'scaleDownDelaySeconds'], holds: (rollout) => (canaryNumber(rollout, 'scaleDownDelaySeconds') ?? 0) < 0, detail: 'A delay is counted from 0 seconds. Write 0 or more.' },
  ...antiAffinity(canaryPath),
  ...antiAffinity(blueGreenPath),
];

/**
 * SLU235: settings that contradict each other.
 *
 * @see Argo Rollouts 1.9 ValidateRolloutSpec, ValidateRolloutStrategyCanary, ValidateRolloutStrategyBlueGreen and the checks of routers' settings
 */
export const settingsAgree: RolloutRule = function* (rollout) {
  for (const { at, holds, detail } of contradictions) {
    if (holds(rollout)) yield diagnose('SLU235', rollout.resource.at.keySpanOf(at), detail);
  }
};
