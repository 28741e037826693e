import { describe } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { routedBy, routers, type Routed } from '../rollout/routed.ts';
import type { Written } from '../rollout/written.ts';
import { check } from './check.ts';

const nginx = routers['nginx'] as Routed;
const istio = routers['istio'] as Routed;
const asked = (routed: Routed, written: Written, routes: readonly JsonObject[] = routed.routes) => ({
  from: routedBy(routed, { image: 'web:1', ...written }),
  to: routedBy(routed, { image: 'web:2', ...written }),
  beside: { from: routes, to: routes },
});

describe('the canary gets the share that its step asks, whatever its pods', () => {
  check('with as many pods as that takes', { ...asked(nginx, { replicas: 4, steps: ['setWeight 10', 'pause', 'setWeight 60', 'pause 1m'] }), shows: 'stages', reads: `
      default/Rollout/web update: 4 replaced, 90 s, 1 approvals, most 8, fewest ready 4
      1-setWeight-10: setWeight 10, pause until promoted | Paused at 0 s, 0 s to a person | stable 4 -> 4, canary 0 -> 1 | nginx: 10 % to web-canary, 90 % to web-stable | most 5, fewest ready 4
      2-setWeight-60: setWeight 60, pause 1 min 0 s | Paused at 0 s, 60 s to 1260 | stable 4 -> 4, canary 1 -> 3 | nginx: 60 % to web-canary, 40 % to web-stable | most 7, fewest ready 5
      3-promote: promoted | Healthy at 60 s, 30 s to 630 | old 4 -> 4, stable 3 -> 4 | most 8, fewest ready 7
      4-scale-down: old version scaled down after 30 s | Healthy at 90 s, 0 s to 0 | old 4 -> 0, stable 4 -> 4 | most 8, fewest ready 4` });
  check('with the pods that a step names', { ...asked(istio, { replicas: 4, canary: { steps: [{ setCanaryScale: { replicas: 3 } }, { setWeight: 10 }, { pause: {} }, { setCanaryScale: { matchTrafficWeight: true } }, { pause: {} }] } }), shows: 'stages', reads: `
      default/Rollout/web update: 6 replaced, 30 s, 2 approvals, most 8, fewest ready 4
      1-setWeight-10: setCanaryScale 3 pods, setWeight 10, pause until promoted | Paused at 0 s, 0 s to a person | stable 4 -> 4, canary 0 -> 3 | Istio: 10 % to web-canary, 90 % to web-stable | most 7, fewest ready 4
      2-pause: setCanaryScale as the weight, pause until promoted | Paused at 0 s, 0 s to a person | stable 4 -> 4, canary 3 -> 1 | Istio: 10 % to web-canary, 90 % to web-stable | most 7, fewest ready 5
      3-promote: promoted | Healthy at 0 s, 30 s to 1830 | old 4 -> 4, stable 1 -> 4 | most 8, fewest ready 5
      4-scale-down: old version scaled down after 30 s | Healthy at 30 s, 0 s to 0 | old 4 -> 0, stable 4 -> 4 | most 8, fewest ready 4` });
  check('while the stable version gives up pods for it', { ...asked(istio, { replicas: 4, steps: ['setWeight 50', 'pause'], canary: { dynamicStableScale: true } }), shows: 'stages', reads: `
      default/Rollout/web update: 4 replaced, 0 s, 1 approvals, most 6, fewest ready 4
      1-setWeight-50: setWeight 50, pause until promoted | Paused at 0 s, 0 s to a person | stable 4 -> 2, canary 0 -> 2 | Istio: 50 % to web-canary, 50 % to web-stable | most 6, fewest ready 4
      2-promote: promoted | Healthy at 0 s, 0 s to 1200 | old 2 -> 0, stable 2 -> 4 | most 6, fewest ready 4` });
  check('with at least so many pods', { ...asked(istio, { replicas: 4, steps: ['setWeight 10', 'pause'], canary: { minPodsPerReplicaSet: 2 } }), shows: 'stages', reads: `
      default/Rollout/web update: 4 replaced, 30 s, 1 approvals, most 8, fewest ready 4
      1-setWeight-10: setWeight 10, pause until promoted | Paused at 0 s, 0 s to a person | stable 4 -> 4, canary 0 -> 2 | Istio: 10 % to web-canary, 90 % to web-stable | most 6, fewest ready 4
      2-promote: promoted | Healthy at 0 s, 30 s to 1230 | old 4 -> 4, stable 2 -> 4 | most 8, fewest ready 6
      3-scale-down: old version scaled down after 30 s | Healthy at 30 s, 0 s to 0 | old 4 -> 0, stable 4 -> 4 | most 8, fewest ready 4` });
  check('in thousandths where the router has them', { ...asked(nginx, { replicas: 4, steps: ['setWeight 5', 'pause'], canary: { trafficRouting: { maxTrafficWeight: 1000 } } }), shows: 'stages', reads: `
      default/Rollout/web update: 4 replaced, 30 s, 1 approvals, most 8, fewest ready 4
      1-setWeight-5: setWeight 5, pause until promoted | Paused at 0 s, 0 s to a person | stable 4 -> 4, canary 0 -> 1 | nginx: 0.5 % to web-canary, 99.5 % to web-stable | most 5, fewest ready 4
      2-promote: promoted | Healthy at 0 s, 30 s to 1830 | old 4 -> 4, stable 1 -> 4 | most 8, fewest ready 5
      3-scale-down: old version scaled down after 30 s | Healthy at 30 s, 0 s to 0 | old 4 -> 0, stable 4 -> 4 | most 8, fewest ready 4` });
  check('beside the sets of an experiment', {
    ...asked(istio, { replicas: 4, canary: { steps: [{ setWeight: 20 }, { experiment: { duration: '10m', templates: [{ name: 'base', specRef: 'stable', weight: 5 }] } }] } }),
    shows: 'stages',
    reads: `
      default/Rollout/web update: 5 replaced, 630 s, 0 approvals, most 9, fewest ready 4
      1-setWeight-20: setWeight 20, experiment base | Progressing at 0 s, 600 s to 1800 | stable 4 -> 4, canary 0 -> 1, experiment 0 -> 1 | Istio: 20 % to web-canary, 5 % to web-859687bffd-2-1-base, 75 % to web-stable | most 6, fewest ready 4
      2-promote: promoted | Healthy at 600 s, 30 s to 1830 | old 4 -> 4, stable 1 -> 4, experiment 1 -> 1 | most 9, fewest ready 6
      3-scale-down: old version scaled down after 30 s | Healthy at 630 s, 0 s to 0 | old 4 -> 0, stable 4 -> 4, experiment 1 -> 0 | most 9, fewest ready 4`,
  });
  check('of a route that is not among the manifests', { ...asked(istio, { replicas: 4, steps: ['setWeight 50', 'pause'] }, []), shows: 'stages', reads: `
      default/Rollout/web update: 4 replaced, 30 s, 1 approvals, most 8, fewest ready 4
      1-setWeight-50: setWeight 50, pause until promoted | Paused at 0 s, 0 s to a person | stable 4 -> 4, canary 0 -> 2 | Istio: 50 % to web-canary, 50 % to web-stable | most 6, fewest ready 4
      2-promote: promoted | Healthy at 0 s, 30 s to 1230 | old 4 -> 4, stable 2 -> 4 | most 8, fewest ready 6
      3-scale-down: old version scaled down after 30 s | Healthy at 30 s, 0 s to 0 | old 4 -> 0, stable 4 -> 4 | most 8, fewest ready 4` });
});

