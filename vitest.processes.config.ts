import { configDefaults, defineConfig } from 'vitest/config';
import { processSuites } from './test/process-suites.ts';

export default defineConfig({
  test: {
    include: [...processSuites],
    exclude: [...configDefaults.exclude, 'test/cluster/**'],
    globalSetup: ['scripts/schemas/test-setup.ts'],
    reporters: ['default', ['json', { outputFile: 'build/results/processes.json' }]],
    env: { NO_COLOR: '1', TZ: 'UTC' },
    // To catch what hangs, not what is slow: the machine may be busy.
    testTimeout: 900_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    slowTestThreshold: 30_000,
  },
});
