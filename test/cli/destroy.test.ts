import { describe, expect, it } from 'vitest';
import { objectsOf } from '../rollout/written.ts';
import { sluice } from './in-process.ts';
import { apply, manifests, meanwhile, namesOf, objectsThere, useRoom } from './room.ts';

useRoom();
const service = (name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: { selector: { app: name } } });

describe('destroy', () => {
  it('shows what goes, and does nothing where nobody says yes', async () => {
    manifests('web.yaml', [{ replicas: 2, services: true }]);
    await apply('web.yaml');
    const ran = await sluice(['destroy', 'web.yaml']);
    const [name] = namesOf(await objectsThere('ReplicaSet'));
    expect(ran).toEqual({
      code: 1,
      err: 'Nobody is here to say yes. Read what goes above, then give --auto-approve.\n',
      out: `Destroy: 1 program with 2 pods and 2 objects to delete\n\n- default/Rollout/web\n  - ReplicaSet ${name}  2 pods\n\n- default/Service/web-canary\n- default/Service/web-stable\n`,
    });
    expect(await objectsThere('Service')).toHaveLength(2);
  });

  it('deletes what was made from paths, and forgets it', async () => {
    manifests('web.yaml', [{ services: true }, { name: 'api' }], [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } }]);
    await apply('web.yaml');
    expect((await sluice(['destroy', 'web.yaml', '--auto-approve'])).code).toBe(0);
    for (const kind of ['ReplicaSet', 'Pod', 'Service', 'ConfigMap']) expect(namesOf(await objectsThere(kind))).toEqual([]);
    expect((await sluice(['state', 'list'])).out).toBe('');
    expect((await sluice(['destroy', 'web.yaml', '--auto-approve'])).out).toBe('Nothing to destroy: sluice made nothing of this, or it is gone.\n');
  });

  it('leaves what sluice did not make, and lets its Services go', async () => {
    manifests('none.yaml', [{ name: 'none', replicas: 0 }]);
    await apply('none.yaml');
    await meanwhile({ verb: 'create', object: service('web-stable') });
    manifests('web.yaml', [{ services: true }]);
    await apply('web.yaml');
    expect(await sluice(['destroy', 'web', '--auto-approve'])).toMatchObject({ code: 0, out: expect.stringMatching(/~ Service web-stable +stays/) as string });
    const left = await objectsThere('Service');
    expect(namesOf(left)).toEqual(['web-stable']);
    expect(left[0]?.spec?.['selector']).toEqual({ app: 'web' });
    expect((await sluice(['state', 'list'])).out).toContain('default/Rollout/none');
  });

  it('deletes programs before those that they wait for', async () => {
    const waiting = objectsOf({ name: 'web' }).map((object) => ({ ...object, metadata: { name: 'web', annotations: { 'sluice.dev/depends-on': 'api' } } }));
    manifests('both.yaml', [{ name: 'api' }], waiting);
    await apply('both.yaml');
    const { out } = await sluice(['destroy', 'both.yaml', '--auto-approve']);
    expect(out.split('\n').filter((line) => line.endsWith('forgotten.'))).toEqual(['default/Rollout/web is deleted, and its state forgotten.', 'default/Rollout/api is deleted, and its state forgotten.']);
  });

  it('does not know a name without a state', async () => {
    expect(await sluice(['destroy', 'web'])).toMatchObject({ code: 1, err: expect.stringContaining('SLU522') as string });
  });
});

