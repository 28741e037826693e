import { describe, expect, it } from 'vitest';
import { sluice } from './in-process.ts';
import { apply, manifests, meanwhile, objectsThere, useRoom } from './room.ts';

useRoom();

describe('status --wait', () => {
  it('ends with 0 when all are Healthy', async () => {
    manifests('web.yaml', [{}]);
    await apply('web.yaml');
    expect((await sluice(['status', '--wait'])).code).toBe(0);
  });

  it('ends with 3 when a person is to decide', async () => {
    manifests('web.yaml', [{}]);
    await apply('web.yaml');
    manifests('web.yaml', [{ image: 'web:2', steps: ['setWeight 50', 'pause'] }]);
    await apply('web.yaml');
    const ran = await sluice(['status', 'web', '--wait']);
    expect(ran.code).toBe(3);
    expect(ran.out).toContain('Waits for a person');
  });

  it('waits for an apply that runs, and then says how it ended', async () => {
    manifests('web.yaml', [{}]);
    await apply('web.yaml');
    manifests('web.yaml', [{ image: 'web:2', steps: ['setWeight 50', 'pause 1000000s'] }]);
    const applying = apply('web.yaml');
    await expect.poll(async () => (await sluice(['status', 'web'])).out).toContain('Paused');
    const waiting = sluice(['status', 'web', '--wait']);
    await sluice(['promote', 'web']);
    expect([(await waiting).code, (await applying).code]).toEqual([0, 0]);
  });

  it('ends with 1 when its time is up', async () => {
    manifests('web.yaml', [{ image: 'web:1' }]);
    await apply('web.yaml');
    manifests('web.yaml', [{ image: 'web:2', steps: ['setWeight 50', 'pause 100000s'] }]);
    const applying = apply('web.yaml');
    await expect.poll(async () => (await sluice(['status', 'web'])).out).toContain('Paused');
    const waited = await sluice(['status', 'web', '--wait', '--timeout', '0']);
    expect(waited).toMatchObject({ code: 1, out: '', err: expect.stringContaining('default/Rollout/web: not done after 0 s') as string });
    await sluice(['abort', 'web']);
    await applying;
  });

  it.each([
    [['--watch', '--wait'], 'Give one of them'],
    [['--timeout', '3'], '--timeout says how long --wait waits'],
    [['--wait', '--timeout', 'soon'], '--timeout takes a number of seconds'],
  ])('refuses %j', async (options, says) => {
    expect(await sluice(['status', ...options])).toMatchObject({ code: 1, err: expect.stringContaining(says) as string });
  });
});

describe('status --watch', () => {
  it('without a terminal prints again what changed, until it is stopped', async () => {
    manifests('web.yaml', [{ replicas: 1 }]);
    await apply('web.yaml');
    const heard: string[] = [];
    const linesOf = () => heard.join('').trim().split('\n');
    const watching = sluice(['status', '--watch', '-o', 'json'], { heard });
    const [set] = await objectsThere('ReplicaSet');
    await expect.poll(() => heard).not.toEqual([]);
    await meanwhile({ verb: 'patch', ref: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name: set?.metadata.name ?? '' }, patch: { spec: { replicas: 2 } } });
    await expect.poll(linesOf).toHaveLength(2);
    process.emit('SIGINT');
    const { code } = await watching;
    const shown = linesOf().map((line) => (JSON.parse(line) as { programs: [{ sets: [{ desired: number }] }] }).programs[0].sets[0].desired);
    expect([shown, code]).toEqual([[1, 2], 0]);
  });
});
