import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canary } from '../manifest/check.ts';
import { sluice, type Ran } from './in-process.ts';
import { describeOnCluster, makePlace, type Place } from './place.ts';

describeOnCluster('a state in a cluster, of programs in the embedded one', () => {
  let place: Place;
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-shared-'));
  const id = 'default/Rollout/web';

  beforeAll(async () => {
    process.chdir(folder);
    place = await makePlace();
    writeFileSync('sluice.yaml', `cluster: embedded\nkubeconfig: ${place.kubeconfig}\nstate: {backend: kubernetes, namespace: ${place.namespace}}\ndefaults: {speed: 1000}\n`);
  });
  afterAll(async () => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
    await place.remove();
  });

  const version = (image: string): void => writeFileSync('web.yaml', canary('steps:\n- setWeight: 50\n- pause: {}', { replicas: 2, pod: `{ containers: [{ name: web, image: "${image}" }] }` }));
  const apply = (): Promise<Ran> => sluice(['apply', '--auto-approve', 'web.yaml']);

  test('is there for every command', async () => {
    version('web:1');
    expect(await apply()).toMatchObject({ code: 0 });
    version('web:2');
    expect(await apply()).toMatchObject({ code: 3 });
    expect((await sluice(['status', 'web'])).code).toBe(3);
    expect((await sluice(['state', 'list'])).out).toMatch(new RegExp(`^${id}  serial \\d+\\n$`));
    expect((await sluice(['state', 'show', 'web'])).out).toContain('"lineage"');
    const promoted = await sluice(['promote', 'web']);
    expect(promoted.code, promoted.err).toBe(0);
    expect((await sluice(['history', 'web'])).out).toMatch(/promote/);
    expect((await sluice(['plan', 'web.yaml'])).out).toContain('No changes');
    expect((await sluice(['state', 'mv', 'web', 'default/Rollout/site'])).out).toContain('default/Rollout/site');
    expect((await sluice(['state', 'mv', 'site', id])).code).toBe(0);
    expect((await sluice(['destroy', 'web.yaml', '--auto-approve'])).code).toBe(0);
    expect((await sluice(['state', 'list'])).out).toBe('');
  });

  test('is not looked for where no cluster is named', async () => {
    writeFileSync('other.yaml', 'state: {backend: kubernetes}\n');
    await expect(sluice(['state', 'list', '--config', 'other.yaml'])).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('name it with --context NAME or --kubeconfig FILE') as string });
  });
});
