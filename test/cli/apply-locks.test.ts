import { describe, expect, test } from 'vitest';
import { appliedFolder, onEmbedded, run, start } from './sluice-process.ts';

const slow = { replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 1h}'] };

describe('two applies at once', () => {
  test('the second says who holds the lock and where that one is', async () => {
    const folder = await appliedFolder(slow);
    const first = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await first.says('pause of step 2');

    const second = await run(folder, 'apply', 'v2.yaml', ...onEmbedded);
    expect(second.code).toBe(1);
    expect(second.err).toMatch(new RegExp(`default/Rollout/web is locked by .*'s apply \\(pid ${first.pid} on .*\\), since .*, at stage 1 of 2 \\(setWeight 50, pause 1 h 0 min 0 s\\)`));
    expect(second.err).toContain('sluice state unlock');

    first.signal('SIGINT');
    expect(await first.ended).toBe(3);
  });

  test('the second waits with --lock-timeout, and then finds nothing left to do', async () => {
    const folder = await appliedFolder(slow);
    const first = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await first.says('pause of step 2');
    const second = start(folder, 'apply', 'v2.yaml', ...onEmbedded, '--lock-timeout', '60');
    await second.says('Waiting for it.');

    expect((await run(folder, 'promote', 'web')).code).toBe(0);
    expect(await first.ended).toBe(0);
    expect(await second.ended).toBe(0);
    expect(second.out()).toContain('No changes');
  });

  test('one whose lock is taken away stops, and leaves the state to the other', async () => {
    const folder = await appliedFolder(slow);
    const first = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await first.says('pause of step 2');
    const id = /\(([0-9a-f-]{36})\)/.exec((await run(folder, 'state', 'list')).out)?.[1] ?? '';
    expect((await run(folder, 'state', 'unlock', id)).out).toBe('The lock of default/Rollout/web is taken away.\n');
    const before = await run(folder, 'state', 'show', 'web');

    expect(await first.ended).toBe(1);
    expect(first.err()).toContain('The lock of default/Rollout/web was taken away. Nothing more is done here; what was done is kept.');
    expect((await run(folder, 'state', 'show', 'web')).out).toBe(before.out);
  });

  test('a lock of a process that is gone is taken over, which is said', async () => {
    const folder = await appliedFolder(slow);
    const first = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await first.says('pause of step 2');
    first.signal('SIGKILL');
    expect(await first.ended).toBeNull();

    const second = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await second.says('that process is gone');
    second.signal('SIGINT');
    expect(await second.ended).toBe(3);
  });
});
