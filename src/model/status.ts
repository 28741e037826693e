import type { Phase } from './decision.ts';
import type { SetRole, Traffic } from './plan.ts';
import type { ProgramId } from './program.ts';

/** A pod as status shows it. */
export interface PodStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly ageSeconds: number;
}

export interface SetStatus {
  readonly name: string;
  readonly role: SetRole;
  readonly revision: number;
  readonly images: readonly string[];
  readonly desired: number;
  readonly ready: number;
  readonly available: number;
  /** Until it is scaled to 0; null: it is not on its way out. */
  readonly scaleDownSeconds: number | null;
  readonly pods: readonly PodStatus[];
}

/** Why a program stands where it stands, in words, and for how long; `seconds` null: no end is known. */
export interface Waiting {
  readonly text: string;
  readonly seconds: number | null;
  readonly forPerson: boolean;
}

/** How a Rollout stands: what `status` shows, and what a finished apply prints. */
export interface RolloutStatus {
  readonly id: ProgramId;
  readonly phase: Phase;
  readonly message: string;
  /** Counted from 0; equal to `steps` when all are done; null without steps. */
  readonly step: number | null;
  readonly steps: number;
  readonly stepText: string | null;
  readonly replicas: number;
  readonly traffic: Traffic | null;
  readonly sets: readonly SetStatus[];
  /** Each Service and the set it selects; null: none of this Rollout's. */
  readonly services: readonly { readonly name: string; readonly set: string | null }[];
  readonly analysis: readonly { readonly run: string; readonly metric: string; readonly phase: string; readonly measured: readonly string[]; readonly measurements: readonly StatusMeasurement[] }[];
  readonly waiting: readonly Waiting[];
  readonly deviation: string | null;
  readonly aborted: boolean;
}

/** `at` in ms since 1970, by the cluster. `value` '': nothing was measured, and `message` says why. */
export interface StatusMeasurement {
  readonly value: string;
  readonly phase: string;
  readonly message: string;
  readonly at: number;
}
