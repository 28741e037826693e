import type { JsonObject } from '../lang/index.ts';
import type { Cancellation, Measured, Metric } from '../model/index.ts';
import type { HttpAnswer, HttpRequest } from './http/index.ts';

/** What a provider is asked. */
export interface Question {
  readonly metric: Metric;
  /** What stands below the provider's name in the metric, arguments filled in. */
  readonly settings: JsonObject;
  readonly namespace: string;
  /** When the analysis run was first asked for something, ms since 1970. */
  readonly runStartedAt: number;
}

/** What a provider works with. */
export interface Means {
  /** Any status is an answer. Throws PortError `unavailable` when none came. */
  readonly fetch: (request: HttpRequest) => Promise<HttpAnswer>;
  /** A Secret's fields; null: there is none of this name. `namespace` null: where the reference's controller has its own. */
  readonly secret: (namespace: string | null, name: string) => Promise<SecretFields | null>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Keeps a text out of every message. */
  readonly hide: (text: string, shortest?: number) => void;
  /** ms since 1970. */
  readonly now: () => number;
  /** Resolves then, or when the measurement is cancelled. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: Cancellation;
  readonly plugins: PluginRegistry;
}

/** Gives a field's text; null: the Secret has no such field. */
export type SecretFields = (key: string) => string | null;

/** Measures once. Throws PortError for what it can't measure: then the measurement is an Error. */
export type Provider = (question: Question, means: Means) => Promise<Measured>;

/** A metric plugin, as sluice.yaml registers it by name. */
export type Plugin =
  | { readonly kind: 'executable'; readonly command: string; readonly args: readonly string[]; readonly timeoutMs: number }
  | { readonly kind: 'http'; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly timeoutMs: number };

export type PluginRegistry = ReadonlyMap<string, Plugin>;
