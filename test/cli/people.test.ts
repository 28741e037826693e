import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import { refOf } from '../../src/model/index.ts';
import { bundled, startChild } from '../contract/child-process.ts';
import { appliedFolder, onEmbedded, run } from './sluice-process.ts';
import { atTerminal, hasTmux, type Terminal } from './tmux.ts';

const held = { replicas: 2, steps: ['setWeight: 50', 'pause: {}', 'setWeight: 50', 'pause: {}'] };
const toGoOn = 'Its state is kept. To go on: sluice promote web; to go back: sluice abort web.';
let terminal: Terminal | null = null;
afterEach(() => {
  terminal?.close();
  terminal = null;
});

const question = 'default/Rollout/web waits at step 2, stage 1 of 3 (setWeight 50, pause until promoted), for';

// A real terminal needs tmux; where there is none, nothing stands in for it: skipped on a user's machine, a failure in CI.
describe.skipIf(!hasTmux && process.env['CI'] === undefined)('a person at a terminal', () => {
  async function atPause(): Promise<{ readonly folder: string; readonly terminal: Terminal }> {
    const folder = await appliedFolder(held);
    terminal = atTerminal(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await terminal.shows(question);
    return { folder, terminal };
  }

  test('sees the stage that it is asked about', async () => {
    const { folder, terminal } = await atPause();
    const shown = terminal.screen().replaceAll(/web-[0-9a-f]{8,10}/g, 'SET');
    expect(shown).toMatch(/Stage 1 of 3: setWeight 50, pause until promoted\n +sets +stable +SET +revision 1 +2 -> 1 pod +web:1\n +canary +SET +revision 2 +0 -> 1 pod +web:2/);
    expect(shown).toMatch(/weight +50 %/);
    terminal.press('Enter');
    await terminal.shows('waits at step 4, stage 2 of 3');
    terminal.press('Down', 'Down', 'Enter');
    expect(await terminal.ended()).toBe(3);
    terminal.close();
    const again = atTerminal(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await again.shows('waits at step 4, stage 2 of 3');
    expect(again.screen().replaceAll(/web-[0-9a-f]{8,10}/g, 'SET')).toMatch(/Status +Paused[\s\S]*SET +ReplicaSet +1\/1 ready/);
    again.close();
  });

  test('promotes, pause by pause, and stands in the history', async () => {
    const { folder, terminal } = await atPause();
    terminal.press('Enter');
    await terminal.shows('waits at step 4, stage 2 of 3');
    terminal.press('Enter');
    expect(await terminal.ended()).toBe(0);
    expect((await run(folder, 'history', 'web')).out.match(/ {2}promote by \S+@\S+\n/g)).toHaveLength(2);
  });

  test('aborts: the stable version gets its pods back', async () => {
    const { folder, terminal } = await atPause();
    terminal.press('Down', 'Enter');
    expect(await terminal.ended()).toBe(4);
    expect(terminal.screen()).toMatch(/Rollout web in default: goes back to the stable version\n[\s\S]*Stage 1 of 1: /);
    const told = (await run(folder, 'history', 'web')).out;
    expect(told).toMatch(/ {2}abort by \S+@\S+\n\S+ {2}planned anew, since aborted: .*\n\S+ {2}reached .* \(Degraded\)\n\S+ {2}Degraded: /);
  });

  test.each([
    ['leaves', ['Down', 'Down', 'Enter']],
    ['presses Ctrl-C', ['C-c']],
  ])('%s: the state is kept, and how to go on is said', async (_name, keys) => {
    const { folder, terminal } = await atPause();
    terminal.press(...keys);
    expect(await terminal.ended()).toBe(3);
    expect(terminal.screen().replaceAll(/\s+/g, ' ')).toContain(`default/Rollout/web waits for a person at step 2. ${toGoOn}`);
    expect((await run(folder, 'apply', 'v2.yaml', ...onEmbedded, '--approve-pauses')).code).toBe(0);
  });

  test('is no longer asked when another process answers', async () => {
    const { folder, terminal } = await atPause();
    expect((await run(folder, 'promote', 'web')).code).toBe(0);
    await terminal.shows('waits at step 4, stage 2 of 3');
    expect((await run(folder, 'abort', 'web')).code).toBe(0);
    expect(await terminal.ended()).toBe(4);
  });

  test('is asked about a difference from the plan, and accepts it by name', async () => {
    const folder = await appliedFolder({ replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 1h}'] });
    terminal = atTerminal(folder, 'apply', 'v2.yaml', ...onEmbedded, '--on-deviation', 'ask');
    await terminal.shows('pause of step 2');
    const cluster = await openEmbeddedCluster(join(folder, '.sluice/cluster.json'));
    const set = (await cluster.model()).list('ReplicaSet', 'default')[0];
    if (set) await cluster.write({ verb: 'patch', ref: refOf(set), patch: { spec: { replicas: 4 } } });
    await cluster.close();
    await terminal.shows(/was scaled to 4 by someone\s+else, planned 1/);
    await terminal.shows('halt - keep the state');
    terminal.press('Down', 'Enter');
    await terminal.shows('from 4 to 1');
    expect((await run(folder, 'promote', 'web', '--full')).code).toBe(0);
    expect(await terminal.ended()).toBe(0);
    expect((await run(folder, 'history', 'web')).out).toMatch(/was scaled to 4 by someone else, planned 1, accepted by \S+@\S+/);
  });
});

test('Ctrl-C twice ends at once, whatever is under way', async () => {
  const child = startChild(bundled(join(import.meta.dirname, 'stop-child.ts')), []);
  expect(await child.next()).toBe('working');
  process.kill(child.pid, 'SIGINT');
  expect(await child.next()).toBe('Stopping after what is under way; once more to stop at once.');
  process.kill(child.pid, 'SIGINT');
  expect(await child.ended).toBe(130);
});
