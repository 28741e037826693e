import { objectsOfRouter, objectsThatRouterNeeds, refKey } from '../../model/index.ts';
import type { Scene } from '../scene.ts';
import { RouteDrafts } from './drafts.ts';
import { actionsOf } from './routers.ts';
import { updateOf } from './update-of.ts';

/**
 * Why the program's routers can't do what they are to; null: they can.
 *
 * @see Argo Rollouts 1.9 pkg/apis/rollouts/validation ValidateRolloutReferencedResources
 */
export function routesTrouble(scene: Scene): string | null {
  const { program, world } = scene;
  const { strategy } = program.spec;
  if (strategy.kind !== 'canary' || !strategy.routing) return null;
  const routes = new RouteDrafts(world.routes);
  for (const router of strategy.routing.routers) {
    const behind = objectsOfRouter(router, program.name, [], (ref) => routes.get(ref)).filter(({ kind }) => kind === 'VirtualRouter');
    const missing = world.assumesRoutes ? undefined : [...objectsThatRouterNeeds(router), ...behind].find((ref) => !world.routes.has(refKey(ref)));
    if (missing) return `the ${missing.kind} ${missing.name}, which its router is to change, is not there`;
    const trouble = actionsOf(router, updateOf(strategy, strategy.routing, scene, { router, routes })).trouble();
    if (trouble !== null) return trouble;
  }
  return null;
}
