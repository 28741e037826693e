import type { Json } from '../lang/index.ts';
import type { Path, Resource } from '../model/index.ts';
import { listAt, objectAt, textAt } from './fields.ts';
import type { NamedRoute } from './rollout-routes.ts';

/** Where a route sends traffic: the name of a Service, or of a subset of one. */
interface Backend {
  readonly name: string;
  readonly path: Path;
}

/** A part of a route that the router changes, and its backends. */
export interface RoutePart {
  /** '' where parts have no names. */
  readonly name: string;
  /** Where routes of several protocols stand in one object: http, tls, tcp. Else ''. */
  readonly protocol: string;
  readonly path: Path;
  readonly backends: readonly Backend[];
}

/** The parts of a route that have backends, as its kind writes them. */
export function partsOfRoute(route: Resource, format: NamedRoute['format']): readonly RoutePart[] {
  const spec = route.object.spec ?? {};
  switch (format) {
    case 'ingress':
      return [{ name: '', protocol: '', path: ['spec', 'rules'], backends: listAt(spec, 'rules').flatMap((rule, at) => backendsIn(listAt(rule, 'http', 'paths'), ['spec', 'rules', at, 'http', 'paths'], ['backend', 'service', 'name'])) }];
    case 'virtual-service':
      return virtualServiceParts(spec, ['destination', 'host'], firstLabel);
    case 'virtual-service-subsets':
      return virtualServiceParts(spec, ['destination', 'subset'], same);
    case 'destination-rule':
      return [{ name: '', protocol: '', path: ['spec', 'subsets'], backends: backendsIn(listAt(spec, 'subsets'), ['spec', 'subsets'], ['name']) }];
    case 'apisix':
      return listAt(spec, 'http').map((rule, at) => {
        const path: Path = ['spec', 'http', at];
        return { name: textAt(rule, 'name') ?? '', protocol: '', path, backends: backendsIn(listAt(rule, 'backends'), [...path, 'backends'], ['serviceName']) };
      });
    case 'traefik':
      return [{ name: '', protocol: '', path: ['spec', 'weighted'], backends: backendsIn(listAt(spec, 'weighted', 'services'), ['spec', 'weighted', 'services'], ['name']) }];
    case 'mapping': {
      const name = textAt(spec, 'service');
      return [{ name: '', protocol: '', path: ['spec'], backends: name === null ? [] : [{ name: hostOf(name), path: ['spec', 'service'] }] }];
    }
    case 'gateway':
      return [{ name: '', protocol: '', path: ['spec', 'rules'], backends: listAt(spec, 'rules').flatMap((rule, at) => backendsIn(listAt(rule, 'backendRefs'), ['spec', 'rules', at, 'backendRefs'], ['name'])) }];
    case 'app-mesh':
      return [];
  }
}

function virtualServiceParts(spec: Json, field: Path, read: (name: string) => string): readonly RoutePart[] {
  return ['http', 'tls', 'tcp'].flatMap((protocol) =>
    listAt(spec, protocol).map((route, at) => {
      const path: Path = ['spec', protocol, at];
      return { name: textAt(route, 'name') ?? '', protocol, path, backends: backendsIn(listAt(route, 'route'), [...path, 'route'], field, read) };
    }),
  );
}

function backendsIn(list: readonly Json[], path: Path, field: Path, read: (name: string) => string = same): readonly Backend[] {
  return list.flatMap((item, index) => {
    const name = objectAt(item) ? textAt(item, ...field) : null;
    return name === null ? [] : [{ name: read(name), path: [...path, index, ...field] }];
  });
}

const same = (name: string): string => name;

/** "web-stable.default.svc.cluster.local" is the Service web-stable. */
function firstLabel(host: string): string {
  return host.split('.')[0] ?? host;
}

/** "https://web-stable.default:80" is the Service web-stable. */
function hostOf(service: string): string {
  return firstLabel(service.replace(/^[a-z]+:\/\//, '').replace(/:\d+$/, ''));
}
