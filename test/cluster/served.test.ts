import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { podTemplateHash, type JsonObject } from '../../src/lang/index.ts';
import { PortError, type KubeObject } from '../../src/model/index.ts';
import { deviating, sluice, type Ran } from './in-process.ts';
import { describeOnCluster, makePlace, webContainer, type Place } from './place.ts';

const definitionKind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
const rolloutKind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };

/** As far as this needs it: the names and parts of the published one. */
const definition: KubeObject = {
  ...definitionKind,
  metadata: { name: 'rollouts.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    names: { kind: 'Rollout', listKind: 'RolloutList', plural: 'rollouts', singular: 'rollout', shortNames: ['ro'] },
    scope: 'Namespaced',
    versions: [{ name: 'v1alpha1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
};

describeOnCluster('a Rollout that a controller carries out', () => {
  let place: Place;
  /** A cluster that has the kind keeps it: it is somebody's. */
  let isDefinedHere = false;
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-served-'));
  const controllerNamespace = process.env['ARGO_ROLLOUTS_NAMESPACE'];
  const rollout = (): KubeObject => ({
    ...rolloutKind,
    metadata: { name: 'web', namespace: place.namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      strategy: { canary: { steps: [{ setWeight: 50 }] } },
      template: { metadata: { labels: { app: 'web' } }, spec: { terminationGracePeriodSeconds: 0, containers: [{ ...webContainer, name: 'web' }] } },
    },
  });
  const line = (): readonly string[] => ['apply', 'web.yaml', '--kubeconfig', place.kubeconfig, '--namespace', place.namespace, '--auto-approve'];
  const apply = (): Promise<Ran> => sluice(line());
  const refused = (): Promise<Ran> => deviating(line());
  const statusPath = (): string => `/apis/argoproj.io/v1alpha1/namespaces/${place.namespace}/rollouts/web/status`;

  beforeAll(async () => {
    process.chdir(folder);
    place = await makePlace();
    process.env['ARGO_ROLLOUTS_NAMESPACE'] = place.otherNamespace;
    writeFileSync('web.yaml', JSON.stringify(rollout()));
    isDefinedHere = (await place.api.get({ ...definitionKind, namespace: '', name: definition.metadata.name })) === undefined;
    if (isDefinedHere) await place.api.create(definition);
    const until = Date.now() + 30_000;
    // The API server takes a moment to serve a new kind.
    for (;;) {
      try {
        await place.api.create(rollout());
        return;
      } catch (error) {
        if (!(error instanceof PortError) || error.kind !== 'not-found' || Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  });
  afterAll(async () => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
    if (controllerNamespace === undefined) delete process.env['ARGO_ROLLOUTS_NAMESPACE'];
    else process.env['ARGO_ROLLOUTS_NAMESPACE'] = controllerNamespace;
    if (isDefinedHere) await place.api.delete({ ...definitionKind, namespace: '', name: definition.metadata.name });
    await place.remove();
  });

  test('is refused while the controller holds its Lease', async () => {
    const renewTime = new Date(place.api.connection.now()).toISOString().replace('Z', '000Z');
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'argo-rollouts-controller-lock', namespace: place.otherNamespace }, spec: { holderIdentity: 'controller-0', leaseDurationSeconds: 3600, renewTime } };
    await place.api.create(lease);
    const { err, code } = await refused();
    expect(code).toBe(1);
    expect(err).toContain('web.yaml:1:');
    expect(err).toContain('error SLU526');
    expect(err.replace(/\s+/g, ' ')).toContain(`the controller controller-0 holds the Lease ${place.otherNamespace}/argo-rollouts-controller-lock`);
    await place.api.delete({ ...lease, namespace: place.otherNamespace, name: lease.metadata.name });
  });

  test('is refused once the controller has seen it, with what to do', async () => {
    await place.api.connection.send({ method: 'PATCH', path: statusPath(), body: { status: { observedGeneration: '1', phase: 'Healthy' } }, contentType: 'application/merge-patch+json', doing: 'write a status' });
    const { err, code } = await refused();
    const text = err.replace(/\s+/g, ' ');
    expect([code, text.includes('a controller has seen generation 1 of 1 of it')]).toEqual([1, true]);
    expect(text).toContain(`kubectl delete rollout web -n ${place.namespace} --cascade=orphan`);
    expect(await place.api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: place.namespace })).toEqual([]);
  });

  test('is planned all the same', async () => {
    const { code, err } = await sluice(['plan', 'web.yaml', '--kubeconfig', place.kubeconfig, '--namespace', place.namespace]);
    expect(code, err).toBe(0);
  });

  test('is handed over as the refusal says: its pods stay', async () => {
    const sets = (): Promise<readonly KubeObject[]> => place.api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: place.namespace });
    // What a controller would have made: a set of this template that the Rollout owns.
    const owner = await place.api.get({ ...rolloutKind, namespace: place.namespace, name: 'web' });
    const template = owner?.spec?.['template'] as JsonObject;
    const hash = podTemplateHash(template);
    const labels = { app: 'web', 'rollouts-pod-template-hash': hash };
    const ownerReferences = [{ ...rolloutKind, name: 'web', uid: owner?.metadata.uid ?? '', controller: true }];
    await place.api.create({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: `web-${hash}`, namespace: place.namespace, labels, annotations: { 'rollout.argoproj.io/revision': '1' }, ownerReferences },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { ...template, metadata: { labels } } },
    });
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${place.namespace}/rollouts/web`;
    await place.api.connection.send({ method: 'DELETE', path, body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Orphan' }, doing: 'orphan its sets' });
    for (let [set] = await sets(); set?.metadata.ownerReferences?.length; [set] = await sets()) await new Promise((resolve) => setTimeout(resolve, 200));
    const imported = await sluice(['import', 'web.yaml', '--kubeconfig', place.kubeconfig, '--namespace', place.namespace, '--auto-approve']);
    expect(imported.code, imported.out + imported.err).toBe(0);
    const { code, out, err } = await apply();
    expect(code, out + err).toBe(0);
    expect(out).toContain('No changes');
    const left = (await sets()).filter(({ spec }) => spec?.['replicas'] !== 0);
    expect(left.map(({ metadata }) => metadata.name)).toEqual([`web-${hash}`]);
  });

  test('that nobody has seen is in nobody\'s way', async () => {
    await place.api.create(rollout());
    const { code, out, err } = await apply();
    expect(code, out + err).toBe(0);
  });
});