describe('routes change field by field', () => {
  check('in an Ingress that is made for it', { ...asked(nginx, { steps: ['setWeight 10', 'pause'] }), shows: 'routes', reads: `
      1-setWeight-10: update Ingress web-web-canary: metadata.annotations["nginx.ingress.kubernetes.io/canary-weight"] "0" -> "10"
      2-promote: update Ingress web-web-canary: metadata.annotations["nginx.ingress.kubernetes.io/canary-weight"] "10" -> "0"` });
  check('in a VirtualService, with a route for headers', {
    ...asked(istio, { canary: { trafficRouting: { managedRoutes: [{ name: 'testers' }] }, steps: [{ setCanaryScale: { replicas: 1 } }, { setHeaderRoute: { name: 'testers', match: [{ headerName: 'X-Test', headerValue: { exact: 'yes' } }] } }, { pause: {} }] } }),
    shows: 'routes',
    reads: `
      1-pause: update VirtualService web: spec.http[0] null -> {"name":"testers","match":[{"headers":{"X-Test":{"exact":"yes"}}}],"route":[{"destination":{"host":"web-canary"},"weight":100}]}
      2-promote: update VirtualService web: spec.http.testers {"name":"testers","match":[{"headers":{"X-Test":{"exact":"yes"}}}],"route":[{"destination":{"host":"web-canary"},"weight":100}]} -> null`,
  });
});
