import type { KubeObject, ObjectRef, Plan, ProgramId } from '../model/index.ts';

/** What a difference from the plan leads to while it is carried out. */
export type OnDeviation = 'halt' | 'ask';

/**
 * A plan with all that carrying it out needs, but for the values of Secrets.
 *
 * It is carried out as it stands: `manifests` are what is applied, and `inputs` tell only whether the files they came from are still the same.
 */
export interface PlanFile {
  /** Who carries it out: sluice itself. */
  readonly engine: 'native';
  readonly onDeviation: OnDeviation;
  /** The cluster's name on the command line; null: the plan was made without one. */
  readonly cluster: string | null;
  /** What was planned, as it was named. */
  readonly paths: readonly string[];
  /** Of objects that name none. */
  readonly namespace: string;
  /** The programs that were asked for; empty: all. */
  readonly targets: readonly string[];
  /** Which key the keyed digests are made with; null: there are none. */
  readonly key: string | null;
  readonly inputs: readonly PlanInput[];
  readonly manifests: readonly PlanManifest[];
  readonly base: PlanFileBase;
  readonly plan: Plan;
}

/** A file that was read. The path counts from the working folder. */
export interface PlanInput {
  readonly path: string;
  readonly use: 'manifests' | 'scenario';
  /** Keyed where the file holds a Secret: all the rest of it may be known, so that a bare digest could be guessed from. */
  readonly digest: string;
}

export interface PlanManifest {
  readonly file: string;
  /** With digests in place of a Secret's values. */
  readonly object: KubeObject;
}

export type PlanFileBase =
  /** A preview: what there is now was taken from older manifests, or to be nothing. */
  | { readonly kind: 'assumed' }
  | { readonly kind: 'cluster'; readonly uid: string; readonly states: readonly StateMark[]; readonly live: readonly LiveMark[] };

/** Where the state of a program stood. A program without a state has no mark. */
export interface StateMark {
  readonly program: ProgramId;
  readonly lineage: string;
  readonly serial: number;
}

/** An object that the plan looked at; the digest is null where there was none. */
export interface LiveMark {
  readonly object: ObjectRef;
  readonly digest: string | null;
}

/** SHA-256 comes from outside: the plan's folder has no cryptography. */
export interface Digests {
  /** Of what may be known. */
  plain(text: string): string;
  /** Of what must not be guessed from its digest. */
  keyed(text: string): string;
}
