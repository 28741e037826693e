import { describe } from 'vitest';
import { canary, check, rollout, services } from './check.ts';

describe('settings-agree', () => {
  check('deadline and readiness', rollout('minReadySeconds: 600\nstrategy: { canary: {} }'), `
web.yaml:5:1 error SLU235 settings contradict each other
    5 | spec:
      | ^^^^
  progressDeadlineSeconds (600 unless given) must be greater than minReadySeconds, else every update
  would miss its deadline. Raise the one or lower the other.
`);
  check('a template of its own and of another', rollout('workloadRef: { apiVersion: apps/v1, kind: Deployment, name: web }\nstrategy: { canary: {} }'), `
web.yaml:8:3 error SLU235 settings contradict each other
    8 |   template:
      |   ^^^^^^^^
  workloadRef takes the pod template from another object, so the Rollout cannot have one of its own.
  Remove one of the two.
`);
  check('old ReplicaSets of blue-green', rollout('revisionHistoryLimit: 2\nstrategy:\n  blueGreen: { activeService: a, scaleDownDelayRevisionLimit: 3 }') + services('a'), `
web.yaml:13:36 error SLU235 settings contradict each other
   13 |     blueGreen: { activeService: a, scaleDownDelayRevisionLimit: 3 }
      |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  scaleDownDelayRevisionLimit keeps more old ReplicaSets up than revisionHistoryLimit (10 unless
  given) keeps at all. Raise the one or lower the other.
`);
  check('what needs a router', canary('scaleDownDelaySeconds: 30\ndynamicStableScale: true'), `
web.yaml:13:7 error SLU235 settings contradict each other
   13 |       scaleDownDelaySeconds: 30
      |       ^^^^^^^^^^^^^^^^^^^^^
  scaleDownDelaySeconds of a canary works with a traffic router only. Remove it, or add
  trafficRouting.
web.yaml:14:7 error SLU235 settings contradict each other
   14 |       dynamicStableScale: true
      |       ^^^^^^^^^^^^^^^^^^
  dynamicStableScale works with a traffic router only. Remove it, or add trafficRouting.
`);
  check(
    'delay and dynamic scale',
    canary('scaleDownDelaySeconds: 30\ndynamicStableScale: true\ncanaryService: b\nstableService: a\ntrafficRouting:\n  smi: {}') + services('a', 'b'),
    `
web.yaml:14:7 error SLU235 settings contradict each other
   14 |       dynamicStableScale: true
      |       ^^^^^^^^^^^^^^^^^^
  dynamicStableScale takes pods away as their traffic goes, and scaleDownDelaySeconds keeps them.
  Remove one of the two.
`,
  );
  check('a greatest weight that the router does not know', canary('canaryService: b\nstableService: a\ntrafficRouting:\n  maxTrafficWeight: 1000\n  smi: {}') + services('a', 'b'), `
web.yaml:16:9 error SLU235 settings contradict each other
   16 |         maxTrafficWeight: 1000
      |         ^^^^^^^^^^^^^^^^
  maxTrafficWeight works with nginx and with plugins only. Remove it, and write weights from 0 to
  100.
`);
  check('ping-pong on another router', canary('pingPong: { pingService: a, pongService: b }\ntrafficRouting:\n  plugins: { x/y: {} }') + services('a', 'b'), `
web.yaml:13:7 error SLU235 settings contradict each other
   13 |       pingPong: { pingService: a, pongService: b }
      |       ^^^^^^^^
  Ping-pong works with ALB and Istio only. Write canaryService and stableService instead.
`);
  check('ping-pong on ALB without a root', canary('pingPong: { pingService: a, pongService: b }\ntrafficRouting:\n  alb: { ingress: web, servicePort: 80 }') + services('a', 'b') + '---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web }\nspec: { rules: [{ http: { paths: [{ backend: { service: { name: a } } }] } }] }\n', `
web.yaml:15:9 error SLU235 settings contradict each other
   15 |         alb: { ingress: web, servicePort: 80 }
      |         ^^^
  With ping-pong the two Services change places, so ALB needs a third one that the Ingress names.
  Add rootService.
`);
  check('two lists of Ingresses', canary('canaryService: b\nstableService: a\ntrafficRouting:\n  nginx: {}\n') + services('a', 'b'), `
web.yaml:16:9 error SLU235 settings contradict each other
   16 |         nginx: {}
      |         ^^^^^
  nginx takes either stableIngress or stableIngresses. Write one of the two.
`);
  check('two lists of VirtualServices', canary('canaryService: b\nstableService: a\ntrafficRouting:\n  istio: {}\n') + services('a', 'b'), `
web.yaml:16:9 error SLU235 settings contradict each other
   16 |         istio: {}
      |         ^^^^^
  Istio takes either virtualService or virtualServices. Write one of the two.
`);
  check('anti-affinity of both kinds and of a weight out of range', canary('antiAffinity:\n  requiredDuringSchedulingIgnoredDuringExecution: {}\n  preferredDuringSchedulingIgnoredDuringExecution: { weight: 0 }'), `
web.yaml:13:7 error SLU235 settings contradict each other
   13 |       antiAffinity:
      |       ^^^^^^^^^^^^
  antiAffinity is either preferredDuringSchedulingIgnoredDuringExecution or
  requiredDuringSchedulingIgnoredDuringExecution. Write one of the two.
web.yaml:15:60 error SLU235 settings contradict each other
   15 |         preferredDuringSchedulingIgnoredDuringExecution: { weight: 0 }
      |                                                            ^^^^^^
  The weight of a preference goes from 1 to 100. Write one within.
`);
});

