import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgramId } from '../../src/model/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import { bundled, startChild } from '../contract/child-process.ts';

const web = 'default/Rollout/web' as ProgramId;
const child = bundled(join(import.meta.dirname, 'crash-child.ts'));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-crash-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two states and a request, as an apply finds them. */
async function prepare(root: string): Promise<void> {
  const store = openFileStore(root);
  for (const serial of [1, 2]) await store.write(web, { lineage: 'l', serial, content: { serial } });
  await store.request(web, 'promote');
}

describe.each([
  ['before', 'each change to a file'],
  ['half-way', 'each text, half written'],
] as const)('a process killed %s %s', (how, _what) => {
  test('leaves the old state or the new one, a lock that is free, and a request that is answered or comes again', async () => {
    const origin = join(folder, `origin-${how}`);
    await prepare(origin);
    const run = async (at: number): Promise<{ root: string; code: number | null; said: readonly string[] }> => {
      const root = join(folder, `${how}-${at}`);
      cpSync(origin, root, { recursive: true });
      const process = startChild(child, [root, String(at), how]);
      const code = await process.ended;
      return { root, code, said: process.lines };
    };
    const undisturbed = await run(0);
    const changes = Number(undisturbed.said.at(-1)?.replace('done ', ''));
    // Texts are written four times: the lock, its stage, the state and the answer.
    if (how === 'half-way') expect(changes).toBe(4);
    else expect(changes).toBeGreaterThan(15);
    for (let at = 1; at <= changes; at++) {
      const { root, code, said } = await run(at);
      expect(code).toBeNull();
      const store = openFileStore(root);
      const stored = await store.read(web);
      const where = `at change ${at}, after: ${said.join(', ')}`;
      expect(stored?.recovered, where).toBeNull();
      expect(said.includes('wrote 3') ? [3] : [2, 3], where).toContain(stored?.serial);
      expect(stored?.content, where).toEqual({ serial: stored?.serial });
      expect(await store.holder(web), where).toBeNull();

      const lock = await store.lock(web, { id: 'next', operation: 'apply', who: 'bob' });
      const requests = (await store.takeRequests(web)).map(({ content }) => content);
      if (said.includes('answered promote')) expect(requests, where).toEqual([]);
      else expect([[], ['promote']], where).toContainEqual(requests);
      if (!said.includes('wrote 3')) expect(requests, where).toEqual(['promote']);
      await store.write(web, { lineage: 'l', serial: (stored?.serial ?? 0) + 1, content: {} });
      await lock.release();
    }
  });
});
