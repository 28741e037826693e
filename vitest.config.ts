import { configDefaults, defineConfig } from 'vitest/config';
import { processSuites } from './test/process-suites.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The schemas' validators are compiled, not committed.
    globalSetup: ['scripts/schemas/test-setup.ts'],
    // These need processes, a control plane or a browser and run by themselves.
    exclude: [...configDefaults.exclude, ...processSuites, 'test/cluster/**', 'test/browser/**'],
    reporters: ['default', ['json', { outputFile: 'build/results/vitest.json' }]],
    // Colours and zones of the machine must not show in any expected text.
    env: { NO_COLOR: '1', TZ: 'UTC' },
    // Vitest leaves a core free, and of two that is half.
    maxWorkers: '100%',
    // To catch what hangs, not what is slow: the machine may be busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    slowTestThreshold: 2_000,
  },
});
