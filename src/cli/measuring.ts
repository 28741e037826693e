import { diagnose, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import type { Json } from '../lang/index.ts';
import type { AddressAliases, MetricSurroundings, Plugin, PluginRegistry, PortForwarder } from '../metrics/index.ts';
import type { Cluster, Inventory, MetricSource } from '../model/index.ts';
import { measuredBy, type Scenario } from '../plan/index.ts';

export const metricAddressOption = { name: 'metric-address', value: 'FROM=TO', repeatable: true, summary: 'Ask metrics at TO, an address or port-forward://NAMESPACE/service/NAME:PORT, where they say FROM' } as const;

/** Options of every command that measures. */
export const metricOptions = [
  metricAddressOption,
  { name: 'metric-plugin', value: 'NAME=PROGRAM|URL', repeatable: true, summary: 'Who answers the metrics of the plugin NAME' },
] as const;

/** What was given for them. */
export interface MetricChoice {
  readonly 'metric-address': readonly string[];
  readonly 'metric-plugin': readonly string[];
}

/** What metrics are measured with beside what they say themselves. */
interface MetricSettings {
  readonly addresses: AddressAliases;
  readonly plugins: PluginRegistry;
}

/** Reads FROM=TO and NAME=PROGRAM. Trouble is SLU512. */
export async function readMetricSettings(choice: MetricChoice): Promise<Checked<MetricSettings>> {
  const pairs = pairsOf(choice['metric-address']);
  const plugins = pairsOf(choice['metric-plugin']);
  const diagnostics: Diagnostic[] = [];
  if (pairs.length > 0) {
    const { aliasTrouble } = await import('../metrics/index.ts');
    for (const trouble of pairs.flatMap(([from, to]) => aliasTrouble(from, to) ?? [])) diagnostics.push(diagnose('SLU512', null, `--metric-address takes FROM=TO. ${trouble}`));
  }
  const registry = new Map<string, Plugin>();
  for (const [name, who] of plugins) {
    const plugin = name === '' || who === '' ? null : pluginOf(who);
    if (plugin === null) diagnostics.push(diagnose('SLU512', null, `--metric-plugin takes NAME=PROGRAM, NAME=URL, or NAME={...} with what sluice.yaml has for a plugin.`));
    else registry.set(name, plugin);
  }
  return { value: { addresses: Object.fromEntries(pairs), plugins: registry }, diagnostics };
}

function pairsOf(texts: readonly string[]): readonly (readonly [string, string])[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    return [text.slice(0, Math.max(at, 0)), at < 0 ? '' : text.slice(at + 1)];
  });
}

/** A metric of a plugin that gives no answer for so long is an error. */
const pluginTimeoutMs = 30_000;

/** null: it is none. @see schema/sluice.json, which settings are checked against before */
function pluginOf(who: string): Plugin | null {
  if (who.startsWith('{')) {
    const { command, url, headers = {}, timeoutSeconds } = (jsonOf(who) ?? {}) as { readonly command?: readonly string[]; readonly url?: string; readonly headers?: Readonly<Record<string, string>>; readonly timeoutSeconds?: number };
    const timeoutMs = typeof timeoutSeconds === 'number' ? timeoutSeconds * 1000 : pluginTimeoutMs;
    const [program, ...args] = Array.isArray(command) ? (command as readonly string[]) : [];
    if (program !== undefined) return { kind: 'executable', command: program, args, timeoutMs };
    return typeof url === 'string' ? { kind: 'http', url, headers, timeoutMs } : null;
  }
  const isAddress = /^https?:\/\//.test(who);
  return isAddress ? { kind: 'http', url: who, headers: {}, timeoutMs: pluginTimeoutMs } : { kind: 'executable', command: who, args: [], timeoutMs: pluginTimeoutMs };
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

interface Given {
  readonly settings: MetricSettings;
  readonly secrets: Pick<Cluster, 'read'> | Inventory;
  readonly forward: PortForwarder | null;
}

/** What measuring needs of the world: settings, this process's environment, Secrets of a cluster, or of manifests, and a cluster's ports. */
export async function metricsAround({ settings, secrets, forward }: Given): Promise<MetricSurroundings> {
  const { clusterSecrets } = await import('../metrics/index.ts');
  const environment = process.env;
  const cluster = 'read' in secrets ? secrets : readerOf(secrets);
  return { aliases: settings.addresses, plugins: settings.plugins, forward, secret: clusterSecrets(cluster, environment), environment, now: Date.now };
}

function readerOf({ resources }: Inventory): Pick<Cluster, 'read'> {
  const objects = resources.map(({ object }) => object);
  return { read: ({ kind, namespace, name }) => Promise.resolve(objects.find((object) => object.kind === kind && object.metadata.namespace === namespace && object.metadata.name === name)) };
}

/** Measures what a scenario says, and what it does not speak of at the metric's own provider. */
export function metricsOf({ scenario, cluster, settings, forward }: { readonly scenario: Scenario; readonly cluster: Pick<Cluster, 'read'> } & Pick<Given, 'settings' | 'forward'>): MetricSource {
  let providers: MetricSource | null = null;
  return {
    async measure(request, signal) {
      const said = measuredBy(scenario, request);
      if (said !== null) return said;
      const { openMetricSource } = await import('../metrics/index.ts');
      providers ??= openMetricSource(await metricsAround({ settings, secrets: cluster, forward }));
      return providers.measure(request, signal);
    },
  };
}
