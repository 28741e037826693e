import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { assess, openMetricSource, type MetricSurroundings, type Plugin, type PortForwarder } from '../../src/metrics/index.ts';
import { metricOf, type SecretArgument, type Verdict } from '../../src/model/index.ts';
import { startServer, type Answer, type LocalServer, type Sent } from './server.ts';

/** When the tests measure: 2026-01-31T12:00:00Z. */
const noon = Date.UTC(2026, 0, 31, 12);

export interface Case {
  /** The metric's provider. `SERVER` stands for the server's address. */
  readonly provider: JsonObject;
  readonly success?: string;
  readonly failure?: string;
  readonly interval?: string;
  readonly namespace?: string;
  readonly answers?: readonly Answer[];
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Secrets by "namespace/name"; those of the controller by "/name". */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly args?: readonly SecretArgument[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly plugins?: Readonly<Record<string, Plugin>>;
  /** Asked in place of these addresses: the server. */
  readonly aliased?: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
  /** Opens what port-forwards lead to; without it there is no cluster. */
  readonly forward?: PortForwarder;
  readonly signal?: AbortSignal;
  /** ms since 1970; noon unless given. */
  readonly now?: number;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly sent: readonly Sent[];
}

/** Measures once at a server of the test's own. In the verdict's texts the server's address is `SERVER` again. */
export async function measured(wanted: Case): Promise<Outcome> {
  const server = await startServer(wanted.answers ?? [{ body: '' }], wanted.tls);
  try {
    return await measuredAt(server, wanted);
  } finally {
    await server.close();
  }
}

export async function measuredAt(server: LocalServer, wanted: Case): Promise<Outcome> {
  const placed = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('SERVER', server.url)) as T;
  const secrets = placed(wanted.secrets ?? {});
  const around: MetricSurroundings = {
    aliases: { ...Object.fromEntries((wanted.aliased ?? []).map((from) => [from, server.url])), ...placed(wanted.aliases ?? {}) },
    forward: wanted.forward ?? null,
    plugins: new Map(Object.entries(placed(wanted.plugins ?? {}))),
    secret: (namespace, name) => {
      const fields = secrets[`${namespace ?? ''}/${name}`];
      return Promise.resolve(fields === undefined ? null : (key) => fields[key] ?? null);
    },
    environment: placed(wanted.environment ?? {}),
    now: () => wanted.now ?? noon,
    sleep: () => Promise.resolve(),
  };
  const metric = metricOf(
    {
      template: 'checks',
      source: {
        name: 'measured',
        provider: placed(wanted.provider),
        ...(wanted.success !== undefined && { successCondition: wanted.success }),
        ...(wanted.failure !== undefined && { failureCondition: wanted.failure }),
        ...(wanted.interval !== undefined && { interval: wanted.interval }),
      },
    },
    new Map(),
  );
  const request = { run: 'run', namespace: wanted.namespace ?? 'default', metric, secrets: wanted.args ?? [], number: 0 };
  const answer = await openMetricSource(around).measure(request, wanted.signal ?? new AbortController().signal);
  const verdict = assess(metric, answer);
  const shown = (text: string): string => text.replaceAll(server.url, 'SERVER');
  return { verdict: { phase: verdict.phase, value: shown(verdict.value), message: shown(verdict.message) }, sent: server.sent };
}

/** Headers that every request has, and whose values are nobody's concern. */
const usual: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'user-agent']);

export interface Wanted {
  readonly phase: Verdict['phase'];
  readonly value?: string;
  readonly message?: string | RegExp;
  /** Of the one request, or of each. */
  readonly sent?: Partial<Sent> | readonly Partial<Sent>[];
}

/** One measurement: what goes out, and what comes of the answer. */
export function check(title: string, given: Case, wanted: Wanted): void {
  test(title, async () => {
    const { verdict, sent } = await measured(given);
    expect({ phase: verdict.phase, ...(wanted.value !== undefined && { value: verdict.value }) }, verdict.message).toEqual({ phase: wanted.phase, ...(wanted.value !== undefined && { value: wanted.value }) });
    if (wanted.message !== undefined) expect(verdict.message).toMatch(wanted.message instanceof RegExp ? wanted.message : new RegExp(`^${escaped(wanted.message)}$`));
    if (wanted.sent === undefined) return;
    const expected = Array.isArray(wanted.sent) ? (wanted.sent as readonly Partial<Sent>[]) : [wanted.sent as Partial<Sent>];
    expect(sent.map((one, index) => pick(one, expected[index] ?? {}))).toEqual(expected);
  });
}

function pick(sent: Sent, wanted: Partial<Sent>): Partial<Sent> {
  const headers = Object.fromEntries(Object.entries(sent.headers).filter(([name]) => !usual.has(name)));
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, key === 'headers' ? headers : sent[key as keyof Sent]]));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
