import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import { refOf, type KubeObject, type Write } from '../../src/model/index.ts';
import { appliedFolder, onEmbedded, run, start } from './sluice-process.ts';

/** Someone else, in another process than the apply, changes the embedded cluster. */
async function meddle(folder: string, writes: (objects: readonly KubeObject[]) => readonly Write[], readyAfterMs = 0): Promise<void> {
  const cluster = await openEmbeddedCluster(join(folder, '.sluice/cluster.json'), { readiness: () => readyAfterMs });
  for (const write of writes((await cluster.model()).all())) await cluster.write(write);
  await cluster.close();
}

const patch = (object: KubeObject | undefined, patched: Extract<Write, { verb: 'patch' }>['patch']): readonly Write[] =>
  object ? [{ verb: 'patch', ref: refOf(object), patch: patched }] : [];
const stableSet = (objects: readonly KubeObject[]) => objects.find(({ kind }) => kind === 'ReplicaSet');
const slow = { replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 1h}'], services: true, roles: true };

describe('what someone else does while an apply waits', () => {
  test.each<[string, (objects: readonly KubeObject[]) => readonly Write[], RegExp]>([
    ['a set that is scaled', (objects) => patch(stableSet(objects), { spec: { replicas: 5 } }), /ReplicaSet web-\w+ was scaled to 5 by someone else, planned 1/],
    [
      "a label of a set's pods",
      (objects) => patch(stableSet(objects), { spec: { template: { metadata: { labels: { role: 'mine' } } } } }),
      /ReplicaSet web-\w+ gives its pods role=mine through someone else, planned stable/,
    ],
    ['a label of a pod', (objects) => patch(objects.find(({ kind }) => kind === 'Pod'), { metadata: { labels: { role: 'mine' } } }), /pod web-\S+ was labelled role=mine by someone else, planned stable/],
    ['a set that is deleted', (objects) => objects.filter((object) => object === stableSet(objects)).map((object) => ({ verb: 'delete' as const, ref: refOf(object) })), /ReplicaSet web-\w+ is gone, 1 pods of it were planned/],
    [
      'a Service that selects something else',
      (objects) => patch(objects.find(({ metadata }) => metadata.name === 'web-stable'), { spec: { selector: { 'rollouts-pod-template-hash': 'other' } } }),
      /Service web-stable was made to select other by someone else, planned \w+/,
    ],
    ['a Service that is deleted', (objects) => objects.filter(({ metadata }) => metadata.name === 'web-canary').map((object) => ({ verb: 'delete' as const, ref: refOf(object) })), /Service web-canary is gone/],
  ])('%s: is shown against the plan, and nothing more is done', async (_name, writes, shown) => {
    const folder = await appliedFolder(slow);
    const apply = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
    await apply.says('pause of step 2');
    await meddle(folder, writes);
    expect(await apply.ended).toBe(1);
    expect(apply.out()).toMatch(shown);
    expect(apply.err()).toMatch(/default\/Rollout\/web is halted: .*\. Its state is kept\. Plan again to see what is left, or give --on-deviation ask\./);

    expect((await run(folder, 'history', 'web')).out).toMatch(new RegExp(`differed from the plan: .*${shown.source}`));
    const status = await run(folder, 'status', 'web', '-o', 'json');
    expect((JSON.parse(status.out) as { readonly programs: readonly { readonly deviation: string }[] }).programs[0]?.deviation).toMatch(shown);
  });

  test('stops who carries it on without having seen a plan, too; a new plan shows it, and goes on from there', async () => {
    const folder = await appliedFolder({ ...slow, steps: ['setWeight: 50', 'pause: {}'] });
    expect((await run(folder, 'apply', 'v2.yaml', ...onEmbedded)).code).toBe(3);
    await meddle(folder, (objects) => patch(stableSet(objects), { spec: { replicas: 5 } }));
    const promoted = await run(folder, 'promote', 'web');
    expect([promoted.code, promoted.err]).toEqual([1, expect.stringMatching(/is halted: .* was scaled to 5 by someone else, planned 1/)]);
    const again = await run(folder, 'apply', 'v2.yaml', ...onEmbedded, '--approve-pauses');
    expect(again.out).toMatch(/scale web-\w+ from 5 to 1/);
    expect(again.code).toBe(0);
  });
});

describe('a pod that is lost at a pause', () => {
  test('is waited for as long as for a new one, before it is a difference from the plan', async () => {
    const folder = await appliedFolder({ ...slow, deadlineSeconds: 600 });
    const apply = start(folder, 'apply', 'v2.yaml', ...onEmbedded, '--speed', '20');
    await apply.says('pause of step 2');
    let stable = '';
    await meddle(folder, (objects) => {
      stable = stableSet(objects)?.metadata.name ?? '';
      return objects.filter(({ kind, metadata }) => kind === 'Pod' && metadata.name.startsWith(stable)).map((pod) => ({ verb: 'evict' as const, ref: refOf(pod) }));
    }, 300_000);
    await apply.says(`${stable}: 0 of 1 pods are available`);
    expect((await run(folder, 'promote', 'web', '--full')).code).toBe(0);
    expect(await apply.ended).toBe(0);
    expect(apply.out()).not.toContain('differs');
  });
});

describe('pods that never get ready', () => {
  test('are a difference from the plan, with what they say themselves; the rollout ends Degraded', async () => {
    const folder = await appliedFolder({ ...slow, deadlineSeconds: 60 });
    writeFileSync(join(folder, 'never.yaml'), 'pods:\n- {rollout: web, set: canary, ready: never}\n');
    const apply = await run(folder, 'apply', 'v2.yaml', ...onEmbedded, '--speed', '60', '--scenario', 'never.yaml');
    expect([apply.code, apply.out]).toEqual([4, expect.stringMatching(/differs from the plan: stage setWeight 50, pause 1 h 0 min 0 s: web-\w+ has 0 of 1 pods available, planned 1 \(pods are Pending and not ready\)/)]);
    expect((await run(folder, 'status', 'web')).code).toBe(4);
    expect((await run(folder, 'history', 'web')).out.trim().split('\n').at(-1)).toContain('Degraded: ProgressDeadlineExceeded');
  });
});
