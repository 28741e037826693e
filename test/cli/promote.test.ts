import { describe, expect, test } from 'vitest';
import { appliedFolder, onEmbedded, run, start } from './sluice-process.ts';

const timed = { replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 1h}', 'setWeight: 50', 'pause: {duration: 2h}'] };
const held = { replicas: 2, steps: ['setWeight: 50', 'pause: {}', 'setWeight: 50', 'pause: {}'] };

async function historyOf(folder: string): Promise<readonly string[]> {
  return (await run(folder, 'history', 'web')).out.trim().split('\n').map((line) => line.slice('2026-01-31T12:00:00Z  '.length));
}

describe('a request from another process', () => {
  test('reaches a running apply, or is refused with the reason', async () => {
    const folder = await appliedFolder(timed);
    const apply = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await apply.says('pause of step 2');

    const wrong = await run(folder, 'promote', 'web', '--step', '3');
    expect([wrong.code, wrong.err]).toEqual([1, 'default/Rollout/web: promote is refused: web is at step 2, not at step 3: look at it again before you promote.\n']);
    const right = await run(folder, 'promote', 'web', '--step', '2');
    expect(right.code).toBe(0);
    expect(right.out).toMatch(/^default\/Rollout\/web: promote is taken by the apply of .*\.\n$/);
    await apply.says('pause of step 4');
    const retried = await run(folder, 'retry', 'web');
    expect([retried.code, retried.err]).toEqual([1, 'default/Rollout/web: retry is refused: web was not aborted: there is nothing to retry.\n']);
    expect((await run(folder, 'abort', 'web')).code).toBe(0);
    expect(await apply.ended).toBe(4);

    const who = /accepted by (\S+)/.exec((await historyOf(folder))[3] ?? '')?.[1] ?? '';
    expect((await historyOf(folder)).slice(4)).toEqual([
      'reached setWeight 50, pause 1 h 0 min 0 s (Paused)',
      `promote by ${who}, refused: web is at step 2, not at step 3: look at it again before you promote`,
      `promote by ${who}`,
      'reached setWeight 50, pause 2 h 0 min 0 s (Paused)',
      `retry by ${who}, refused: web was not aborted: there is nothing to retry`,
      `abort by ${who}`,
      'planned anew, since aborted: aborted: back to the stable version',
      'reached aborted: back to the stable version (Degraded)',
      'Degraded: RolloutAborted: Rollout aborted update to revision 2',
    ]);
  });

  test.each([
    [['promote', 'web', '--full'], 'stage', 0],
    [['undo', 'web'], 'undo, asked by', 0],
    [['pause', 'web'], 'waits for a person', 3],
    [['restart', 'web'], 'restart pod', 0],
  ] as const)('%j is taken, and the run moves on', async (args, says, ends) => {
    const folder = await appliedFolder(timed);
    const apply = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await apply.says('pause of step 2');
    expect((await run(folder, ...args)).code).toBe(0);
    await apply.says(says);
    if (args[0] === 'restart') {
      await apply.says('pause of step 2');
      expect((await run(folder, 'promote', 'web', '--full')).code).toBe(0);
    }
    expect(await apply.ended).toBe(ends);
  });
});

describe('with no apply running', () => {
  test('what does not fit is refused, and stands in the history', async () => {
    const folder = await appliedFolder(held);
    expect((await run(folder, 'apply', 'v2.yaml', ...onEmbedded)).code).toBe(3);
    expect((await run(folder, 'promote', 'web', '--step', '4')).code).toBe(1);
    expect((await historyOf(folder)).at(-1)).toMatch(/^promote by .*, refused: web is at step 2, not at step 4/);
  });

  test('a plan file that says to halt is not loosened', async () => {
    const folder = await appliedFolder(held);
    await run(folder, 'plan', 'v2.yaml', '--cluster', 'embedded', '--out', 'next.plan', '--on-deviation', 'halt');
    expect((await run(folder, 'apply', 'next.plan', '--auto-approve')).code).toBe(3);
    const loose = await run(folder, 'promote', 'web', '--on-deviation', 'ask');
    expect([loose.code, loose.err]).toEqual([1, 'default/Rollout/web: promote is refused: the plan file it is carried out by says --on-deviation halt.\n']);
    expect((await run(folder, 'promote', 'web', '--on-deviation', 'halt', '--approve-pauses')).code).toBe(0);
  });

  test('a promotion is carried out to the next gate, and an abort, a retry and an undo to their end', async () => {
    const folder = await appliedFolder(held);
    const apply = await run(folder, 'apply', 'v2.yaml', ...onEmbedded);
    expect([apply.code, apply.err.split('\n').at(-2)]).toEqual([
      3,
      'default/Rollout/web waits for a person at step 2. Its state is kept. To go on: sluice promote web; to go back: sluice abort web.',
    ]);
    expect((await run(folder, 'status', 'web')).code).toBe(3);

    const wrong = await run(folder, 'promote', 'web', '--step', '4');
    expect([wrong.code, wrong.err]).toEqual([1, 'default/Rollout/web: promote is refused: web is at step 2, not at step 4: look at it again before you promote.\n']);
    const promoted = await run(folder, 'promote', 'web', '--step', '2');
    expect([promoted.code, promoted.err]).toEqual([3, 'default/Rollout/web waits for a person at step 4. Its state is kept. To go on: sluice promote web; to go back: sluice abort web.\n']);
    expect((await run(folder, 'abort', 'web')).code).toBe(4);
    const again = await run(folder, 'abort', 'web');
    expect([again.code, again.err]).toEqual([1, 'default/Rollout/web: abort is refused: web is aborted already.\n']);
    expect((await run(folder, 'status', 'web')).code).toBe(4);
    expect((await run(folder, 'retry', 'web', '--approve-pauses')).code).toBe(0);
    expect((await run(folder, 'undo', 'web', '--approve-pauses')).code).toBe(0);
    expect((await run(folder, 'status', 'web')).code).toBe(0);
    expect((await run(folder, 'restart', 'web')).code).toBe(0);
    const none = await run(folder, 'promote', 'web');
    expect([none.code, none.err]).toEqual([1, 'default/Rollout/web: promote is refused: web is not paused: there is nothing to promote.\n']);
  });

  test('--full skips all that is left', async () => {
    const folder = await appliedFolder(held);
    await run(folder, 'apply', 'v2.yaml', ...onEmbedded);
    expect((await run(folder, 'promote', 'web', '--full')).code).toBe(0);
    expect((await historyOf(folder)).at(-1)).toBe('Healthy');
  });

  test('--approve-pauses promotes the pauses of the steps, by name, and none that a person made', async () => {
    const folder = await appliedFolder(timed);
    const apply = start(folder, 'apply', 'v2.yaml', ...onEmbedded, '--approve-pauses');
    await apply.says('pause of step 2');
    expect((await run(folder, 'pause', 'web')).code).toBe(0);
    expect(await apply.ended).toBe(3);
    const other = await appliedFolder(held);
    expect((await run(other, 'apply', 'v2.yaml', ...onEmbedded, '--approve-pauses')).code).toBe(0);
    expect((await historyOf(other)).filter((line) => /^promote by .* \(--approve-pauses\)$/.test(line))).toHaveLength(2);
  });
});
