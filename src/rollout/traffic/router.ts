import type { HeaderRouteStep, MirrorRouteStep } from '../../model/index.ts';
import type { SetView } from '../observe.ts';
import type { RouteDrafts } from './drafts.ts';
import type { WeightDestination } from './weights.ts';

/** What every router knows of the update on its way. */
export interface Update {
  readonly program: { readonly name: string; readonly namespace: string };
  readonly routes: RouteDrafts;
  readonly maxWeight: number;
  readonly managedRoutes: readonly string[];
  /** Names of the Services between which traffic is shifted now; '' where there are none. */
  readonly services: { readonly stable: string; readonly canary: string };
  /** The Rollout names no Services of its own for the two versions. */
  readonly bySubsets: boolean;
  readonly sets: readonly SetView[];
  /** Traffic goes back to the stable version, whatever the canary's pods do. */
  readonly isGoingBack: boolean;
}

/** Versions that a router may tell apart by their hashes; null: there is none. */
export interface Versions {
  readonly canary: string | null;
  readonly stable: string | null;
}

/**
 * What can be done through one router. What it can't do is left out.
 *
 * Each repeats without harm: it changes nothing where the routes are as they should be.
 *
 * @see Argo Rollouts 1.9 TrafficRoutingReconciler
 */
export interface RouterActions {
  /** Why traffic can't be shared out through its routes as they are; null: it can. Routes that are not there are no matter of it. */
  readonly trouble: () => string | null;
  /** `additional` has the same weights as the last one of `setWeight`. False: not yet, and nothing else may be decided until then. */
  readonly setVersions?: (versions: Versions, additional: readonly WeightDestination[]) => boolean;
  readonly setWeight: (weight: number, additional: readonly WeightDestination[]) => void;
  readonly setHeaderRoute?: (step: HeaderRouteStep) => void;
  readonly setMirrorRoute?: (step: MirrorRouteStep) => void;
  readonly removeManagedRoutes?: () => void;
}
