import type { RolloutProgram } from './rollout.ts';

/**
 * What a person asks of a running program.
 *
 * @see Argo Rollouts 1.9 kubectl plugin: promote, abort, retry, undo, pause, restart, set image; `scale` is kubectl's.
 */
export type UserAction =
  | { readonly do: 'promote' }
  | { readonly do: 'promote-full' }
  | { readonly do: 'abort' }
  | { readonly do: 'retry' }
  /** `revision` null: the one before. */
  | { readonly do: 'undo'; readonly revision: number | null }
  | { readonly do: 'pause' }
  | { readonly do: 'restart'; readonly at: number }
  | { readonly do: 'scale'; readonly replicas: number }
  | { readonly do: 'image'; readonly container: string; readonly image: string }
  /** A new version takes the place of the old one. */
  | { readonly do: 'apply'; readonly file: string; readonly program: RolloutProgram };
