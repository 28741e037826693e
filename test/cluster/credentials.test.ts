import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect as dial, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, KubeApi } from '../../src/kube/index.ts';
import type { Json, JsonObject } from '../../src/lang/index.ts';
import { describeOnCluster, makePlace, type Place } from './place.ts';

describeOnCluster('the way in', () => {
  let place: Place;
  let folder: string;
  let cluster: JsonObject;
  let admin: JsonObject;
  let token: string;
  beforeAll(async () => {
    place = await makePlace();
    folder = mkdtempSync(join(tmpdir(), 'sluice-credentials-'));
    const config = JSON.parse(readFileSync(place.kubeconfig, 'utf8')) as { readonly clusters: readonly { readonly cluster: JsonObject }[]; readonly users: readonly { readonly user: JsonObject }[] };
    [cluster, admin] = [config.clusters[0]?.cluster ?? {}, config.users[0]?.user ?? {}];
    const { namespace, api } = place;
    await api.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace } });
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/robot/token`;
    const asked = await api.connection.send({ method: 'POST', path, body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }, doing: 'ask for a token' });
    token = String(((asked as JsonObject)['status'] as JsonObject)['token']);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await place.remove();
  });

  /** Who the API server takes one for. */
  async function whoami(user: JsonObject, given: { readonly cluster?: JsonObject; readonly environment?: NodeJS.ProcessEnv } = {}): Promise<{ readonly username: string; readonly groups: readonly string[]; readonly extra?: Json }> {
    const path = join(folder, 'kubeconfig');
    const contexts = [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'shop' } }];
    writeFileSync(path, JSON.stringify({ clusters: [{ name: 'c', cluster: given.cluster ?? cluster }], users: [{ name: 'u', user }], contexts }));
    const connection = await connect({ kubeconfig: path, context: 'here', environment: given.environment ?? {} });
    const api = new KubeApi(connection);
    expect([connection.context, connection.namespace]).toEqual(['here', 'shop']);
    const review = await api.create({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: { name: '' } });
    connection.close();
    return review.status?.['userInfo'] as never;
  }
  const robot = (): string => `system:serviceaccount:${place.namespace}:robot`;

  it('takes certificates, in the file or beside it', async () => {
    expect((await whoami(admin)).groups).toContain('system:masters');
    for (const [name, field] of [['tls.crt', 'client-certificate-data'], ['tls.key', 'client-key-data']] as const) writeFileSync(join(folder, name), Buffer.from(String(admin[field]), 'base64'));
    writeFileSync(join(folder, 'ca.crt'), Buffer.from(String(cluster['certificate-authority-data']), 'base64'));
    const beside = { server: cluster['server'] ?? '', 'certificate-authority': 'ca.crt' };
    expect((await whoami({ 'client-certificate': 'tls.crt', 'client-key': 'tls.key' }, { cluster: beside })).groups).toContain('system:masters');
  });

  it('takes a token, in the file or beside it', async () => {
    expect((await whoami({ token })).username).toBe(robot());
    writeFileSync(join(folder, 'token'), token);
    expect((await whoami({ tokenFile: 'token' })).username).toBe(robot());
  });

  it('asks a command, which is told what it is for', async () => {
    const command = join(folder, 'login');
    const credential = `{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"'"$TOKEN"'"}}`;
    writeFileSync(command, `#!/bin/sh\nprintf %s "$KUBERNETES_EXEC_INFO" > ${join(folder, 'told')}\nprintf %s '${credential}'\n`);
    chmodSync(command, 0o755);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login', env: [{ name: 'TOKEN', value: token }], provideClusterInfo: true, interactiveMode: 'Never' };
    expect((await whoami({ exec })).username).toBe(robot());
    expect(JSON.parse(readFileSync(join(folder, 'told'), 'utf8'))).toMatchObject({ kind: 'ExecCredential', apiVersion: exec.apiVersion, spec: { cluster: { server: cluster['server'] } } });
    writeFileSync(command, '#!/bin/sh\necho "log in first" >&2\nexit 1\n');
    await expect(whoami({ exec })).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('log in first') as string });
  });

  it('acts as someone else, with groups', async () => {
    const seen = await whoami({ ...admin, as: 'ada', 'as-groups': ['shop', 'on-call'], 'as-user-extra': { reason: ['incident 7'] } });
    expect(seen).toMatchObject({ username: 'ada', groups: ['shop', 'on-call', 'system:authenticated'], extra: { reason: ['incident 7'] } });
  });

  it('goes through a proxy', async () => {
    const asked: string[] = [];
    const open: Socket[] = [];
    const proxy = createServer().on('connect', (request, socket: Socket) => {
      asked.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const onward = dial(Number(port), host ?? '', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      open.push(socket, onward);
      onward.pipe(socket).pipe(onward);
      for (const each of [onward, socket]) each.on('error', () => {});
    });
    await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    expect((await whoami({ token }, { cluster: { ...cluster, 'proxy-url': address } })).username).toBe(robot());
    expect(asked).toEqual([new URL(String(cluster['server'])).host]);
    for (const each of open) each.destroy();
    proxy.close();
  });

  it('says what is wrong with a certificate, and does not try again', async () => {
    const began = performance.now();
    await expect(whoami({ token }, { cluster: { server: cluster['server'] ?? '' } })).rejects.toMatchObject({ kind: 'unavailable', retryable: false });
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
