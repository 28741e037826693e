import { configDefaults, defineConfig } from 'vitest/config';
import { processSuites } from './test/process-suites.ts';

export default defineConfig({
  test: {
    include: [...processSuites],
    exclude: [...configDefaults.exclude],
    globalSetup: ['scripts/schemas/test-setup.ts'],
    reporters: ['default', ['json', { outputFile: 'build/results/processes.json' }]],
    env: { NO_COLOR: '1', TZ: 'UTC' },
    testTimeout: 180_000,
    slowTestThreshold: 30_000,
  },
});
