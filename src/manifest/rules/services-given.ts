import { diagnose } from '../../diagnostic/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, textAt } from '../fields.ts';
import { blueGreenPath, canaryPath, routingPath, type RolloutRule } from '../rollout-parts.ts';

/** Routers that shift traffic between two Services; Istio may do with subsets, ALB and Istio with ping-pong. */
const routers: readonly string[] = ['alb', 'istio', 'smi', 'apisix', 'ambassador', 'nginx', 'appMesh', 'traefik'];

/**
 * SLU232: what shifts traffic between Services needs their names.
 *
 * @see Argo Rollouts 1.9 requireCanaryStableServices
 */
export const servicesGiven: RolloutRule = function* ({ resource, canary, blueGreen, routing }) {
  if (blueGreen && !canary && (textAt(blueGreen, 'activeService') ?? '') === '') {
    yield diagnose('SLU232', resource.at.keySpanOf(blueGreenPath), 'A blue-green Rollout changes over a Service, and activeService names none. Add it.');
  }
  if (!canary) return;
  const pingPong = isGiven(canary, 'pingPong');
  const missing = (path: Path, names: readonly string[]): readonly string[] => names.filter((name) => (textAt(canary, ...path, name) ?? '') === '');
  if (pingPong) {
    for (const name of missing(['pingPong'], ['pingService', 'pongService'])) {
      yield diagnose('SLU232', resource.at.keySpanOf([...canaryPath, 'pingPong']), `Ping-pong needs two Services, and ${name} names none. Add it.`);
    }
  }
  const router = routers.find((name) => isGiven(routing ?? undefined, name));
  if (router === undefined || (pingPong && ['alb', 'istio'].includes(router)) || (router === 'istio' && isGiven(routing ?? undefined, 'istio', 'destinationRule'))) return;
  for (const name of missing([], ['stableService', 'canaryService'])) {
    yield diagnose('SLU232', resource.at.keySpanOf([...routingPath, router]), `The router ${router} shifts traffic between two Services, and strategy.canary.${name} names none. Add it.`);
  }
};
