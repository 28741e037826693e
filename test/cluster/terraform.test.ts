/**
 * Terraform with the provider, against the real control plane: every stage in turn, again without a difference, and back.
 *
 * SLUICE_TEST_TERRAFORM_MIRROR names a folder that `terraform init` takes the provider from; nothing is loaded from a network.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { sluice, type Ran } from './in-process.ts';
import { describeOnCluster, makePlace, type Place } from './place.ts';

const mirror = process.env['SLUICE_TEST_TERRAFORM_MIRROR'] ?? '';
/** Each takes providers from a registry of its own, and so from a folder of its own in the mirror. */
const registries = { terraform: 'registry.terraform.io', tofu: 'registry.opentofu.org' } as const;

function missingFor(bin: keyof typeof registries): string | null {
  if (mirror === '') return 'SLUICE_TEST_TERRAFORM_MIRROR names no folder';
  if (!existsSync(join(mirror, registries[bin], 'hashicorp/kubernetes'))) return `${mirror} has no provider of ${registries[bin]}`;
  return spawnSync(bin, ['version'], { stdio: 'ignore' }).status === 0 ? null : `${bin} is not installed`;
}

describe.each(['terraform', 'tofu'] as const)('%s', (bin) => describeOnCluster('the stages of a plan', () => {
  const missing = missingFor(bin);
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

    const rolloutOf = (version: number, name: string, step: object): object => {
      const { image, namespace } = place;
      const container = { name: 'web', image, imagePullPolicy: 'Never', command: ['busybox', 'sleep', '3600'], args: [], env: [{ name: 'V', value: `${version} \${HOME} %{ if` }], resources: { requests: { cpu: '0.01', memory: '1024Ki' }, limits: {} } };
      return {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        metadata: { name, namespace },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: name } },
          template: { metadata: { labels: { app: name } }, spec: { terminationGracePeriodSeconds: 0, containers: [container], nodeSelector: {}, volumes: [{ name: 'tmp', emptyDir: {} }] } },
          strategy: { canary: { steps: [{ setWeight: 50 }, step] } },
        },
      };
    };
    const manifests = (version: number): string => {
      const { namespace } = place;
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace, labels: {} }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] } };
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace }, stringData: { password: 'hunter2' } };
      return [rolloutOf(version, 'web', { pause: { duration: '1s' } }), service, secret].map((object) => JSON.stringify(object)).join('\n---\n');
    };
    const replicas = async (name = 'web'): Promise<readonly number[]> => {
      const sets = await place.api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: place.namespace }, `app=${name}`);
      return sets.map((set) => (set.spec as { readonly replicas: number }).replicas).sort();
    };
    const apply = (path: string, folder = 'tf'): Promise<Ran> =>
      sluice(['apply', path, '--engine', 'terraform', '--terraform-bin', bin, '--kubeconfig', place.kubeconfig, '--auto-approve', '--out', join(room, folder)]);
    const terraform = (stack: string, ...args: readonly string[]): number | null =>
      spawnSync(bin, [...args, '-input=false', '-no-color'], { cwd: join(room, 'tf/stacks', `${place.namespace}_Rollout_web_${stack}`), env: { ...process.env, KUBE_CONFIG_PATH: place.kubeconfig }, stdio: 'ignore' }).status;

    test('makes what the first version is, with a Secret whose value stands in no configuration', async () => {
      const { code, out, err } = await apply(join(room, 'v1.yaml'));
      expect([code, err.split('\n').filter((line) => line.includes('rror'))]).toEqual([0, []]);
      expect(out).toMatch(/Terraform, objects\n.*\+ Secret login\n/);
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
      expect(out).toMatch(/0-before\n.*= ReplicaSet web-\w+ is there already\n/);
      // By name, and so by their hashes.
      const first = /1-setWeight-50\n(.*\n.*)\n/.exec(out)?.[1]?.split('\n').map((line) => line.replace('objects', '').trim().replace(/web-\w+/, 'web')).sort();
      expect(first).toEqual(['+ ReplicaSet web', '~ ReplicaSet web spec.replicas: 2 -> 1']);
      expect(await replicas()).toEqual([0, 2]);
      expect(terraform('2-promote', 'plan', '-detailed-exitcode')).toBe(0);
    });

    test('does nothing twice', async () => {
      const { code, out } = await apply(join(room, 'v2.plan'));
      expect(code).toBe(0);
      expect(out).not.toContain('Terraform, ');
    });

    test('goes back when an analysis between two stages fails', async () => {
      const { namespace } = place;
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.end('{"value": 0}');
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/value`;
      const check = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name: 'check', namespace }, spec: { metrics: [{ name: 'value', successCondition: 'result == 1', provider: { web: { url, jsonPath: '{$.value}' } } }] } };
      const analysis = { analysis: { templates: [{ templateName: 'check' }] } };
      const write = (version: number): string => {
        writeFileSync(join(room, 'api.yaml'), [rolloutOf(version, 'api', analysis), check].map((object) => JSON.stringify(object)).join('\n---\n'));
        return join(room, 'api.yaml');
      };
      expect(await apply(write(1), 'api')).toMatchObject({ code: 0 });
      const { code, out, err } = await apply(write(2), 'api');
      server.close();
      expect([code, asked]).toEqual([4, ['/value']]);
      expect(out).toMatch(/1-setWeight-50.*measured value: 0, Failed.*0-before\n/s);
      expect(err).toContain('ended Degraded');
      // Of the version that failed nothing is left; the one before has its pods.
      expect(await replicas('api')).toEqual([2]);
      const pods = await place.api.list({ apiVersion: 'v1', kind: 'Pod', namespace }, 'app=api');
      expect(pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ spec }) => JSON.stringify(spec).includes('1 ${HOME}'))).toEqual([true, true]);
    });

    test('runs a Workflow pod by pod, a script among them', async () => {
      const { image, namespace } = place;
      const here = { image, imagePullPolicy: 'Never' };
      const templates = [
        { name: 'first', container: { ...here, command: ['busybox', 'true'] } },
        { name: 'second', script: { ...here, command: ['busybox', 'sh'], source: 'test "$((1 + 1))" = 2 && echo "${HOME} %{ done"' } },
        { name: 'main', steps: [[{ name: 'one', template: 'first' }], [{ name: 'two', template: 'second' }]] },
      ];
      writeFileSync(join(room, 'build.yaml'), JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'build', namespace }, spec: { entrypoint: 'main', templates } }));
      const { code, err } = await apply(join(room, 'build.yaml'), 'build');
      expect([code, err.split('\n').filter((line) => line.includes('rror'))]).toEqual([0, []]);
      const pods = await place.api.list({ apiVersion: 'v1', kind: 'Pod', namespace }, 'workflows.argoproj.io/workflow=build');
      expect(pods.map(({ status }) => status?.['phase'])).toEqual(['Succeeded', 'Succeeded']);
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
}));
