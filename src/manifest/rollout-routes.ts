import type { Json } from '../lang/index.ts';
import type { Path } from '../model/index.ts';
import { listAt, objectAt, textAt } from './fields.ts';
import { canaryPath, routingPath, type RolloutParts } from './rollout-parts.ts';
import { shiftedServices } from './rollout-services.ts';

/** A route that a Rollout names, and the backends that it must have for the router to work. */
export interface NamedRoute {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where the Rollout names it. */
  readonly path: Path;
  readonly format: RouteFormat;
  /** Names of the Services, or of subsets, that must be among the backends. */
  readonly needs: readonly string[];
  /** Where the Rollout names those, for people who read the trouble. */
  readonly needsAt: Path;
  /** The parts of the route that are meant, by name; empty: the only one. */
  readonly parts: readonly string[];
  /** Protocols of a VirtualService whose routes are chosen by port or host, which no rule looks at. */
  readonly chosenOtherwise?: readonly string[];
}

type RouteFormat = 'ingress' | 'virtual-service' | 'virtual-service-subsets' | 'destination-rule' | 'apisix' | 'traefik' | 'mapping' | 'gateway' | 'app-mesh';

/** Every route in `trafficRouting`, whatever the router. */
export function routesOf(rollout: RolloutParts): readonly NamedRoute[] {
  const { routing } = rollout;
  if (!routing) return [];
  return [...nginx(rollout), ...alb(rollout), ...istio(rollout), ...apisix(rollout), ...traefik(rollout), ...ambassador(rollout), ...appMesh(rollout), ...gateway(rollout)];
}

const stableAt: Path = [...canaryPath, 'stableService'];
const ingress = { kind: 'Ingress.networking.k8s.io', format: 'ingress', parts: [] } as const;

function nginx(rollout: RolloutParts): readonly NamedRoute[] {
  const { stable } = shiftedServices(rollout);
  return namesIn(rollout, ['nginx', 'stableIngress'], ['nginx', 'stableIngresses']).map((named) => ({ ...ingress, ...named, needs: [stable], needsAt: stableAt }));
}

function alb(rollout: RolloutParts): readonly NamedRoute[] {
  const root = textAt(rollout.routing ?? undefined, 'alb', 'rootService') ?? '';
  const needs = [root === '' ? shiftedServices(rollout).stable : root];
  const needsAt = root === '' ? stableAt : [...routingPath, 'alb', 'rootService'];
  return namesIn(rollout, ['alb', 'ingress'], ['alb', 'ingresses']).map((named) => ({ ...ingress, ...named, needs, needsAt }));
}

function istio(rollout: RolloutParts): readonly NamedRoute[] {
  const { routing, namespace } = rollout;
  const one = objectAt(routing ?? undefined, 'istio', 'virtualService');
  const places: readonly { readonly value: Json; readonly path: Path }[] = [
    ...(one ? [{ value: one, path: ['istio', 'virtualService'] }] : []),
    ...listAt(routing ?? undefined, 'istio', 'virtualServices').map((value, index) => ({ value, path: ['istio', 'virtualServices', index] })),
  ];
  const rule = objectAt(routing ?? undefined, 'istio', 'destinationRule') ?? undefined;
  const subsets = ['stableSubsetName', 'canarySubsetName'].map((field) => textAt(rule, field) ?? '');
  const { stable, canary } = shiftedServices(rollout);
  const needsAt: Path = rule ? [...routingPath, 'istio', 'destinationRule'] : stableAt;
  const services = places.flatMap(({ value, path }): readonly NamedRoute[] => {
    const [name = '', elsewhere] = (textAt(value, 'name') ?? '').split('.');
    if (name === '') return [];
    const found: NamedRoute = {
      kind: 'VirtualService.networking.istio.io',
      namespace: elsewhere ?? namespace,
      name,
      path: [...routingPath, ...path, 'name'],
      format: rule ? ('virtual-service-subsets' as const) : ('virtual-service' as const),
      needs: rule ? subsets : [stable, canary],
      needsAt,
      parts: listAt(value, 'routes').filter((part) => typeof part === 'string'),
      chosenOtherwise: ['tls', 'tcp'].filter((protocol) => listAt(value, `${protocol}Routes`).length > 0),
    };
    return [found];
  });
  const rules = namesIn(rollout, ['istio', 'destinationRule', 'name']).map((named): NamedRoute => ({ kind: 'DestinationRule.networking.istio.io', format: 'destination-rule', ...named, needs: subsets, needsAt, parts: [] }));
  return [...services, ...rules];
}

