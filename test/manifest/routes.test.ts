import { describe } from 'vitest';
import { canary, check, indent, services } from './check.ts';

const shifting = (routing: string): string => canary(`canaryService: web-canary\nstableService: web-stable\ntrafficRouting:\n${indent(routing, 2)}`);
const both = services('web-stable', 'web-canary');
const ingress = (service: string): string => `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web-ingress }
spec:
  rules:
  - http:
      paths:
      - path: /
        backend:
          service:
            name: ${service}
`;
const virtualService = (...routes: readonly string[]): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  http:
${routes.join('')}`;
const subsetRule = (...names: readonly string[]): string => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  subsets:
${names.map((name) => `  - name: ${name}\n    labels: { app: web }\n`).join('')}`;
const route = (name: string, ...hosts: readonly string[]): string => `  - name: ${name}\n    route:\n${hosts.map((host) => `    - destination: { host: ${host} }\n`).join('')}`;

describe('routes-found', () => {
  check('warns about a route that is not there', shifting('nginx: { stableIngress: web-ingress }') + both, `
web.yaml:16:33 warning SLU205 reference leads out of these manifests
   16 |         nginx: { stableIngress: web-ingress }
      |                                 ^^^^^^^^^^^
  The router is to change the Ingress web-ingress, which is not among these manifests in namespace
  default. It may exist in the cluster; if it should stand here, add its file to the command or
  correct the name.
`);
});

describe('an Ingress', () => {
  check('sends its traffic to the stable Service', shifting('nginx: { stableIngresses: [web-ingress] }') + both + ingress('web-stable'), '');
  check('must not send it to another', shifting('nginx: { stableIngress: web-ingress }') + both + ingress('web-old'), `
web.yaml:38:19 error SLU214 route sends traffic to another Service
   38 |             name: web-old
      |                   ^^^^^^^
  The Ingress web-ingress sends traffic to the Service web-old, but the Rollout web shifts traffic
  between web-stable and web-canary, so no canary pod would be reached as the weights say. Point the
  backend at web-stable.
  web.yaml:16:33 the Rollout names the Ingress here
   16 |         nginx: { stableIngress: web-ingress }
      |                                 ^^^^^^^^^^^
`);
  check('of an ALB sends it to the root Service', shifting('alb: { ingress: web-ingress, rootService: web-root, servicePort: 80 }') + both + services('web-root') + ingress('web-stable'), `
web.yaml:43:19 error SLU214 route sends traffic to another Service
   43 |             name: web-stable
      |                   ^^^^^^^^^^
  The Ingress web-ingress sends traffic to the Service web-stable, but the Rollout web takes its
  traffic from the root Service web-root, so no canary pod would be reached as the weights say.
  Point the backend at web-root.
  web.yaml:16:25 the Rollout names the Ingress here
   16 |         alb: { ingress: web-ingress, rootService: web-root, servicePort: 80 }
      |                         ^^^^^^^^^^^
`);
});

describe('a VirtualService', () => {
  check('leads to both Services', shifting('istio: { virtualService: { name: web } }') + both + virtualService(route('main', 'web-stable', 'web-canary.default.svc.cluster.local')), '');
  check('must not leave one out', shifting('istio: { virtualService: { name: web } }') + both + virtualService(route('main', 'web-stable')), `
web.yaml:33:5 error SLU214 route sends traffic to another Service
   33 |   - name: main
      |     ^^^^^^^^^^
  The VirtualService web sends no traffic to the Service web-canary, but the Rollout web shifts
  traffic between web-stable and web-canary, so no canary pod would be reached as the weights say.
  Add web-canary to the backends.
  web.yaml:16:42 the Rollout names the VirtualService here
   16 |         istio: { virtualService: { name: web } }
      |                                          ^^^
`);
  check('must have the routes that are named', shifting('istio: { virtualService: { name: web, routes: [mian] } }') + both + virtualService(route('main', 'web-stable', 'web-canary')), `
web.yaml:16:56 error SLU240 route has not the form that the router changes
   16 |         istio: { virtualService: { name: web, routes: [mian] } }
      |                                                        ^^^^
  The VirtualService web has no route mian. Correct the name, or add the route. Did you mean main?
  web.yaml:30:19 the VirtualService is here
   30 | metadata: { name: web }
      |                   ^^^
`);
  check('with several routes needs one named', shifting('istio: { virtualServices: [{ name: web }] }') + both + virtualService(route('a', 'web-stable', 'web-canary'), route('b', 'web-old')), `
web.yaml:16:44 error SLU240 route has not the form that the router changes
   16 |         istio: { virtualServices: [{ name: web }] }
      |                                            ^^^
  The VirtualService web has 2 http routes, and the Rollout does not say which one to change. Choose
  one in its "routes".
  web.yaml:30:19 the VirtualService is here
   30 | metadata: { name: web }
      |                   ^^^
`);
  check('without routes cannot be changed', shifting('istio: { virtualService: { name: web } }') + both + virtualService().replace('http:', 'hosts: []'), `
web.yaml:16:42 error SLU240 route has not the form that the router changes
   16 |         istio: { virtualService: { name: web } }
      |                                          ^^^
  The VirtualService web has no routes that the router could change. Add one.
  web.yaml:30:19 the VirtualService is here
   30 | metadata: { name: web }
      |                   ^^^
`);
  check(
    'may have routes that the router makes, and others chosen by port',
    shifting('managedRoutes: [{ name: header }]\nistio: { virtualService: { name: web, tcpRoutes: [{ port: 3000 }] } }') + both + virtualService(route('header', 'web-canary'), route('main', 'web-stable', 'web-canary')) + '  tcp: [{}, {}]\n',
    '',
  );
  check('of subsets names those of the Rollout', canary('trafficRouting:\n  istio:\n    virtualService: { name: web }\n    destinationRule: { name: web, canarySubsetName: canary, stableSubsetName: stable }') + virtualService('  - route:\n    - destination: { host: web, subset: stable }\n    - destination: { host: web, subset: new }\n') + subsetRule('stable', 'canary'), `
web.yaml:25:41 error SLU214 route sends traffic to another Service
   25 |     - destination: { host: web, subset: new }
      |                                         ^^^
  The VirtualService web sends traffic to the subset new, but the Rollout web shifts traffic between
  the subsets stable and canary, so no canary pod would be reached as the weights say. Point the
  backend at canary.
  web.yaml:15:35 the Rollout names the VirtualService here
   15 |           virtualService: { name: web }
      |                                   ^^^
`);
});

