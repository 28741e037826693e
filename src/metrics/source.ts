import { setTimeout as delay } from 'node:timers/promises';
import { isJsonObject } from '../lang/index.ts';
import { fillArguments, PortError, type Cancellation, type Measured, type MeasureRequest, type Metric, type MetricSource } from '../model/index.ts';
import { routeTo, type AddressAliases } from './addresses.ts';
import { assess } from './assess.ts';
import type { PortForwarder } from './http/index.ts';
import type { Means, PluginRegistry, SecretFields } from './provider.ts';
import { providers } from './providers/index.ts';
import { Secrecy } from './secrecy.ts';

/** Everything outside that measuring needs. */
export interface MetricSurroundings {
  readonly aliases: AddressAliases;
  readonly plugins: PluginRegistry;
  /** Through a cluster's API server; null: there is no cluster. */
  readonly forward: PortForwarder | null;
  /** A Secret's fields; null: there is none. `namespace` null: the one of the controller that sluice stands in for. */
  readonly secret: (namespace: string | null, name: string) => Promise<SecretFields | null>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** ms since 1970, in real time: metric servers know no other. */
  readonly now: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Measures at the provider that a metric names. What it can't measure is an Error with a message that holds no secret. */
export function openMetricSource(around: MetricSurroundings): MetricSource {
  // A run is as old as its first measurement here: its own clock may be a cluster's, which metric servers do not know.
  const began = new Map<string, number>();
  return { measure: (request, signal) => measureWith(around, began, request, signal) };
}

async function measureWith(around: MetricSurroundings, began: Map<string, number>, request: MeasureRequest, signal: Cancellation): Promise<Measured> {
  const { metric, namespace } = request;
  const run = `${namespace}/${request.run}`;
  const runStartedAt = began.get(run) ?? around.now();
  began.set(run, runStartedAt);
  return withMeans(around, signal, async (means) => {
    const filled = await filledMetric(request, means);
    const provider = isJsonObject(filled.provider) ? filled.provider : {};
    const kind = [...providers.keys()].find((name) => isJsonObject(provider[name])) ?? '';
    const [load, settings] = [providers.get(kind), provider[kind]];
    if (load === undefined || !isJsonObject(settings)) throw new PortError('invalid', `The metric ${metric.name} has no provider that can be asked.`);
    const measured = await (await load()).measure({ metric, settings, namespace, runStartedAt }, means);
    // Conditions that hold a secret are judged here: nobody else is told what they say.
    const isSecret = filled.successCondition !== metric.successCondition || filled.failureCondition !== metric.failureCondition;
    return isSecret ? { kind: 'judged', ...assess(filled, measured) } : measured;
  });
}

/** A metric with the arguments that are secret, in its provider and its conditions; no message shows them from here on. */
export async function filledMetric({ metric, namespace, secrets }: MeasureRequest, means: Means): Promise<Metric> {
  const { provider, successCondition, failureCondition } = metric;
  const open = { provider, successCondition, failureCondition };
  const values = new Map<string, string>();
  const written = JSON.stringify(open);
  for (const { name, secret, key } of secrets) {
    if (JSON.stringify(fillArguments(open, new Map([[name, '']]))) === written) continue;
    const value = (await means.secret(namespace, secret))?.(key) ?? null;
    if (value === null) throw new PortError('not-found', `The argument ${name} comes from the key ${key} of the Secret ${secret}, which is not there.`);
    means.hide(value);
    values.set(name, value);
  }
  return { ...metric, ...fillArguments(open, values) };
}

/** Works with a provider's means. Its PortErrors become Errors, and no text that comes out holds a secret that went in. */
export async function withMeans<T extends Measured | { readonly kind: 'past' }>(around: MetricSurroundings, signal: Cancellation, work: (means: Means) => Promise<T>): Promise<T | { readonly kind: 'error'; readonly message: string }> {
  const secrecy = new Secrecy();
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  try {
    return cleaned(await work(meansOf(around, secrecy, stop.signal)), secrecy);
  } catch (error) {
    if (error instanceof PortError) return { kind: 'error', message: secrecy.clean(error.message) };
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function meansOf({ aliases, forward, plugins, secret, environment, now, sleep }: MetricSurroundings, secrecy: Secrecy, signal: AbortSignal): Means {
  return {
    fetch: async (asked) => {
      const { exchange } = await import('./http/index.ts');
      for (const part of [decodeURIComponent(asked.url.username), decodeURIComponent(asked.url.password)]) secrecy.hide(part);
      return exchange(asked, { routeTo: (url) => routeTo(aliases, url), forward, signal });
    },
    secret,
    environment,
    hide: (text, shortest) => secrecy.hide(text, shortest),
    now,
    sleep: async (ms) => {
      await (sleep ?? realSleep)(ms, signal);
      if (signal.aborted) throw new PortError('unavailable', 'The measurement was cancelled.');
    },
    signal,
    plugins,
  };
}

function realSleep(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}

/** What a source says in a message may hold what it was told. */
function cleaned<T extends Measured | { readonly kind: 'past' }>(measured: T, secrecy: Secrecy): T {
  const texts = Object.entries(measured).filter(([name, text]) => ['message', 'text', 'value'].includes(name) && typeof text === 'string' && (name !== 'value' || measured.kind === 'judged'));
  return { ...measured, ...Object.fromEntries(texts.map(([name, text]) => [name, secrecy.clean(String(text))])) };
}
