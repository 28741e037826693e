import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appliedFolder, onEmbedded, run } from './sluice-process.ts';

const held = { replicas: 2, steps: ['setWeight: 50', 'pause: {}'] };

test('state lists, shows, renames and forgets, and changes nothing in the cluster', async () => {
  const folder = await appliedFolder(held);
  const list = await run(folder, 'state', 'list');
  expect([list.code, list.out]).toEqual([0, expect.stringMatching(/^default\/Rollout\/web {2}serial \d+\n$/)]);
  const shown = JSON.parse((await run(folder, 'state', 'show', 'web')).out) as { readonly serial: number; readonly lineage: string; readonly content: { readonly id: string } };
  expect([shown.serial, shown.content.id]).toEqual([Number(/\d+/.exec(list.out)?.[0]), 'default/Rollout/web']);

  const cluster = readFileSync(join(folder, '.sluice/cluster.json'), 'utf8');
  expect((await run(folder, 'state', 'mv', 'web', 'default/Rollout/site')).out).toBe('default/Rollout/web is default/Rollout/site now.\n');
  expect((await run(folder, 'state', 'show', 'web')).code).toBe(1);
  expect((JSON.parse((await run(folder, 'state', 'show', 'site')).out) as { readonly lineage: string }).lineage).toBe(shown.lineage);
  expect((await run(folder, 'state', 'rm', 'site')).out).toBe('default/Rollout/site is forgotten. Nothing in the cluster was changed.\n');
  expect((await run(folder, 'state', 'list')).out).toBe('');
  expect(readFileSync(join(folder, '.sluice/cluster.json'), 'utf8')).toBe(cluster);
});

test.each([
  [['state', 'unlock', 'nobody'], /No program in \S+ has a lock with the id nobody; it may have been released meanwhile/],
  [['state', 'mv', 'web', 'site'], /site is no NAMESPACE\/KIND\/NAME\./],
  [['state', 'burn'], /state takes one of list, show, rm, mv, unlock/],
  [['state', 'show', 'wbe'], /No program called wbe has a state .* Did you mean web\?/s],
] as const)('%j is refused, and says why', async (args, says) => {
  const folder = await appliedFolder(held);
  const refused = await run(folder, ...args);
  expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(says)]);
});

test('a state that is damaged is told of, the one before it is used, and the apply goes on', async () => {
  const folder = await appliedFolder(held);
  expect((await run(folder, 'apply', 'v2.yaml', ...onEmbedded)).code).toBe(3);
  const place = join(folder, '.sluice/state/default');
  const file = readdirSync(place, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('state.json')) ?? '';
  writeFileSync(join(place, file), readFileSync(join(place, file), 'utf8').slice(0, 500));

  const status = await run(folder, 'status', 'web');
  expect(status.err).toMatch(/state\.json.* (is damaged|can't be read|is used)/);
  const again = await run(folder, 'apply', 'v2.yaml', ...onEmbedded, '--approve-pauses');
  expect(again.code, again.err).toBe(0);
  expect(again.out).toMatch(/state\.json/);
});

test('history tells who did what when, also to scripts', async () => {
  const folder = await appliedFolder(held);
  await run(folder, 'apply', 'v2.yaml', ...onEmbedded);
  await run(folder, 'promote', 'web');
  const { out } = await run(folder, 'history', 'web', '-o', 'json');
  const { formatVersion, program, history } = JSON.parse(out) as { readonly formatVersion: string; readonly program: string; readonly history: readonly { readonly kind: string; readonly who?: string; readonly at: number }[] };
  expect([formatVersion, program]).toEqual(['1.0', 'default/Rollout/web']);
  expect(history.map(({ kind }) => kind)).toEqual(['planned', 'reached', 'ended', 'planned', 'reached', 'asked', 'reached', 'ended']);
  expect(history.filter(({ kind }) => kind === 'planned' || kind === 'asked').every(({ who }) => /^\S+@\S+$/.test(who ?? ''))).toBe(true);
  expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).toSorted((a, b) => a - b));
});
