import type { Metric, SecretArgument } from './metric.ts';
import type { ReasonedWrite } from './write.ts';

/**
 * What holds a program where it is. `until` is the moment (ms since 1970) at which the gate opens or is looked at again;
 * null: only the world or a person can open it.
 */
export type Wait =
  | { readonly kind: 'pods'; readonly set: string; readonly available: number; readonly desired: number; readonly until: number | null }
  /** `step` null: the wait of a blue-green before it promotes. */
  | { readonly kind: 'timer'; readonly step: number | null; readonly until: number }
  | { readonly kind: 'approval'; readonly step: number | null; readonly until: null }
  /** `beside`: the set is of an experiment, and nothing waits for it. */
  | { readonly kind: 'scale-down'; readonly set: string; readonly beside: boolean; readonly until: number }
  /** `holds`: the program goes on only when it is over; one in the background holds nothing up. */
  | { readonly kind: 'analysis'; readonly run: string; readonly holds: boolean; readonly until: number | null }
  | { readonly kind: 'experiment'; readonly name: string; readonly available: boolean; readonly until: number | null }
  | { readonly kind: 'restart'; readonly until: number };

/** A measurement to be made now. The answer comes back in the world, under the run, metric and number. */
export interface MeasureRequest {
  readonly run: string;
  /** The program's. */
  readonly namespace: string;
  readonly metric: Metric;
  /** Arguments still to be filled in, by the source: the request is stored with the run. */
  readonly secrets: readonly SecretArgument[];
  /** Counted from 0 within the run's metric. */
  readonly number: number;
}

/** What a metric source answered. No message and no text ever holds a secret. */
export type Measured =
  /** `text` is the value for people; without it that is its JSON. */
  | { readonly kind: 'value'; readonly value: unknown; readonly text?: string }
  /** The source judges by itself, as Kayenta does; the metric's conditions count for nothing. */
  | ({ readonly kind: 'judged' } & Verdict)
  | { readonly kind: 'error'; readonly message: string };

/** What a measurement means: its phase by the metric's conditions, and its value as text for people. */
export interface Verdict {
  readonly phase: 'Successful' | 'Failed' | 'Inconclusive' | 'Error';
  readonly value: string;
  readonly message: string;
}

/** Judges a measurement. Passed in where it is needed, so that the expression language is loaded only when something is measured. */
export type Assess = (metric: Metric, measured: Measured) => Verdict;

/** How a program stands, in the reference's words. */
export type Phase = 'Healthy' | 'Progressing' | 'Paused' | 'Degraded';

/** One step of a program: writes to make now, gates that hold it, what it remembers. */
export interface Decision<Memory> {
  readonly writes: readonly ReasonedWrite[];
  readonly measure: readonly MeasureRequest[];
  readonly memory: Memory;
  readonly waits: readonly Wait[];
  /** Set when nothing but the user's next change is waited for. */
  readonly outcome: 'Healthy' | 'Degraded' | null;
}