describe('services-given', () => {
  check('asks for both Services of a router', canary('stableService: a\ntrafficRouting:\n  traefik: {}') + services('a'), `
web.yaml:15:9 error SLU232 Service is not named
   15 |         traefik: {}
      |         ^^^^^^^
  The router traefik shifts traffic between two Services, and strategy.canary.canaryService names
  none. Add it.
`);
  check('lets subsets of Istio pass', canary('trafficRouting:\n  istio:\n    virtualService: {}\n    destinationRule: { canarySubsetName: b, stableSubsetName: a }'), '');
  check('asks for both Services of ping-pong', canary('pingPong: { pingService: a }') + services('a'), `
web.yaml:13:7 error SLU232 Service is not named
   13 |       pingPong: { pingService: a }
      |       ^^^^^^^^
  Ping-pong needs two Services, and pongService names none. Add it.
`);
  check('asks for the Service of blue-green', rollout('strategy:\n  blueGreen: {}'), `
web.yaml:12:5 error SLU232 Service is not named
   12 |     blueGreen: {}
      |     ^^^^^^^^^
  A blue-green Rollout changes over a Service, and activeService names none. Add it.
`);
});

describe('services-differ', () => {
  check('refuses one Service for two versions', canary('canaryService: a\nstableService: a') + services('a'), `
web.yaml:14:22 error SLU231 one Service for two versions
   14 |       stableService: a
      |                      ^
  canaryService and stableService are both a, and one Service cannot lead to two versions apart.
  Give each its own.
  web.yaml:13:22 canaryService is here
   13 |       canaryService: a
      |                      ^
`);
});

describe('services-found', () => {
  check('warns about a Service that is not there', canary('canaryService: web-canary'), `
web.yaml:13:22 warning SLU205 reference leads out of these manifests
   13 |       canaryService: web-canary
      |                      ^^^^^^^^^^
  canaryService names the Service web-canary, which is not among these manifests in namespace
  default. It may exist in the cluster; if it should stand here, add its file to the command or
  correct the name.
`);
  check('looks in the namespace of the Rollout', canary('canaryService: web-canary') + services('web-canary').replace('{ name: web-canary }', '{ name: web-canary, namespace: other }'), `
web.yaml:13:22 warning SLU205 reference leads out of these manifests
   13 |       canaryService: web-canary
      |                      ^^^^^^^^^^
  canaryService names the Service web-canary, which is not among these manifests in namespace
  default. It may exist in the cluster; if it should stand here, add its file to the command or
  correct the name.
`);
});

