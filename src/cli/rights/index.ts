/**
 * Which rights a cluster has to give for what manifests ask of it, as Roles and ClusterRoles.
 *
 * Works from manifests alone and asks no cluster. What stands here follows what the adapters of `cluster/` and `state/` ask for: a suite on a real
 * cluster holds the two against each other.
 */
export { bindingsOf, rolesOf, type Subject } from './roles.ts';
export { rightsOf, type Purpose, type RightsAsked } from './rights-of.ts';
