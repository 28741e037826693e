import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { ProgramId, StateStore } from '../../src/model/index.ts';
import { openFileStore } from '../../src/state/index.ts';

const program = 'default/Workflow/big' as ProgramId;
let root: string;
let file: string;
let store: StateStore;
let content: JsonObject;

/** A state that is large enough to be added to, and the next ones, each with one node changed. */
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-added-'));
  file = join(root, 'default', '_workflow', 'big', 'state.json');
  store = openFileStore(root);
  content = { nodes: Array.from({ length: 2000 }, (_, index) => ({ id: `node-${index}`, phase: 'Pending', message: 'waits for its turn' })), history: [] };
  await store.write(program, { lineage: 'a', serial: 1, content });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function step(serial: number, into = store): Promise<void> {
  const nodes = [...(content['nodes'] as readonly JsonObject[])];
  nodes[serial] = { ...nodes[serial], phase: 'Running' };
  content = { ...content, nodes, history: [...(content['history'] as readonly string[]), `step ${serial}`] };
  await into.write(program, { lineage: 'a', serial, content });
}

test('a step of a large state adds what changed', async () => {
  const { ino, size } = statSync(file);
  await step(2);
  await step(3);
  const after = statSync(file);
  expect(after.ino).toBe(ino);
  expect(after.size - size).toBeLessThan(1000);
  expect(await openFileStore(root).read(program)).toEqual({ lineage: 'a', serial: 3, content, recovered: null });
});

test('a line that was not finished counts as not written', async () => {
  await step(2);
  const before = content;
  const { size } = statSync(file);
  await step(3);
  truncateSync(file, size + 40);
  const again = openFileStore(root);
  expect(await again.read(program)).toEqual({ lineage: 'a', serial: 2, content: before, recovered: null });
  content = before;
  await step(3, again);
  expect(await openFileStore(root).read(program)).toEqual({ lineage: 'a', serial: 3, content, recovered: null });
});

test('what stands before a damaged line is used, and that is told', async () => {
  await step(2);
  const before = content;
  await step(3);
  writeFileSync(file, readFileSync(file, 'utf8').replace('step 3', 'step 4'));
  const read = await openFileStore(root).read(program);
  expect(read).toMatchObject({ serial: 2, content: before });
  expect(read?.recovered).toContain('is damaged; the state as it was before that, serial 2, is used.');
});

test('a state that another process wrote in between is not written over', async () => {
  const other = openFileStore(root);
  await step(2);
  await other.write(program, { lineage: 'a', serial: 3, content: { nodes: [], history: ['other'] } });
  await expect(step(3)).rejects.toMatchObject({ kind: 'conflict' });
  expect((await store.read(program))?.content).toEqual({ nodes: [], history: ['other'] });
});

test('a file that someone else has touched is written anew', async () => {
  const { ino } = statSync(file);
  appendFileSync(file, 'not a line of ours');
  await step(2);
  expect(statSync(file).ino).not.toBe(ino);
  expect(await store.read(program)).toEqual({ lineage: 'a', serial: 2, content, recovered: null });
});

test('a file that has grown much is written anew, and the one before is kept', async () => {
  const { size } = statSync(file);
  for (let serial = 2; serial < 6; serial++) {
    content = { ...content, text: `${serial}`.repeat(size) };
    await store.write(program, { lineage: 'a', serial, content });
  }
  expect(statSync(file).size).toBeLessThan(6 * size);
  expect(await store.read(program)).toEqual({ lineage: 'a', serial: 5, content, recovered: null });
  rmSync(file);
  expect((await store.read(program))?.recovered).toContain('the one before it');
});
