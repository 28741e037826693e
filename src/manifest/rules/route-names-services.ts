import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import type { Resource } from '../../model/index.ts';
import { listAt, numberAt, textAt } from '../fields.ts';
import { partsOfRoute, type RoutePart } from '../route-backends.ts';
import type { RolloutParts, RolloutRule } from '../rollout-parts.ts';
import { routesOf, type NamedRoute } from '../rollout-routes.ts';
import { shiftedServices } from '../rollout-services.ts';
import { shortKind } from './routes-found.ts';

/**
 * SLU214: a route must send its traffic to the Services that the Rollout names; SLU240: it must have the form that the router changes.
 *
 * @see Argo Rollouts 1.9 ValidateIngress, ValidateVirtualService, ValidateAmbassadorMapping
 */
export const routeNamesServices: RolloutRule = function* (rollout, inventory) {
  for (const named of routesOf(rollout)) {
    const route = inventory.find(named.kind, named.namespace, named.name);
    if (!route || named.format === 'app-mesh') continue;
    if (named.format === 'destination-rule') {
      yield* missingSubsets(rollout, named, route);
      continue;
    }
    if (named.format === 'mapping' && (numberAt(route.object.spec, 'weight') ?? 0) !== 0) {
      yield diagnose('SLU240', route.at.keySpanOf(['spec', 'weight']), `The router gives the Mapping ${named.name} its weight, so it must have none of its own. Remove it.`, [
        { message: 'the Rollout names the Mapping here', span: rollout.resource.at.spanOf(named.path) },
      ]);
    }
    yield* checkParts(rollout, named, route);
  }
};

function* missingSubsets(rollout: RolloutParts, named: NamedRoute, route: Resource): Iterable<Diagnostic> {
  const subsets = partsOfRoute(route, named.format).flatMap(({ backends }) => backends.map(({ name }) => name));
  for (const [field, name] of [['stableSubsetName', named.needs[0]], ['canarySubsetName', named.needs[1]]] as const) {
    if (name === undefined || name === '' || subsets.includes(name)) continue;
    const detail = `The DestinationRule ${named.name} has no subset ${name}, which is to select a version. Correct the name, or add the subset.${didYouMean(name, subsets)}`;
    yield diagnose('SLU240', rollout.resource.at.spanOf([...named.needsAt, field]), detail, [{ message: 'the DestinationRule is here', span: route.at.spanOf(['metadata', 'name']) }]);
  }
}

function* checkParts(rollout: RolloutParts, named: NamedRoute, route: Resource): Iterable<Diagnostic> {
  const made = new Set(listAt(rollout.routing ?? undefined, 'managedRoutes').map((managed) => textAt(managed, 'name')));
  const all = partsOfRoute(route, named.format).filter((part) => !named.chosenOtherwise?.includes(part.protocol) && !made.has(part.name));
  yield* missingParts(rollout, named, route, all);
  const byName = (part: RoutePart): boolean => named.parts.includes(part.name);
  for (const protocol of new Set(all.map((part) => part.protocol))) {
    const ofProtocol = all.filter((part) => part.protocol === protocol);
    const chosen = named.parts.length > 0 && (protocol === 'http' || protocol === '') ? ofProtocol.filter(byName) : ofProtocol;
    if (protocol !== '' && chosen === ofProtocol && chosen.length > 1) {
      const detail = `The VirtualService ${named.name} has ${chosen.length} ${protocol} routes, and the Rollout does not say which one to change. Choose one in its "${fieldOf[protocol] ?? ''}".`;
      yield diagnose('SLU240', rollout.resource.at.spanOf(named.path), detail, [{ message: 'the VirtualService is here', span: route.at.spanOf(['metadata', 'name']) }]);
      continue;
    }
    for (const part of chosen) yield* checkBackends(rollout, named, route, part);
  }
}

const fieldOf: Readonly<Record<string, string>> = { http: 'routes', tls: 'tlsRoutes', tcp: 'tcpRoutes' };

function* missingParts(rollout: RolloutParts, named: NamedRoute, route: Resource, all: readonly RoutePart[]): Iterable<Diagnostic> {
  const kind = shortKind(named.kind);
  const here = [{ message: `the ${kind} is here`, span: route.at.spanOf(['metadata', 'name']) }];
  if (all.length === 0) yield diagnose('SLU240', rollout.resource.at.spanOf(named.path), `The ${kind} ${named.name} has no routes that the router could change. Add one.`, here);
  for (const [index, name] of named.parts.entries()) {
    if (all.some((part) => part.name === name)) continue;
    const list = named.format === 'apisix' ? 'rules' : 'routes';
    const detail = `The ${kind} ${named.name} has no route ${name}. Correct the name, or add the route.${didYouMean(name, all.map((part) => part.name))}`;
    yield diagnose('SLU240', rollout.resource.at.spanOf([...named.path.slice(0, -1), list, index]), detail, here);
  }
}

function* checkBackends(rollout: RolloutParts, named: NamedRoute, route: Resource, part: RoutePart): Iterable<Diagnostic> {
  const missing = named.needs.filter((name) => name !== '' && !part.backends.some((backend) => backend.name === name));
  if (missing.length === 0) return;
  const wrong = part.backends.find((backend) => !named.needs.includes(backend.name));
  const kind = shortKind(named.kind);
  const what = named.format === 'virtual-service-subsets' ? 'subset' : 'Service';
  const sends = wrong ? `sends traffic to the ${what} ${wrong.name}` : `sends no traffic to the ${what} ${missing.join(' nor to ')}`;
  const mend = wrong ? `Point the backend at ${missing.join(' and ')}.` : `Add ${missing.join(' and ')} to the backends.`;
  yield diagnose(
    'SLU214',
    wrong ? route.at.spanOf(wrong.path) : route.at.keySpanOf(part.path),
    `The ${kind} ${named.name} ${sends}, but the Rollout ${rollout.name} ${shifts(rollout, named)}, so no canary pod would be reached as the weights say. ${mend}`,
    [{ message: `the Rollout names the ${kind} here`, span: rollout.resource.at.spanOf(named.path) }],
  );
}

function shifts(rollout: RolloutParts, named: NamedRoute): string {
  if (named.format === 'virtual-service-subsets') return `shifts traffic between the subsets ${named.needs.join(' and ')}`;
  const { stable, canary } = shiftedServices(rollout);
  return named.needs.includes(stable) ? `shifts traffic between ${stable} and ${canary}` : `takes its traffic from the root Service ${named.needs.join()}`;
}