function apisix(rollout: RolloutParts): readonly NamedRoute[] {
  const { routing, namespace } = rollout;
  const { stable, canary } = shiftedServices(rollout);
  const name = textAt(routing ?? undefined, 'apisix', 'route', 'name') ?? '';
  if (name === '') return [];
  const parts = listAt(routing ?? undefined, 'apisix', 'route', 'rules').filter((part) => typeof part === 'string');
  return [{ kind: 'ApisixRoute.apisix.apache.org', namespace, name, path: [...routingPath, 'apisix', 'route', 'name'], format: 'apisix', needs: [stable, canary], needsAt: stableAt, parts }];
}

function traefik(rollout: RolloutParts): readonly NamedRoute[] {
  const { stable, canary } = shiftedServices(rollout);
  return namesIn(rollout, ['traefik', 'weightedTraefikServiceName']).map((named) => ({
    kind: 'TraefikService.traefik.io',
    format: 'traefik',
    ...named,
    needs: [stable, canary],
    needsAt: stableAt,
    parts: [],
  }));
}

function ambassador(rollout: RolloutParts): readonly NamedRoute[] {
  const { stable } = shiftedServices(rollout);
  return namesIn(rollout, [], ['ambassador', 'mappings']).map((named) => ({
    kind: 'Mapping.getambassador.io',
    format: 'mapping',
    ...named,
    needs: [stable],
    needsAt: stableAt,
    parts: [],
  }));
}

function appMesh(rollout: RolloutParts): readonly NamedRoute[] {
  const nodes = ['canaryVirtualNodeRef', 'stableVirtualNodeRef'].flatMap((which) => namesIn(rollout, ['appMesh', 'virtualNodeGroup', which, 'name']));
  const named = [
    ...namesIn(rollout, ['appMesh', 'virtualService', 'name']).map((one) => ({ kind: 'VirtualService.appmesh.k8s.aws', ...one })),
    ...nodes.map((one) => ({ kind: 'VirtualNode.appmesh.k8s.aws', ...one })),
  ];
  return named.map((one) => ({ format: 'app-mesh' as const, ...one, needs: [], needsAt: [...routingPath, 'appMesh'], parts: [] }));
}

export const gatewayPlugin = 'argoproj-labs/gatewayAPI';
export const gatewayKinds = [
  ['httpRoute', 'httpRoutes', 'HTTPRoute'],
  ['grpcRoute', 'grpcRoutes', 'GRPCRoute'],
  ['tcpRoute', 'tcpRoutes', 'TCPRoute'],
  ['tlsRoute', 'tlsRoutes', 'TLSRoute'],
] as const;

/** @see Argo Rollouts' Gateway API plugin 0.9: one route by name, or lists of objects with names */
function gateway(rollout: RolloutParts): readonly NamedRoute[] {
  const config = objectAt(rollout.routing ?? undefined, 'plugins', gatewayPlugin) ?? undefined;
  const namespace = textAt(config, 'namespace') ?? rollout.namespace;
  const { stable, canary } = shiftedServices(rollout);
  return gatewayKinds.flatMap(([single, plural, kind]) => {
    const named: readonly { readonly name: string | null; readonly path: Path }[] = [
      { name: textAt(config, single), path: [single] },
      ...listAt(config, plural).map((route, index) => ({ name: textAt(route, 'name'), path: [plural, index, 'name'] })),
    ];
    return named.flatMap(({ name, path }) => {
      if (name === null || name === '') return [];
      const place = [...routingPath, 'plugins', gatewayPlugin, ...path];
      return { kind: `${kind}.gateway.networking.k8s.io`, namespace, name, path: place, format: 'gateway' as const, needs: [stable, canary], needsAt: stableAt, parts: [] };
    });
  });
}

/** Names in a field of `trafficRouting`, and in a list of texts there. */
function namesIn({ routing, namespace }: RolloutParts, field: Path, list: Path = []): readonly Pick<NamedRoute, 'name' | 'namespace' | 'path'>[] {
  const single = field.length === 0 ? '' : (textAt(routing ?? undefined, ...field) ?? '');
  return [
    ...(single === '' ? [] : [{ name: single, namespace, path: [...routingPath, ...field] }]),
    ...(list.length === 0 ? [] : listAt(routing ?? undefined, ...list)).flatMap((name, index) =>
      typeof name === 'string' && name !== '' ? [{ name, namespace, path: [...routingPath, ...list, index] }] : [],
    ),
  ];
}