describe('other routes', () => {
  check('HTTPRoute', shifting('plugins:\n  argoproj-labs/gatewayAPI: { httpRoute: web, namespace: default }') + both + '---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: web }\nspec:\n  rules:\n  - backendRefs:\n    - name: web-stable\n    - name: web-old\n', `
web.yaml:36:13 error SLU214 route sends traffic to another Service
   36 |     - name: web-old
      |             ^^^^^^^
  The HTTPRoute web sends traffic to the Service web-old, but the Rollout web shifts traffic between
  web-stable and web-canary, so no canary pod would be reached as the weights say. Point the backend
  at web-canary.
  web.yaml:17:50 the Rollout names the HTTPRoute here
   17 |           argoproj-labs/gatewayAPI: { httpRoute: web, namespace: default }
      |                                                  ^^^
`);
  check('ApisixRoute', shifting('apisix: { route: { name: web, rules: [main] } }') + both + '---\napiVersion: apisix.apache.org/v2\nkind: ApisixRoute\nmetadata: { name: web }\nspec:\n  http:\n  - name: main\n    backends:\n    - serviceName: web-canary\n', `
web.yaml:33:5 error SLU214 route sends traffic to another Service
   33 |   - name: main
      |     ^^^^^^^^^^
  The ApisixRoute web sends no traffic to the Service web-stable, but the Rollout web shifts traffic
  between web-stable and web-canary, so no canary pod would be reached as the weights say. Add
  web-stable to the backends.
  web.yaml:16:34 the Rollout names the ApisixRoute here
   16 |         apisix: { route: { name: web, rules: [main] } }
      |                                  ^^^
`);
  check('TraefikService', shifting('traefik: { weightedTraefikServiceName: web }') + both + '---\napiVersion: traefik.io/v1alpha1\nkind: TraefikService\nmetadata: { name: web }\nspec:\n  weighted:\n    services:\n    - name: web-stable\n    - name: web-canary\n', '');
  check('Mapping', shifting('ambassador: { mappings: [web] }') + both + '---\napiVersion: getambassador.io/v2\nkind: Mapping\nmetadata: { name: web }\nspec:\n  weight: 50\n  service: https://web-old:80\n', `
web.yaml:32:3 error SLU240 route has not the form that the router changes
   32 |   weight: 50
      |   ^^^^^^
  The router gives the Mapping web its weight, so it must have none of its own. Remove it.
  web.yaml:16:34 the Rollout names the Mapping here
   16 |         ambassador: { mappings: [web] }
      |                                  ^^^
web.yaml:33:12 error SLU214 route sends traffic to another Service
   33 |   service: https://web-old:80
      |            ^^^^^^^^^^^^^^^^^^
  The Mapping web sends traffic to the Service web-old, but the Rollout web shifts traffic between
  web-stable and web-canary, so no canary pod would be reached as the weights say. Point the backend
  at web-stable.
  web.yaml:16:34 the Rollout names the Mapping here
   16 |         ambassador: { mappings: [web] }
      |                                  ^^^
`);
});

describe('a DestinationRule', () => {
  const subsets = shifting('istio:\n  virtualService: { name: web }\n  destinationRule: { name: web, stableSubsetName: stable, canarySubsetName: canary }');
  const byPart = '  - route:\n    - destination: { host: web, subset: stable }\n    - destination: { host: web, subset: canary }\n';
  check('has the subsets that the Rollout names', subsets + both + virtualService(byPart) + subsetRule('stable', 'canary'), '');
  check('must have both', subsets + both + virtualService(byPart) + subsetRule('stable', 'canery'), `
web.yaml:18:85 error SLU240 route has not the form that the router changes
   18 |           destinationRule: { name: web, stableSubsetName: stable, canarySubsetName: canary }
      |                                                                                     ^^^^^^
  The DestinationRule web has no subset canary, which is to select a version. Correct the name, or
  add the subset. Did you mean canery?
  web.yaml:41:19 the DestinationRule is here
   41 | metadata: { name: web }
      |                   ^^^
`);
  check('should be among the manifests', subsets + both + virtualService(byPart), `
web.yaml:18:36 warning SLU205 reference leads out of these manifests
   18 |           destinationRule: { name: web, stableSubsetName: stable, canarySubsetName: canary }
      |                                    ^^^
  The router is to change the DestinationRule web, which is not among these manifests in namespace
  default. It may exist in the cluster; if it should stand here, add its file to the command or
  correct the name.
`);
});
