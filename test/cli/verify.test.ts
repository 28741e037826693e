import { describe, expect, it } from 'vitest';
import { sluice } from './in-process.ts';
import { apply, manifests, meanwhile, useRoom } from './room.ts';

useRoom();
const steps = ['setWeight 50', 'pause 10s', 'setWeight 100'];

describe('verify', () => {
  it('says of every stage that it was as planned', async () => {
    manifests('web.yaml', [{ replicas: 2, image: 'web:1', steps }]);
    await apply('web.yaml');
    manifests('web.yaml', [{ replicas: 2, image: 'web:2', steps }]);
    await apply('web.yaml');
    const { code, out } = await sluice(['verify', 'web']);
    expect(code).toBe(0);
    expect(out).toMatch(/^default\/Rollout\/web: 100 % of 2 stages as planned\n/);
    expect(out).toContain('now: as the last stage that was reached');
    const told = JSON.parse((await sluice(['verify', 'web', '-o', 'json'])).out) as { readonly percent: number; readonly stages: readonly { readonly planned: unknown; readonly observed: unknown }[] };
    expect(told.percent).toBe(100);
    for (const { planned, observed } of told.stages) expect(observed).toEqual(planned);
  });

  it('says what is otherwise now, and which stages were not reached', async () => {
    manifests('web.yaml', [{ replicas: 2, image: 'web:1', steps: [] }]);
    await apply('web.yaml');
    const [set] = (await sluice(['status', 'web'])).out.match(/web-[a-z0-9]+/) ?? [''];
    await meanwhile({ verb: 'patch', ref: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name: set }, patch: { spec: { replicas: 5 } } });
    expect(await sluice(['verify', 'web'])).toMatchObject({ code: 1, out: expect.stringContaining(`${set} has 5 pods, planned 2`) as string });
    manifests('web.yaml', [{ replicas: 2, image: 'web:2', steps: ['setWeight 50', 'pause'] }]);
    await meanwhile({ verb: 'patch', ref: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name: set }, patch: { spec: { replicas: 2 } } });
    await apply('web.yaml');
    expect(await sluice(['verify', 'web'])).toMatchObject({ code: 1, out: expect.stringMatching(/50 % of 2 stages[^]*promoted: not reached/) as string });
  });
});
