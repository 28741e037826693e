import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, forwardPort, KubeApi } from '../../src/kube/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';
import type { ForwardedPort, KubeObject } from '../../src/model/index.ts';
import { describeOnCluster, makePlace, webContainer, type Place } from './place.ts';
import { eventually, makeRoom, web, type Room } from './sluice.ts';

/** What a Prometheus answers to a query. */
const answer = '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"98"]}]}}';

/** A server of that answer and of a long page. */
const served: JsonObject = {
  ...webContainer,
  name: 'metrics',
  command: ['sh', '-c', `mkdir -p /tmp/www/api/v1; echo '${answer}' > /tmp/www/api/v1/query; echo ok > /tmp/www/index.html; seq 1 100000 > /tmp/www/long; exec busybox httpd -f -p 8080 -h /tmp/www`],
  ports: [{ name: 'http', containerPort: 8080 }],
};

const unstopped = (): AbortSignal => new AbortController().signal;

describeOnCluster('a port-forward on a node', () => {
  let place: Place;
  let room: Room;
  beforeAll(async () => {
    place = await makePlace();
    room = makeRoom(place);
    await startPod('one');
    const selecting = (name: string, spec: JsonObject): Promise<unknown> => place.api.create({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: place.namespace }, spec });
    await selecting('prometheus', { selector: { app: 'metrics' }, ports: [{ name: 'web', port: 9090, targetPort: 'http' }] });
    await selecting('empty', { selector: { app: 'nobody' }, ports: [{ port: 80 }] });
    await selecting('elsewhere', { type: 'ExternalName', externalName: 'example.org', ports: [{ port: 80 }] });
  });
  afterAll(async () => {
    room.remove();
    await place.remove();
  });

  const startPod = async (name: string): Promise<void> => {
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: place.namespace, name };
    await place.api.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: place.namespace, labels: { app: 'metrics' } }, spec: { terminationGracePeriodSeconds: 0, containers: [served] } });
    const isReady = (pod: KubeObject | undefined): boolean => ((pod?.status?.['conditions'] ?? []) as readonly JsonObject[]).some(({ type, status }) => type === 'Ready' && status === 'True');
    await eventually(() => place.api.get(ref), isReady);
  };
  const to = (kind: ForwardedPort['kind'], name: string, port: string): ForwardedPort => ({ namespace: place.namespace, kind, name, port });
  /** The cluster as somebody who has what everybody has. */
  const kubeconfigAs = (user: string): string => {
    const file = join(room.folder, `${user}.kubeconfig`);
    const admin = JSON.parse(readFileSync(place.kubeconfig, 'utf8')) as { readonly users: readonly { readonly user: JsonObject }[] };
    writeFileSync(file, JSON.stringify({ ...admin, users: admin.users.map((entry) => ({ ...entry, user: { ...entry.user, as: user, 'as-groups': ['system:authenticated'] } })) }));
    return file;
  };
  /** A page as it comes over one connection. */
  const page = async (target: ForwardedPort, path = '/', api = place.api): Promise<string> => {
    const stream = await forwardPort(api, target, unstopped());
    stream.write(`GET ${path} HTTP/1.0\r\nHost: prometheus\r\n\r\n`);
    const whole = await text(stream);
    stream.destroy();
    return whole.slice(whole.indexOf('\r\n\r\n') + 4);
  };

  test.each([
    ['a Service by its port', 'Service', 'prometheus', '9090'],
    ['a Service by the name of its port', 'Service', 'prometheus', 'web'],
    ['a pod', 'Pod', 'one', '8080'],
    ['a pod by the name of its port', 'Pod', 'one', 'http'],
  ] as const)('leads to %s', async (_title, kind, name, port) => {
    expect(await page(to(kind, name, port))).toBe('ok\n');
  });

  test('brings all of a long answer, and ends when the server ends it', async () => {
    expect((await page(to('Pod', 'one', '8080'), '/long')).split('\n').length).toBe(100_001);
  });

  test.each([
    ['no Service', 'Service', 'prom', '9090', 'not-found', 'There is no Service NS/prom for the port-forward to lead to.'],
    ['no pod', 'Pod', 'two', '9090', 'not-found', 'There is no Pod NS/two for the port-forward to lead to.'],
    ['no such port', 'Service', 'prometheus', '80', 'invalid', 'Service NS/prometheus has no port 80. It has: web (9090).'],
    ['no such name of a port', 'Pod', 'one', 'grpc', 'invalid', 'No container of pod NS/one has a port called grpc.'],
    ['no pods', 'Service', 'empty', '80', 'unavailable', 'Service NS/empty has no pods for the port-forward to lead to.'],
    ['a name of elsewhere', 'Service', 'elsewhere', '80', 'invalid', 'Service NS/elsewhere selects no pods, so that a port-forward leads nowhere. Name a pod: port-forward://NS/pod/NAME:PORT.'],
  ] as const)('says that there is %s', async (_title, kind, name, port, trouble, message) => {
    await expect(forwardPort(place.api, to(kind, name, port), unstopped())).rejects.toMatchObject({ kind: trouble, message: message.replaceAll('NS', place.namespace) });
  });

  test('says that nothing listens on the port', async () => {
    await expect(page(to('Pod', 'one', '9999'))).rejects.toMatchObject({ kind: 'unavailable', message: `Could not forward port 9999 of pod ${place.namespace}/one: nothing listens on it` });
  });

  test('says which rights are missing', async () => {
    const rules = [{ apiGroups: [''], resources: ['pods', 'services'], verbs: ['get', 'list'] }];
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'reader', namespace: place.namespace } };
    await place.api.create({ ...rbac, kind: 'Role', rules });
    await place.api.create({ ...rbac, kind: 'RoleBinding', roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: `reader-${place.namespace}` }] });
    const reader = new KubeApi(await connect({ kubeconfig: kubeconfigAs(`reader-${place.namespace}`) }));
    await expect(forwardPort(reader, to('Service', 'prometheus', 'web'), unstopped())).rejects.toMatchObject({ kind: 'denied', message: expect.stringMatching(/forbidden: .*pods\/portforward.*A port-forward takes the rights get and create on pods\/portforward in /s) as string });
    reader.connection.close();
  });

  test('takes no rights but those that rbac writes', async () => {
    room.write('web.yaml', measured('1'));
    const { code, said } = await room.sluice('rbac', 'apply', 'web.yaml', '--metric-address', `http://prometheus.monitoring:9090=port-forward://${place.otherNamespace}/service/prometheus:9090`, '-o', 'json');
    expect(code, said).toBe(0);
    const { items } = JSON.parse(said.slice(said.indexOf('{\n  "apiVersion"'))) as { readonly items: readonly (KubeObject & { readonly rules: readonly object[] })[] };
    const own = items.filter(({ metadata }) => metadata.namespace === place.otherNamespace);
    expect(own.map(({ rules }) => rules)).toEqual([
      [
        { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
        { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'] },
        { apiGroups: [''], resources: ['services'], resourceNames: ['prometheus'], verbs: ['get'] },
      ],
    ]);
    const [role] = own;
    const user = `forwarder-${place.namespace}`;
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'forwarder', namespace: place.namespace } };
    await place.api.create({ ...rbac, kind: 'Role', rules: role?.rules as never });
    await place.api.create({ ...rbac, kind: 'RoleBinding', roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'forwarder' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }] });
    const forwarder = new KubeApi(await connect({ kubeconfig: kubeconfigAs(user) }));
    expect(await page(to('Service', 'prometheus', '9090'), '/', forwarder)).toBe('ok\n');
    forwarder.connection.close();
  });

  /** A Rollout with an analysis in the background, whose Prometheus is one that only pods know. */
  const measured = (version: string): readonly object[] => {
    const provider = { prometheus: { address: 'http://prometheus.monitoring:9090', query: 'success_rate' } };
    const metric = { name: 'rate', interval: '2s', count: 2, successCondition: 'result[0] > 97', provider };
    const strategy = { canary: { steps: [{ setWeight: 50 }, { pause: { duration: '4s' } }], analysis: { templates: [{ templateName: 'checks' }] } } };
    // Within the Rollout, as the Spark seed has it: this cluster knows no kind of Argo's.
    return [web(version, strategy, { container: webContainer, spec: { analysis: { templates: [{ name: 'checks', metrics: [metric] }] } } })];
  };

  test('lets analyze measure', async () => {
    room.write('web.yaml', measured('1'));
    const { code, said } = await room.sluice('analyze', 'web.yaml', '--once', '--metric-address', `http://prometheus.monitoring:9090=port-forward://${place.namespace}/pod/one:http`);
    expect(said).toContain('[98]');
    expect(code, said).toBe(0);
  });

  test('measures a rollout through the alias of sluice.yaml, and goes on with another pod when its pod goes', async () => {
    const alias = `port-forward://${place.namespace}/service/prometheus:9090`;
    writeFileSync(join(room.folder, 'sluice.yaml'), `metrics: {aliases: {"http://prometheus.monitoring:9090": "${alias}"}}\n`);
    room.write('web.yaml', measured('1'));
    const first = await room.sluice('apply', 'web.yaml', '--auto-approve');
    expect(first.code, first.said).toBe(0);
    await startPod('two');
    room.write('web.yaml', measured('2'));
    const applying = room.start('apply', 'web.yaml', '--auto-approve');
    await applying.says('rate: [98]');
    await place.api.delete({ apiVersion: 'v1', kind: 'Pod', namespace: place.namespace, name: 'one' });
    expect(await applying.ended, applying.said()).toBe(0);
    expect([...applying.said().matchAll(/\[98\].*Successful/g)].length, applying.said()).toBe(2);
  });
});
