import { isJsonObject, parseDuration, type Json, type JsonObject } from '../lang/index.ts';

/**
 * One metric of an AnalysisTemplate, its arguments filled in; those that are secret stand as `{{args.NAME}}` until it is measured.
 *
 * @see Argo Rollouts 1.9 AnalysisTemplate spec.metrics
 */
export interface Metric {
  readonly template: string;
  readonly name: string;
  /** Between two measurements; null: one measurement only. */
  readonly intervalMs: number | null;
  readonly initialDelayMs: number;
  /** How many measurements end the run; null: as many as come until the rollout is done. */
  readonly count: number | null;
  /** -1: failures do not count. */
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
  readonly consecutiveErrorLimit: number;
  /** So many successes in a row end the metric well; 0: that does not count. */
  readonly consecutiveSuccessLimit: number;
  readonly successCondition: string | null;
  readonly failureCondition: string | null;
  readonly provider: Json;
  /** The provider's name: prometheus, web, job ... */
  readonly providerKind: string;
}

/** A metric as a template writes it: `{{args.NAME}}` may stand in any text of it, numbers included. */
export interface WrittenMetric {
  readonly template: string;
  readonly source: JsonObject;
}

/** An argument whose value stands in a Secret of the program's namespace. It is read and filled in only where it is measured. */
export interface SecretArgument {
  readonly name: string;
  readonly secret: string;
  readonly key: string;
}

/**
 * Reads a metric with the arguments that are known; what is not known stays as it is written.
 *
 * @see Argo Rollouts 1.9 utils/analysis ResolveMetricArgs; failureLimit and inconclusiveLimit 0, consecutiveErrorLimit 4
 */
export function metricOf({ template, source }: WrittenMetric, args: ReadonlyMap<string, string>): Metric {
  const metric = fillArguments(source, args);
  const provider = isJsonObject(metric['provider']) ? metric['provider'] : {};
  return {
    template,
    name: textOf(metric['name']) ?? '',
    intervalMs: millisecondsOf(metric['interval']),
    initialDelayMs: millisecondsOf(metric['initialDelay']) ?? 0,
    count: numberOf(metric['count']),
    failureLimit: numberOf(metric['failureLimit']) ?? 0,
    inconclusiveLimit: numberOf(metric['inconclusiveLimit']) ?? 0,
    consecutiveErrorLimit: numberOf(metric['consecutiveErrorLimit']) ?? 4,
    consecutiveSuccessLimit: numberOf(metric['consecutiveSuccessLimit']) ?? 0,
    successCondition: textOf(metric['successCondition']),
    failureCondition: textOf(metric['failureCondition']),
    provider,
    providerKind: Object.keys(provider).find((kind) => provider[kind] !== null) ?? '',
  };
}

/** Fills `{{args.NAME}}` in every text of a value; names that are not given stay. */
export function fillArguments<T extends Json>(value: T, args: ReadonlyMap<string, string>): T {
  return (args.size === 0 ? value : filled(value, args)) as T;
}

function filled(value: Json, args: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return value.replace(/\{\{\s*args\.([\w.-]+)\s*\}\}/g, (whole, name: string) => args.get(name) ?? whole);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => filled(item, args));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, args)]));
  return value;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Written as a number or as a text of digits. */
function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : null;
}

function millisecondsOf(value: Json | undefined): number | null {
  const duration = typeof value === 'string' ? parseDuration(value) : null;
  return duration?.ok ? Number(duration.value / 1_000_000n) : null;
}
