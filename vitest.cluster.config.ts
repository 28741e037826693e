import { configDefaults, defineConfig } from 'vitest/config';

const shared = {
  exclude: [...configDefaults.exclude],
  // Colours and zones of the machine must not show in any expected text.
  env: { NO_COLOR: '1', TZ: 'UTC' },
  // To catch what hangs, not what is slow: the machine may be busy.
  testTimeout: 600_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
  slowTestThreshold: 30_000,
};

/** Suites on a real control plane with a node; test/cluster/setup.ts says which. Those that stop parts of it come after all others, one by one. */
export default defineConfig({
  test: {
    globalSetup: ['scripts/schemas/test-setup.ts', 'test/cluster/setup.ts'],
    reporters: ['default', ['json', { outputFile: 'build/results/cluster.json' }]],
    projects: [
      { test: { ...shared, name: 'cluster', include: ['test/cluster/*.test.ts'], maxWorkers: 3, sequence: { groupOrder: 0 } } },
      { test: { ...shared, name: 'disrupted', include: ['test/cluster/disrupted/*.test.ts'], fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