describe('apply --prune', () => {
  const web = { name: 'web', services: true };
  const api = { name: 'api' };

  it('shows what the manifests no longer have, and deletes it with an approval of its own', async () => {
    manifests('all.yaml', [web, api]);
    await apply('all.yaml');
    manifests('all.yaml', [api]);
    expect((await apply('all.yaml')).out).toContain('No changes.');
    const asked = await apply('all.yaml', '--prune');
    expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('--auto-approve does not cover that') as string });
    expect(asked.out).toContain('Plan: 1 rollout to delete and 2 objects to delete');
    expect(await objectsThere('Service')).toHaveLength(2);
    const pruned = await apply('all.yaml', '--prune', '--approve-prune');
    expect(pruned).toMatchObject({ code: 0, err: 'Deleted: default/Rollout/web, default/Service/web-canary, default/Service/web-stable.\n' });
    expect(await objectsThere('Service')).toHaveLength(0);
    expect((await sluice(['state', 'list'])).out).not.toContain('web');
    expect((await apply('all.yaml', '--prune', '--approve-prune')).out).toContain('No changes.');
  });

  it('is planned into a file, which then is approved as a whole and by its deletes', async () => {
    manifests('all.yaml', [web, api]);
    await apply('all.yaml');
    manifests('all.yaml', [{ ...api, image: 'web:2' }]);
    const planned = await sluice(['plan', '--cluster', 'embedded', '--prune', 'all.yaml', '--out', 'all.plan']);
    expect(planned.out).toMatch(/Plan: 1 rollout to update, 1 rollout to delete and 2 objects to delete/);
    expect((await sluice(['show', 'all.plan'])).out).toBe(planned.out);
    expect(await sluice(['apply', 'all.plan', '--auto-approve'])).toMatchObject({ code: 1, err: expect.stringContaining('--auto-approve does not cover that') as string });
    const pruned = await sluice(['apply', 'all.plan', '--auto-approve', '--approve-prune', '--approve-pauses', '--speed', '600']);
    expect(pruned).toMatchObject({ code: 0, err: 'Deleted: default/Rollout/web, default/Service/web-canary, default/Service/web-stable.\n' });
    expect(await objectsThere('Service')).toHaveLength(0);
    expect(await sluice(['apply', 'all.plan', '--auto-approve', '--approve-prune'])).toMatchObject({ code: 1, err: expect.stringContaining('SLU433') as string });
  });

  it('as a preview deletes only what apply made', async () => {
    manifests('old.yaml', [web, api]);
    manifests('all.yaml', [api]);
    await sluice(['plan', '--from', 'old.yaml', 'all.yaml', '--out', 'all.plan']);
    await apply('old.yaml');
    const foreign = await sluice(['apply', 'all.plan', '--cluster', 'embedded', '--auto-approve', '--approve-prune']);
    expect([foreign.code, foreign.err.replaceAll(/\s+/g, ' ').match(/\S+ is otherwise/g)]).toEqual([1, ['default/Rollout/web', 'default/Service/web-canary', 'default/Service/web-stable'].map((name) => `${name} is otherwise`)]);
  });

  it('as a preview deletes what the older manifests had', async () => {
    manifests('old.yaml', [web, api]);
    manifests('all.yaml', [web, api]);
    await apply('all.yaml');
    manifests('all.yaml', [api]);
    await sluice(['plan', '--from', 'old.yaml', 'all.yaml', '--out', 'all.plan']);
    expect(await sluice(['apply', 'all.plan', '--cluster', 'embedded', '--auto-approve', '--approve-prune'])).toMatchObject({ code: 0, err: 'Deleted: default/Rollout/web, default/Service/web-canary, default/Service/web-stable.\n' });
  });

  it('needs a cluster, and is no part of one program alone', async () => {
    manifests('all.yaml', [web]);
    expect((await sluice(['plan', '--prune', 'all.yaml'])).err).toContain('Name it with --cluster');
    expect((await sluice(['plan', '--prune', '--cluster', 'embedded', '--target', 'web', 'all.yaml'])).err).toContain('Leave out --target');
  });

  it('never deletes what was made from other paths', async () => {
    manifests('web.yaml', [web]);
    manifests('api.yaml', [api]);
    await apply('web.yaml');
    await apply('api.yaml');
    expect((await apply('api.yaml', '--prune', '--approve-prune')).out).toContain('No changes.');
  });
});

describe('apply --refresh-only', () => {
  it('shows what others changed, stores it, and changes nothing in the cluster', async () => {
    manifests('web.yaml', [{ replicas: 2 }]);
    await apply('web.yaml');
    expect((await apply('web.yaml', '--refresh-only')).out).toBe('The stored state is as the cluster is.\n');
    const [set] = await objectsThere('ReplicaSet');
    const name = set?.metadata.name ?? '';
    await meanwhile({ verb: 'patch', ref: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name }, patch: { spec: { replicas: 5 } } });
    const ran = await apply('web.yaml', '--refresh-only');
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining(`default/Rollout/web: ReplicaSet ${name} was scaled to 5 by someone else, planned 2\n`) as string });
    expect((await objectsThere('ReplicaSet'))[0]?.spec?.['replicas']).toBe(5);
    expect((await apply('web.yaml', '--refresh-only')).out).toBe('The stored state is as the cluster is.\n');
    expect((await sluice(['plan', '--cluster', 'embedded', 'web.yaml'])).out).toMatch(/Plan: 1 rollout to update[\s\S]*5 -> 2 pods/);
  });
});
