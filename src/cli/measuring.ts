import { diagnose, type Checked } from '../diagnostic/index.ts';
import type { Cluster, MetricSource } from '../model/index.ts';
import { measuredBy, type Scenario } from '../plan/index.ts';

/** The option of every command that measures. */
export const addressOption = { name: 'metric-address', value: 'FROM=TO', repeatable: true, summary: 'Ask metrics at the address TO where they say FROM' } as const;

/** Reads FROM=TO. Trouble is SLU512. */
export async function readAddresses(texts: readonly string[]): Promise<Checked<Readonly<Record<string, string>>>> {
  if (texts.length === 0) return { value: {}, diagnostics: [] };
  const { aliasTrouble } = await import('../metrics/index.ts');
  const pairs = texts.map((text) => {
    const at = text.indexOf('=');
    return [text.slice(0, Math.max(at, 0)), at < 0 ? '' : text.slice(at + 1)] as const;
  });
  const troubles = pairs.flatMap(([from, to]) => aliasTrouble(from, to) ?? []);
  return { value: Object.fromEntries(pairs), diagnostics: troubles.map((trouble) => diagnose('SLU512', null, `--metric-address takes FROM=TO. ${trouble}`)) };
}

/** Measures what a scenario says, and what it does not speak of at the metric's own provider. */
export function metricsOf({ scenario, cluster, addresses }: { readonly scenario: Scenario; readonly cluster: Pick<Cluster, 'observe'>; readonly addresses: Readonly<Record<string, string>> }): MetricSource {
  let providers: MetricSource | null = null;
  return {
    async measure(request, signal) {
      const said = measuredBy(scenario, request);
      if (said !== null) return said;
      const { clusterSecrets, openMetricSource } = await import('../metrics/index.ts');
      const environment = process.env;
      providers ??= openMetricSource({ aliases: addresses, plugins: new Map(), secret: clusterSecrets(cluster, environment), environment, now: Date.now });
      return providers.measure(request, signal);
    },
  };
}
