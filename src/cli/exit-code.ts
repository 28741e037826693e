/** How a command ended, for scripts: see `sluice --help`. */
export const exitCode = {
  /** Success, or nothing to change. */
  success: 0,
  error: 1,
  /** `plan --detailed-exitcode`: there is something to change. */
  changesPending: 2,
  /** A program waits at a gate; its state is kept. */
  waiting: 3,
  /** A program ended Degraded or Failed. */
  degraded: 4,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
