import { isJsonObject } from '../../../lang/index.ts';
import type { IstioRouter, IstioVirtualService, KubeObject } from '../../../model/index.ts';
import { objectsIn } from '../backends.ts';
import type { RouterActions, Update, Versions } from '../router.ts';
import { withVersions } from './destination-rule.ts';
import { headerRoute, inOrder, mirrorRoute, withoutManaged, withRoute, type CanaryPlace } from './managed-routes.ts';
import { chosenRoutes, placeOf, routesIn, withWeights } from './virtual-service.ts';

/**
 * Weights in the routes of VirtualServices, between two Services or two subsets of one.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/istio
 */
export function istio(router: IstioRouter, update: Update): RouterActions {
  const { routes, managedRoutes } = update;
  const each = (change: (service: KubeObject, chosen: IstioVirtualService) => KubeObject, why: string): void => {
    for (const chosen of router.virtualServices) {
      const service = routes.get(chosen.ref);
      if (!service) continue;
      const next = change(service, chosen);
      if (next !== service) routes.put(next, `${why} in VirtualService ${chosen.ref.name}`);
    }
  };
  return {
    trouble() {
      for (const chosen of router.virtualServices) {
        const service = routes.get(chosen.ref);
        const trouble = service ? troubleIn(service, chosen, router, update) : null;
        if (trouble !== null) return `${trouble} in the VirtualService ${chosen.ref.name}`;
      }
      return null;
    },
    setVersions(versions, additional) {
      if (mustWait(update, versions)) return false;
      const named = router.destinationRule;
      const rule = named && routes.get(named.ref);
      if (named && rule) routes.put(withVersions(rule, named, update.program.name, versions, additional), `select the versions in the subsets of DestinationRule ${named.ref.name}`);
      return true;
    },
    setWeight(weight, additional) {
      each((service, chosen) => {
        const next = withWeights(service, chosen, { weight, additional, router, update });
        return next === service ? service : inOrder(next, managedRoutes);
      }, `give the canary ${weight} of 100`);
    },
    setHeaderRoute(step) {
      const canary = canaryPlace(router, update);
      each((service, chosen) => inOrder(withRoute(service, step.name, step.match && headerRoute(step, service, chosen, canary), 'last'), managedRoutes), `${step.match ? 'make' : 'remove'} route ${step.name}`);
    },
    setMirrorRoute(step) {
      const canary = canaryPlace(router, update);
      each((service, chosen) => inOrder(withRoute(service, step.name, step.match && mirrorRoute(step, service, chosen, canary), 'first'), managedRoutes), `${step.match ? 'make' : 'remove'} route ${step.name}`);
    },
    removeManagedRoutes() {
      each((service) => withoutManaged(service, managedRoutes), `remove the routes ${managedRoutes.join(', ')}`);
    },
  };
}

/** @see Argo Rollouts 1.9 ValidateHTTPRoutes, validateVirtualServiceRouteDestinations */
function troubleIn(service: KubeObject, chosen: IstioVirtualService, { destinationRule: rule }: IstioRouter, { services }: Update): string | null {
  const names = routesIn(service, 'http').map(({ name }) => name);
  const missing = chosen.http.find((name) => !names.includes(name));
  if (missing !== undefined) return `there is no route ${missing}`;
  const found = chosenRoutes(service, chosen);
  if (found.length === 0) return 'there is no route that the router could change';
  for (const route of found) {
    const places = objectsIn(route['route']).map(placeOf);
    const lacks = rule ? [rule.canary, rule.stable].find((subset) => !places.some((place) => place.subset === subset)) : [services.canary, services.stable].find((name) => !places.some(({ host }) => host === name));
    if (lacks !== undefined) return `the ${rule ? 'subset' : 'Service'} ${lacks} is not among the destinations of ${typeof route['name'] === 'string' ? `the route ${route['name']}` : 'a route'}`;
  }
  return null;
}

/** Subsets alone tell versions apart: they go over only to pods that are there. @see Argo Rollouts 1.9 shouldDelayDestinationRuleUpdate */
function mustWait({ bySubsets, sets, isGoingBack }: Update, versions: Versions): boolean {
  if (!bySubsets) return false;
  return sets.some(({ hash, desired, available }) => {
    if (desired === 0 || (hash !== versions.stable && hash !== versions.canary) || (isGoingBack && hash === versions.canary)) return false;
    return available < desired;
  });
}

function canaryPlace({ destinationRule }: IstioRouter, { routes, services }: Update): CanaryPlace {
  const spec = destinationRule && routes.get(destinationRule.ref)?.spec;
  const host = isJsonObject(spec ?? undefined) && typeof spec?.['host'] === 'string' ? spec['host'] : '';
  return { host: host === '' ? services.canary : host, subset: destinationRule?.canary ?? '' };
}
