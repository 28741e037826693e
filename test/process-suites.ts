/** Suites that start, kill and watch many processes. They take minutes, so `npm run test:processes` runs them by themselves, and CI does. */
export const processSuites: readonly string[] = [
  'test/apply/**/*.test.ts',
  'test/**/crash.test.ts',
  'test/cli/apply-locks.test.ts',
  'test/cli/deviation.test.ts',
  'test/cli/events.test.ts',
  'test/cli/people.test.ts',
  'test/cli/promote.test.ts',
  'test/cli/restart.test.ts',
  'test/cli/run-local.test.ts',
  'test/cli/state.test.ts',
  'test/metrics/apply.test.ts',
  'test/metrics/real-*.test.ts',
  'test/stacks/engine.test.ts',
  'test/stacks/package.test.ts',
];
