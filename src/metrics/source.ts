import { setTimeout as delay } from 'node:timers/promises';
import { isJsonObject } from '../lang/index.ts';
import { PortError, type Cancellation, type Measured, type MeasureRequest, type MetricSource } from '../model/index.ts';
import { aliasedUrl, type AddressAliases } from './addresses.ts';
import { exchange } from './http/index.ts';
import type { Means, PluginRegistry, SecretFields } from './provider.ts';
import { providers } from './providers/index.ts';
import { Secrecy } from './secrecy.ts';

/** Everything outside that measuring needs. */
export interface MetricSurroundings {
  readonly aliases: AddressAliases;
  readonly plugins: PluginRegistry;
  /** A Secret's fields; null: there is none. `namespace` null: the one of the controller that sluice stands in for. */
  readonly secret: (namespace: string | null, name: string) => Promise<SecretFields | null>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** ms since 1970, in real time: metric servers know no other. */
  readonly now: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Measures at the provider that a metric names. What it can't measure is an Error with a message that holds no secret. */
export function openMetricSource(around: MetricSurroundings): MetricSource {
  return { measure: (request, signal) => measureWith(around, request, signal) };
}

async function measureWith(around: MetricSurroundings, request: MeasureRequest, signal: Cancellation): Promise<Measured> {
  const { metric } = request;
  const settings = isJsonObject(metric.provider) ? metric.provider : {};
  const kind = [...providers.keys()].find((name) => isJsonObject(settings[name])) ?? '';
  const load = providers.get(kind);
  const secrecy = new Secrecy();
  const failed = (message: string): Measured => ({ kind: 'error', message: secrecy.clean(message) });
  const own = settings[kind];
  if (load === undefined || !isJsonObject(own)) return failed(`The metric ${metric.name} has no provider that can be asked.`);
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  try {
    const { measure } = await load();
    const measured = await measure({ metric, settings: own, namespace: request.namespace, runStartedAt: null }, meansOf(around, secrecy, stop.signal));
    return cleaned(measured, secrecy);
  } catch (error) {
    if (error instanceof PortError) return failed(error.message);
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function meansOf({ aliases, plugins, secret, environment, now, sleep }: MetricSurroundings, secrecy: Secrecy, signal: AbortSignal): Means {
  return {
    fetch: (asked) => {
      for (const part of [decodeURIComponent(asked.url.username), decodeURIComponent(asked.url.password)]) secrecy.hide(part);
      return exchange(asked, { aliasOf: (url) => aliasedUrl(aliases, url), signal });
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
function cleaned(measured: Measured, secrecy: Secrecy): Measured {
  switch (measured.kind) {
    case 'error':
      return { ...measured, message: secrecy.clean(measured.message) };
    case 'judged':
      return { ...measured, value: secrecy.clean(measured.value), message: secrecy.clean(measured.message) };
    case 'value':
      return measured.text === undefined ? measured : { ...measured, text: secrecy.clean(measured.text) };
  }
}
