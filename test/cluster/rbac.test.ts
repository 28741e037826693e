import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { sluice, type Ran } from './in-process.ts';
import { places } from './control-plane/places.ts';
import { describeOnCluster, makePlace, webContainer, type Place } from './place.ts';

/** What the API server was asked, by whom, as its audit log has it. */
interface Asked {
  readonly verb: string;
  readonly resource: string;
  readonly isDryRun: boolean;
  readonly code: number;
}

const { isOwn } = inject('cluster');

describeOnCluster('the rights that sluice rbac writes', () => {
  let place: Place;
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rbac-'));

  /** Version 1 or 2 of a Rollout with Services and labels of pods, and objects beside it. */
  const writeManifests = (version: number): void => {
    const labels = { app: 'web' };
    const canary = { canaryService: 'web-canary', stableService: 'web-stable', canaryMetadata: { labels: { role: 'canary' } }, stableMetadata: { labels: { role: 'stable' } }, steps: [{ setWeight: 50 }, { pause: { duration: 1 } }] };
    const container = { ...webContainer, name: 'web', env: [{ name: 'VERSION', value: String(version) }] };
    const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } };
    const objects = [
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: labels }, strategy: { canary }, template } },
      ...['web-canary', 'web-stable'].map((name) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: labels, ports: [{ port: 8080 }] } })),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { version: String(version) } },
    ];
    writeFileSync('web.yaml', objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  };
  const inCluster = (): readonly string[] => ['--namespace', place.namespace, '--state', 'kubernetes', '--state-namespace', place.otherNamespace];

  /** An account of its own with what a command line gives it; the kubeconfig of its token. */
  const accountWith = async (name: string, ...line: readonly string[]): Promise<string> => {
    await place.api.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: place.namespace } });
    const { out, err, code } = await sluice(['rbac', ...line, 'web.yaml', ...inCluster(), '--service-account', `${place.namespace}/${name}`, '-o', 'json']);
    expect(code, err).toBe(0);
    for (const object of (JSON.parse(out) as { items: KubeObject[] }).items) {
      // Cluster-wide names are the cluster's, and other suites run beside this one.
      const isWide = object.kind.startsWith('Cluster');
      const own = isWide ? `${place.namespace}-${name}` : `${object.metadata.name}-${name}`;
      const roleRef = object['roleRef'] as JsonObject | undefined;
      await place.api.apply({ ...object, metadata: { ...object.metadata, name: own }, ...(roleRef && { roleRef: { ...roleRef, name: own } }) }, { force: false });
    }
    const { status } = (await place.api.connection.send({
      method: 'POST',
      path: `/api/v1/namespaces/${place.namespace}/serviceaccounts/${name}/token`,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
      doing: 'make a token',
    })) as { status: { token: string } };
    const admin = JSON.parse(readFileSync(place.kubeconfig, 'utf8')) as { clusters: { name: string }[] };
    const cluster = admin.clusters[0]?.name ?? '';
    const file = join(folder, `${name}.kubeconfig`);
    writeFileSync(file, JSON.stringify({ ...admin, users: [{ name, user: { token: status.token } }], contexts: [{ name: 'own', context: { cluster, user: name } }], 'current-context': 'own' }));
    return file;
  };
  const run = (kubeconfig: string, ...line: readonly string[]): Promise<Ran> => sluice([...line, '--kubeconfig', kubeconfig, ...inCluster()]);
  const asked = (name: string): readonly Asked[] =>
    readFileSync(places.auditLog, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`system:serviceaccount:${place.namespace}:${name}"`))
      .map((line) => JSON.parse(line) as { stage: string; verb: string; requestURI: string; objectRef?: { resource?: string; subresource?: string }; responseStatus?: { code?: number } })
      .filter(({ stage }) => stage === 'ResponseComplete' || stage === 'ResponseStarted')
      .map(({ verb, requestURI, objectRef, responseStatus }) => ({
        verb,
        resource: [objectRef?.resource ?? '', objectRef?.subresource].filter((part) => part !== undefined).join('/'),
        isDryRun: requestURI.includes('dryRun=All'),
        code: responseStatus?.code ?? 0,
      }));
  const isWrite = ({ verb, resource }: Asked): boolean => !['get', 'list', 'watch'].includes(verb) && resource !== 'selfsubjectaccessreviews';

  beforeAll(async () => {
    process.chdir(folder);
    place = await makePlace();
    writeManifests(1);
  });
  afterAll(async () => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
    for (const kind of ['ClusterRole', 'ClusterRoleBinding']) {
      for (const { metadata } of await place.api.list({ apiVersion: 'rbac.authorization.k8s.io/v1', kind, namespace: '' }, 'app.kubernetes.io/managed-by=sluice')) {
        if (metadata.name.startsWith(place.namespace)) await place.api.delete({ apiVersion: 'rbac.authorization.k8s.io/v1', kind, namespace: '', name: metadata.name });
      }
    }
    await place.remove();
  });

  test('let plan read, and nothing else', async () => {
    // The state of a program that the account may not look at stands in the same place.
    const other = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'other', namespace: place.otherNamespace }, spec: { replicas: 0, selector: { matchLabels: { app: 'other' } }, strategy: { canary: {} }, template: { metadata: { labels: { app: 'other' } }, spec: { containers: [{ ...webContainer, name: 'web' }] } } } };
    writeFileSync('other.yaml', JSON.stringify(other));
    const made = await run(place.kubeconfig, 'apply', 'other.yaml', '--auto-approve');
    expect(made.code, made.err).toBe(0);
    const planner = await accountWith('planner', 'plan');
    const { out, err, code } = await run(planner, 'plan', 'web.yaml');
    expect(code, err).toBe(0);
    expect(out).toContain('web');
    if (isOwn) {
      expect(asked('planner').filter(isWrite)).toEqual([]);
      expect(asked('planner').filter((each) => each.code === 403)).toEqual([]);
    }
  });

  test('let plan show what would be stored, without a write that is no dry run', async () => {
    const viewer = await accountWith('viewer', 'plan', '--previews');
    const { err, code } = await run(viewer, 'plan', 'web.yaml');
    expect(code, err).toBe(0);
    expect(err).not.toContain('SLU525');
    if (isOwn) {
      const writes = asked('viewer').filter(isWrite);
      expect(writes.map(({ verb, resource }) => `${verb} ${resource}`).sort()).toEqual(['create pods', 'patch configmaps', 'patch services', 'patch services']);
      expect(writes.every(({ isDryRun }) => isDryRun)).toBe(true);
    }
    expect((await place.api.list({ apiVersion: 'v1', kind: 'Service', namespace: place.namespace })).map(({ metadata }) => metadata.name)).toEqual([]);
  });

  test('let apply make, update and take over, with its state in the cluster; and none is without use', async () => {
    const deployer = await accountWith('deployer', 'apply');
    const first = await run(deployer, 'apply', 'web.yaml', '--auto-approve');
    expect(first.code, first.out + first.err).toBe(0);
    writeManifests(2);
    const second = await run(deployer, 'apply', 'web.yaml', '--auto-approve');
    expect(second.code, second.out + second.err).toBe(0);
    const status = await run(deployer, 'status', 'web');
    expect(status.code, status.err).toBe(0);
    expect((await run(deployer, 'restart', 'web')).code).toBe(0);
    expect((await sluice(['state', 'list', '--kubeconfig', deployer, '--state', 'kubernetes', '--state-namespace', place.otherNamespace])).out).toContain(`${place.namespace}/Rollout/web`);
    const sets = await place.api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: place.namespace });
    expect(sets.map(({ spec }) => spec?.['replicas']).sort()).toEqual([0, 2]);
    if (!isOwn) return;
    expect(asked('deployer').filter((each) => each.code === 403)).toEqual([]);
    const used = new Set(asked('deployer').map(({ verb, resource }) => `${verb} ${resource}`));
    const granted = (await sluice(['rbac', 'apply', 'web.yaml', ...inCluster(), '-o', 'json'])).out;
    const unused = (JSON.parse(granted) as { items: { rules: { resources: string[]; verbs: string[] }[] }[] }).items
      .flatMap(({ rules }) => rules.flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`))))
      // Asked for only while some suite beside this one defines the kind.
      .filter((right) => !used.has(right) && right !== 'get rollouts');
    expect([...new Set(unused)].sort()).toEqual([
      'create configmaps', // a request from another terminal; so are its update and deletion
      'create services', // checked, and not told, where an object is made by a patch
      'delete configmaps',
      'delete replicasets', // beyond revisionHistoryLimit
      'delete secrets', // of a large state's parts
      'get replicasets', // one that is there already
      'list leases', // state unlock
      'update configmaps',
    ]);
  });
});
