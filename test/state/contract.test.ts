import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileStore } from '../../src/state/index.ts';
import { bundled, startChild } from '../contract/child-process.ts';
import { stateStoreContract } from '../contract/state-store.ts';

const child = bundled(join(import.meta.dirname, 'store-child.ts'));

stateStoreContract('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-state-'));
  const root = join(folder, '.sluice', 'state');
  return Promise.resolve({
    open: () => openFileStore(root),
    start: (task, program, ...args) => startChild(child, [root, task, program, ...args]),
    remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  });
});
