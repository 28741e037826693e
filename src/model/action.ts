import type { RolloutProgram } from './rollout.ts';

/**
 * What a person asks of a running program.
 *
 * @see Argo Rollouts 1.9 kubectl plugin: promote, abort, retry, undo, pause, restart, set image; `scale` is kubectl's.
 */
export type UserAction =
  /** `step`, counted from 0, is the one that the person saw: a promotion that comes too late is refused. Null: whichever it is. */
  | { readonly do: 'promote'; readonly step?: number | null }
  | { readonly do: 'promote-full' }
  | { readonly do: 'abort' }
  | { readonly do: 'retry' }
  /** `revision` null: the one before. */
  | { readonly do: 'undo'; readonly revision: number | null }
  | { readonly do: 'pause' }
  /** Pods older than this; null: than the moment of asking. */
  | { readonly do: 'restart'; readonly at: number | null }
  | { readonly do: 'scale'; readonly replicas: number }
  | { readonly do: 'image'; readonly container: string; readonly image: string }
  /** A new version takes the place of the old one. */
  | { readonly do: 'apply'; readonly file: string; readonly program: RolloutProgram };
