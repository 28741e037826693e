/**
 * One file for each kind of source, by the provider's name in a metric. Each is loaded when it is first asked.
 *
 * A provider asks, reads the answer, and says what was measured; it never judges where the metric's conditions do, and never retries: when to
 * measure again is decided elsewhere. `job` is no provider: a Job is run on the cluster.
 */
import type { Provider } from '../provider.ts';

type Load = () => Promise<{ readonly measure: Provider }>;

/** In the order in which the reference looks for them, should a metric have several. @see Argo Rollouts 1.9 metricproviders.Type */
export const providers: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['prometheus', () => import('./prometheus.ts')],
  ['kayenta', () => import('./kayenta.ts')],
  ['web', () => import('./web.ts')],
  ['datadog', () => import('./datadog.ts')],
  ['wavefront', () => import('./wavefront.ts')],
  ['newRelic', () => import('./new-relic.ts')],
  ['cloudWatch', () => import('./cloud-watch.ts')],
  ['graphite', () => import('./graphite.ts')],
  ['influxdb', () => import('./influxdb.ts')],
  ['skywalking', () => import('./sky-walking.ts')],
  ['plugin', () => import('./plugin.ts')],
]);
