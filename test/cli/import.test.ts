import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/model/index.ts';
import { programOf } from '../rollout/written.ts';
import { sluice } from './in-process.ts';
import { apply, manifests, meanwhile, namesOf, objectsThere, useRoom } from './room.ts';

useRoom();

/** A set as another controller leaves it. */
function set(image: string, replicas: number, more: Partial<KubeObject['metadata']> = {}): KubeObject {
  const { hash } = programOf({ image }).spec.template;
  const labels = { app: 'web', 'rollouts-pod-template-hash': hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `web-${hash}`, namespace: 'default', labels, ...more },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'web', image }] } } },
  };
}

const create = (object: KubeObject) => meanwhile({ verb: 'create', object });

describe('import', () => {
  it('takes a set over, so that the same manifest has nothing to change', async () => {
    manifests('web.yaml', [{ replicas: 3 }]);
    await create(set('web:1', 3));
    const pods = namesOf(await objectsThere('Pod'));
    const ran = await sluice(['import', 'web.yaml', '--auto-approve']);
    expect(ran.code).toBe(0);
    expect((await objectsThere('ReplicaSet'))[0]?.metadata.annotations).toMatchObject({ 'sluice.dev/program': 'default/Rollout/web', 'rollout.argoproj.io/revision': '1' });
    expect((await apply('web.yaml')).out).toContain('No changes.');
    expect(namesOf(await objectsThere('Pod'))).toEqual(pods);
    expect((await sluice(['history', 'web'])).out).toContain('import by ');
  });

  it('starts the next plan from what runs', async () => {
    const next = { replicas: 2, image: 'web:2', steps: ['setWeight 50', 'pause 10s'] };
    manifests('web.yaml', [next]);
    await create(set('web:1', 2));
    await sluice(['import', 'web.yaml', '--auto-approve']);
    const { out } = await sluice(['plan', '--cluster', 'embedded', 'web.yaml']);
    expect(out).toContain('Plan: 1 rollout to update: 2 stages');
    expect((await apply('web.yaml')).code).toBe(0);
    expect((await objectsThere('ReplicaSet')).map(({ spec }) => spec?.['replicas'])).toEqual([0, 2]);
  });

  it('shows what it takes over, and does nothing where nobody says yes', async () => {
    manifests('web.yaml', [{}]);
    await create(set('web:0', 0));
    const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: '1', controller: true };
    await create(set('web:1', 3, { ownerReferences: [owner] }));
    const ran = await sluice(['import', 'web.yaml']);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('Import: 2 ReplicaSets of 1 rollout to take over\nSome of them have an owner.');
    expect(ran.out).toMatch(/web-\w+ +no pods +another version\n.*web-\w+ +3 pods +the version that runs\n/);
    expect((await sluice(['state', 'list'])).out).toBe('');
    expect((await objectsThere('ReplicaSet')).map(({ metadata }) => metadata.annotations)).toEqual([undefined, undefined]);
  });

  it.each([
    ['nothing of it runs', set('web:1', 0), 'no ReplicaSet with pods'],
    ['it belongs to another program', set('web:1', 2, { annotations: { 'sluice.dev/program': 'default/Rollout/other' } }), 'belongs to default/Rollout/other already'],
  ])('refuses when %s', async (_what, object, reason) => {
    manifests('web.yaml', [{}]);
    await create(object);
    expect(await sluice(['import', 'web.yaml', '--auto-approve'])).toMatchObject({ code: 1, err: expect.stringContaining(reason) as string });
  });

  it('refuses what has a state already', async () => {
    manifests('web.yaml', [{}]);
    await apply('web.yaml');
    expect(await sluice(['import', 'web.yaml', '--auto-approve'])).toMatchObject({ code: 1, err: expect.stringContaining('it has a state already') as string });
  });
});
