import type { CanaryStrategy, Router, TrafficRouting } from '../../model/index.ts';
import type { Scene } from '../scene.ts';
import { formerCanary } from './desired-weight.ts';
import type { RouteDrafts } from './drafts.ts';
import type { Update } from './router.ts';
import { shiftedServices } from './services.ts';

/** The update on its way as one router is told of it. */
export function updateOf(strategy: CanaryStrategy, routing: TrafficRouting, { program, cast, memory }: Scene, { router, routes }: { readonly router: Router; readonly routes: RouteDrafts }): Update {
  return {
    program,
    routes,
    services: shiftedServices(strategy, memory, router.kind === 'alb'),
    maxWeight: routing.maxWeight,
    managedRoutes: routing.managedRoutes,
    bySubsets: strategy.canaryService === null && strategy.stableService === null,
    sets: cast.all,
    isGoingBack: memory.aborted !== null || formerCanary(routing, { program, cast, memory }) !== null,
  };
}
