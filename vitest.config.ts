import { readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';
import { processSuites } from './test/process-suites.ts';

const { folders } = JSON.parse(readFileSync(new URL('./scripts/import-table.json', import.meta.url), 'utf8')) as { readonly folders: Readonly<Record<string, { readonly pure: boolean }>> };

/** Their tests share modules in one process: pure folders have no state outside of their arguments, and to import them anew for each file costs as much as to test them. */
const pure = [...Object.keys(folders).filter((name) => folders[name]?.pure), 'conformance'].map((folder) => `test/${folder}/**/*.test.ts`);
// These need processes, a control plane or a browser and run by themselves.
const elsewhere = [...configDefaults.exclude, ...processSuites, 'test/cluster/**', 'test/browser/**'];

const shared = {
  // Colours and zones of the machine must not show in any expected text.
  env: { NO_COLOR: '1', TZ: 'UTC' },
  // To catch what hangs, not what is slow: the machine may be busy.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
  slowTestThreshold: 2_000,
};

export default defineConfig({
  test: {
    // The schemas' validators are compiled, not committed.
    globalSetup: ['scripts/schemas/test-setup.ts'],
    reporters: ['default', ['json', { outputFile: 'build/results/vitest.json' }]],
    // Vitest leaves a core free, and of two that is half.
    maxWorkers: '100%',
    projects: [
      { test: { ...shared, name: 'pure', include: pure, exclude: elsewhere, isolate: false } },
      { test: { ...shared, name: 'whole', include: ['test/**/*.test.ts'], exclude: [...elsewhere, ...pure] } },
    ],
  },
});