describe('services-fit-rollout', () => {
  check('refuses a Service that selects other pods', canary('canaryService: a') + services('a').replace('selector: { app: web }', 'selector: { app: wbe, tier: front, rollouts-pod-template-hash: abc }'), `
web.yaml:13:22 error SLU233 Service does not select the pods
   13 |       canaryService: a
      |                      ^
  The Service a selects pods with app=wbe, but the pods of this Rollout have app=web, so it would
  never reach them. Let the Service select labels of the template.
  web.yaml:18:26 the selector is here
   18 | spec: { selector: { app: wbe, tier: front, rollouts-pod-template-hash: abc } }
      |                          ^^^
web.yaml:13:22 error SLU233 Service does not select the pods
   13 |       canaryService: a
      |                      ^
  The Service a selects pods with tier=front, but the pods of this Rollout have none, so it would
  never reach them. Let the Service select labels of the template.
  web.yaml:18:37 the selector is here
   18 | spec: { selector: { app: wbe, tier: front, rollouts-pod-template-hash: abc } }
      |                                     ^^^^^
`);
  check('refuses a Service of another Rollout', canary('canaryService: a') + services('a').replace('{ name: a }', '{ name: a, annotations: { argo-rollouts.argoproj.io/managed-by-rollouts: other } }'), `
web.yaml:13:22 error SLU234 Service belongs to another Rollout
   13 |       canaryService: a
      |                      ^
  The Service a is marked as managed by the Rollout other, and two Rollouts would change its
  selector in turns. Use another Service.
  web.yaml:17:84 the mark is here
   17 | metadata: { name: a, annotations: { argo-rollouts.argoproj.io/managed-by-rollouts: other } }
      |                                                                                    ^^^^^
`);
  check('refuses a Service that two Rollouts name', `${canary('canaryService: a', { name: 'zebra' })}---\n${canary('canaryService: a', { name: 'antelope' })}${services('a')}`, `
web.yaml:13:22 error SLU234 Service belongs to another Rollout
   13 |       canaryService: a
      |                      ^
  The Service a belongs to the Rollout antelope already, and two Rollouts would change its selector
  in turns. Use another Service.
  web.yaml:27:22 the Rollout antelope names it here
   27 |       canaryService: a
      |                      ^
`);
});

describe('selector-matches-template', () => {
  check('refuses labels that differ', canary('{}', { labels: '{ app: wbe }' }), `
web.yaml:7:35 error SLU207 selector and labels differ
    7 |   selector: { matchLabels: { app: web } }
      |                                   ^^^
  The pods of the template have the label app=wbe, which this selector does not select, so the
  Rollout would never find its pods. Write the same label in both.
  web.yaml:9:32 the label of the pods is here
    9 |     metadata: { labels: { app: wbe } }
      |                                ^^^
`);
  check('refuses labels that are missing, also in expressions', canary('{}').replace('{ matchLabels: { app: web } }', '{ matchLabels: { app: web, tier: front }, matchExpressions: [{ key: app, operator: NotIn, values: [web] }] }'), `
web.yaml:7:46 error SLU207 selector and labels differ
    7 | …elector: { matchLabels: { app: web, tier: front }, matchExpressions: [{ key: app, operator…
      |                                            ^^^^^
  The pods of the template have no label tier, which this selector asks for, so the Rollout would
  never find its pods. Write the same label in both.
web.yaml:7:74 error SLU207 selector and labels differ
    7 | … }, matchExpressions: [{ key: app, operator: NotIn, values: [web] }] }
      |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The pods of the template have the label app=web, which this selector does not select, so the
  Rollout would never find its pods. Write the same label in both.
  web.yaml:9:32 the label of the pods is here
    9 |     metadata: { labels: { app: web } }
      |                                ^^^
`);
  check('refuses an empty one', canary('{}').replace('selector: { matchLabels: { app: web } }', 'selector: {}'), `
web.yaml:7:3 error SLU208 selector cannot be used
    7 |   selector: {}
      |   ^^^^^^^^
  The selector is empty and would select every pod of the namespace. Give it labels of the template.
`);
  check('refuses none', canary('{}').replace('  selector: { matchLabels: { app: web } }\n', ''), `
web.yaml:5:1 error SLU208 selector cannot be used
    5 | spec:
      | ^^^^
  The Rollout has no selector, so it could not find its own pods. Add spec.selector.matchLabels with
  labels of the template.
`);
  check('refuses one that is none', canary('{}').replace('matchLabels: { app: web }', 'matchExpressions: [{ key: app, operator: in, values: [web] }]'), `
web.yaml:7:34 error SLU208 selector cannot be used
    7 |   selector: { matchExpressions: [{ key: app, operator: in, values: [web] }] }
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The selector cannot be used: "in" is not a valid label selector operator.
`);
});
