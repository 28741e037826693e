import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbeddedCluster, readEmbeddedCluster } from '../../src/cluster/index.ts';
import { ModelCluster } from '../../src/world/index.ts';
import { bundled, startChild } from '../contract/child-process.ts';
import { start, writes } from './writes.ts';

const child = bundled(join(import.meta.dirname, 'cluster-child.ts'));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-cluster-crash-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the cluster holds after each number of writes, version for version. */
const undisturbed = ((): readonly string[] => {
  const cluster = new ModelCluster(start);
  return [null, ...writes].map((write) => {
    if (write) cluster.write(write);
    cluster.settle();
    return JSON.stringify(cluster.all());
  });
})();

describe.each([
  ['before', 'each change to a file'],
  ['half-way', 'each text, half written'],
] as const)('a process killed %s %s', (how, _what) => {
  test('leaves all that was written and nothing half; written again, every effect is there once', async () => {
    const run = async (at: number) => {
      const path = join(folder, `${how}-${at}`, 'cluster.json');
      const process = startChild(child, ['crash', path, String(at), how]);
      return { path, code: await process.ended, said: process.lines };
    };
    const whole = await run(0);
    const changes = Number(whole.said.at(-1)?.replace('done ', ''));
    expect(changes).toBeGreaterThan(how === 'before' ? 50 : 12);
    for (let at = 1; at <= changes; at++) {
      const { path, code, said } = await run(at);
      expect(code).toBeNull();
      const written = said.filter((line) => line.startsWith('written')).length;
      const where = `killed at change ${at}, after ${written} writes`;

      const read = await readEmbeddedCluster(path, { wall: () => start });
      const there = JSON.stringify(read.cluster.all());
      expect([undisturbed[written], undisturbed[written + 1]], where).toContain(there);
      expect(read.recovered, where).toBeNull();

      const cluster = await openEmbeddedCluster(path, { speed: Infinity, startAt: start });
      expect(cluster.recovered, where).toBeNull();
      for (const write of writes.slice(written)) await cluster.write(write);
      expect(JSON.stringify((await cluster.model()).all()), where).toBe(undisturbed.at(-1));
      await cluster.close();
    }
  });
});
