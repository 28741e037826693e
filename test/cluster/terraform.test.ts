/**
 * Terraform with the provider, against the real control plane: every stage in turn, again without a difference, and back.
 *
 * SLUICE_TEST_TERRAFORM_MIRROR names a folder that `terraform init` takes the provider from; nothing is loaded from a network.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { sluice, type Ran } from './in-process.ts';
import { describeOnCluster, makePlace, type Place } from './place.ts';

const mirror = process.env['SLUICE_TEST_TERRAFORM_MIRROR'] ?? '';
const bin = ['terraform', 'tofu'].find((name) => spawnSync(name, ['version'], { stdio: 'ignore' }).status === 0);
const missing = mirror === '' ? 'SLUICE_TEST_TERRAFORM_MIRROR names no folder' : bin === undefined ? 'neither terraform nor tofu is installed' : null;

describeOnCluster('the stages of a plan', () => {
  test.runIf(missing !== null)(`are not tried: ${missing}`, ({ skip }) => skip());

  describe.skipIf(missing !== null)('as Terraform applies them', () => {
    const room = mkdtempSync(join(tmpdir(), 'sluice-terraform-'));
    let place: Place;
    beforeAll(async () => {
      place = await makePlace();
      writeFileSync(join(room, 'terraform.rc'), `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
      process.env['TF_CLI_CONFIG_FILE'] = join(room, 'terraform.rc');
      for (const version of [1, 2, 3]) writeFileSync(join(room, `v${version}.yaml`), manifests(version));
    });
    afterAll(async () => {
      await place.remove();
      rmSync(room, { recursive: true, force: true });
    });

    const manifests = (version: number): string => {
      const { image, namespace } = place;
      const container = { name: 'web', image, imagePullPolicy: 'Never', command: ['busybox', 'sleep', '3600'], args: [], env: [{ name: 'V', value: `${version} \${HOME} %{ if` }], resources: { requests: { cpu: '0.01', memory: '1024Ki' }, limits: {} } };
      const rollout = {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        metadata: { name: 'web', namespace },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: 'web' } },
          template: { metadata: { labels: { app: 'web' } }, spec: { terminationGracePeriodSeconds: 0, containers: [container], nodeSelector: {}, volumes: [{ name: 'tmp', emptyDir: {} }] } },
          strategy: { canary: { steps: [{ setWeight: 50 }, { pause: { duration: '1s' } }] } },
        },
      };
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace, labels: {} }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] } };
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace }, stringData: { password: 'hunter2' } };
      return [rollout, service, secret].map((object) => JSON.stringify(object)).join('\n---\n');
    };
    const replicas = async (): Promise<readonly number[]> => {
      const sets = await place.api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: place.namespace });
      return sets.map((set) => (set.spec as { readonly replicas: number }).replicas).sort();
    };
    const apply = (...args: readonly string[]): Promise<Ran> =>
      sluice(['apply', ...args, '--engine', 'terraform', '--terraform-bin', bin ?? '', '--kubeconfig', place.kubeconfig, '--auto-approve', '--out', join(room, 'tf')]);
    const terraform = (stack: string, ...args: readonly string[]): number | null =>
      spawnSync(bin ?? '', [...args, '-input=false', '-no-color'], { cwd: join(room, 'tf/stacks', `${place.namespace}_Rollout_web_${stack}`), env: { ...process.env, KUBE_CONFIG_PATH: place.kubeconfig }, stdio: 'ignore' }).status;

    test('makes what the first version is, with a Secret whose value stands in no configuration', async () => {
      const { code, out, err } = await apply(join(room, 'v1.yaml'));
      expect([code, err.split('\n').filter((line) => line.includes('rror'))]).toEqual([0, []]);
      expect(out).toContain(`    + ${place.namespace}/Secret/login\n`);
      expect(await replicas()).toEqual([2]);
      const login = (await place.api.get({ apiVersion: 'v1', kind: 'Secret', namespace: place.namespace, name: 'login' })) as unknown as { readonly data: JsonObject };
      expect(login.data).toEqual({ password: Buffer.from('hunter2').toString('base64') });
      expect(execFileSync('grep', ['-rlc', '--include=cdk.tf.json', 'kubernetes_manifest', join(room, 'tf')], { encoding: 'utf8' })).not.toBe('');
      expect(spawnSync('grep', ['-rl', '--include=cdk.tf.json', 'hunter2', join(room, 'tf')]).status).toBe(1);
    });

    test('takes over what is there, goes stage by stage, and is done without a difference', async () => {
      expect(await sluice(['plan', join(room, 'v2.yaml'), '--from', join(room, 'v1.yaml'), '--out', join(room, 'v2.plan')])).toMatchObject({ code: 0 });
      const { code, out } = await apply(join(room, 'v2.plan'));
      expect(code).toBe(0);
      const stages = out.slice(out.indexOf('0-before'));
      expect(stages).toMatch(/0-before\n {4}. .*ReplicaSet\/web-\w+, which is there already\n/);
      expect(stages).toMatch(/1-setWeight-50\n {4}\+ .*\n {4}~ .*\n {8}spec\.replicas: 2 -> 1\n {4}waits 1 s\n/);
      expect(await replicas()).toEqual([0, 2]);
      expect(terraform('2-promote', 'plan', '-detailed-exitcode')).toBe(0);
    });

    test('does nothing twice', async () => {
      const { code, out } = await apply(join(room, 'v2.plan'));
      expect(code).toBe(0);
      expect(out).not.toContain('0-before\n');
    });

    test('goes back to an earlier stage', async () => {
      expect(terraform('1-setWeight-50', 'apply', '-auto-approve')).toBe(0);
      expect(await replicas()).toEqual([1, 1]);
      expect(terraform('1-setWeight-50', 'plan', '-detailed-exitcode')).toBe(0);
    });

    test('refuses a cluster that is not as the plan says', async () => {
      await sluice(['plan', join(room, 'v3.yaml'), '--from', join(room, 'v2.yaml'), '--out', join(room, 'v3.plan')]);
      const { code, err } = await apply(join(room, 'v3.plan'));
      expect(code).toBe(1);
      expect(err).toContain('is not as the plan says it was. Plan again from what there is.');
      expect(await replicas()).toEqual([1, 1]);
    });
  });
});
