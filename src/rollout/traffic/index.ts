/**
 * Traffic of canaries that have a router: which weight it is to have now, how many pods that takes, and the changes to the routes.
 *
 * One file or folder for each router. A router changes the objects that it is given and nothing else: Services and sets are the strategy's.
 */
export { areSetsReached } from './counts.ts';
export { formerCanary } from './desired-weight.ts';
export { routeTraffic, type Routed } from './route-traffic.ts';
export { isMadeBySluice, madeRoutesOf, routeKindsOf, routeRefsOf, routesOf } from './routes-of.ts';
export { routesTrouble } from './routes-trouble.ts';
export { scaleRoutedSets } from './scale-sets.ts';
export { shiftedServices } from './services.ts';
export type { TrafficWeights, WeightDestination } from './weights.ts';
export { withLiveShares } from './with-live-shares.ts';
