import { createPublicKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { dirname, join } from 'node:path';
import { expect, inject, it } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { keyFile } from './control-plane/certificates.ts';
import { issuer, places, ports } from './control-plane/places.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, webContainer, type Place } from './place.ts';
import { eventually, makeRoom, program, service, setsOf, web, type Room } from './sluice.ts';

const { isOwn } = inject('cluster');

describeOnCluster('the command line, let in', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  const strategy: JsonObject = { canary: { canaryService: 'web-canary', stableService: 'web-stable', steps: [{ setWeight: 50 }, { pause: { duration: '1s' } }] } };
  const manifests = (version: string): readonly object[] => [service('web-stable'), service('web-canary'), web(version, strategy, { container: webContainer })];

  /** Lets somebody do in the place what its admin may. */
  async function letIn(subject: JsonObject): Promise<void> {
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' };
    // Of leases, an admin may only look at them.
    const leases = { name: 'leases', namespace: place.namespace };
    await place.api.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: leases, rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['*'] }] });
    await place.api.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: leases, roleRef: { ...roleRef, kind: 'Role', name: 'leases' }, subjects: [subject] });
    await place.api.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'admin', namespace: place.namespace }, roleRef, subjects: [subject] });
  }
  /** Who the API server says changed ReplicaSets of the place. */
  const scalers = (): readonly string[] => {
    const lines = readFileSync(places.auditLog, 'utf8').split('\n').filter((line) => line.includes(`/namespaces/${place.namespace}/replicasets`) && line.includes('"userAgent":"sluice"'));
    return [...new Set(lines.map((line) => JSON.parse(line) as { readonly verb: string; readonly user: { readonly username: string } }).filter(({ verb }) => verb === 'create' || verb === 'patch').map(({ user }) => user.username))];
  };

  // Node and sluice are this machine's, as the node is.
  it.runIf(isOwn)('applies from within a pod, as its service account', async () => {
    const { api, namespace, image } = place;
    await api.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace } });
    await letIn({ kind: 'ServiceAccount', name: 'robot', namespace });
    room.write('web.yaml', manifests('1'));
    const folders = [...new Set(['/usr', '/lib', '/lib64', dirname(process.execPath), dirname(program), room.folder])].filter((folder) => folder === '/usr' || !folder.startsWith('/usr/'));
    const inPod = (...args: readonly string[]): string => [process.execPath, program, ...args, '--cluster', 'kube', '--state', 'kubernetes', '--state-namespace', namespace].join(' ');
    const pod: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'sluice', namespace },
      spec: {
        serviceAccountName: 'robot',
        restartPolicy: 'Never',
        // Without kube-proxy no Service leads to the API server; it listens on this machine.
        hostNetwork: true,
        terminationGracePeriodSeconds: 0,
        volumes: folders.map((path, index) => ({ name: `folder-${index}`, hostPath: { path } })),
        containers: [
          {
            name: 'main',
            image,
            workingDir: room.folder,
            command: ['busybox', 'sh', '-c', `${inPod('apply', 'web.yaml', '--auto-approve')} && ${inPod('verify', 'web')}`],
            env: [{ name: 'KUBERNETES_SERVICE_HOST', value: '127.0.0.1' }, { name: 'KUBERNETES_SERVICE_PORT', value: String(ports.apiServer) }],
            volumeMounts: folders.map((mountPath, index) => ({ name: `folder-${index}`, mountPath })),
          },
        ],
      },
    };
    await api.create(pod);
    const look = (): Promise<KubeObject | undefined> => api.get({ apiVersion: 'v1', kind: 'Pod', namespace, name: 'sluice' });
    const ended = await eventually(look, (seen) => ['Succeeded', 'Failed'].includes(String(seen?.status?.['phase'])));
    const said = await api.logs({ namespace, name: 'sluice' });
    expect(ended?.status?.['phase'], said).toBe('Succeeded');
    expect(said).toContain('100 % of ');
    expect([await setsOf(place), scalers()]).toEqual([{ 1: 2 }, [`system:serviceaccount:${namespace}:robot`]]);
  });

  it.runIf(isOwn)('has a token of an issuer renewed once it has run out, and goes on with the new one', async () => {
    const refreshes: string[] = [];
    const server = await startIssuer((form) => {
      refreshes.push(`${form.get('grant_type')} ${form.get('refresh_token')} ${form.get('client_id')} ${form.get('client_secret')}`);
      return { access_token: 'unused', token_type: 'Bearer', expires_in: 3600, refresh_token: 'second', id_token: tokenFor('ada', 3600) };
    });
    try {
      await letIn({ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'oidc:ada' });
      const admin = JSON.parse(readFileSync(place.kubeconfig, 'utf8')) as JsonObject;
      const auth = { name: 'oidc', config: { 'idp-issuer-url': issuer.url, 'client-id': issuer.audience, 'client-secret': 'secret', 'idp-certificate-authority': keyFile('ca.crt'), 'refresh-token': 'first', 'id-token': tokenFor('ada', -3600) } };
      const kubeconfig = join(room.folder, 'ada.kubeconfig');
      const [{ name: cluster }] = admin['clusters'] as unknown as readonly [{ readonly name: string }];
      writeFileSync(kubeconfig, JSON.stringify({ ...admin, users: [{ name: 'ada', user: { 'auth-provider': auth } }], contexts: [{ name: 'own', context: { cluster, user: 'ada' } }], 'current-context': 'own' }));
      const ada = makeRoom({ kubeconfig, namespace: place.namespace });
      ada.write('web.yaml', manifests('1'));
      // The API server asks for an issuer's keys again after some seconds.
      await eventually(() => ada.sluice('plan', 'web.yaml'), ({ code }) => code === 0);
      refreshes.length = 0;
      const applied = await ada.deviating.sluice('apply', 'web.yaml', '--auto-approve');
      expect(applied.code, applied.said).toBe(0);
      expect(refreshes).toEqual([`refresh_token first ${issuer.audience} secret`]);
      expect([await setsOf(place), scalers()]).toEqual([{ 1: 2 }, ['oidc:ada']]);
      expect(await ada.sluice('verify', 'web')).toMatchObject({ code: 0 });
      ada.remove();
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

/** An issuer as OpenID Connect has it, as far as the API server and a refresh need it. */
async function startIssuer(refresh: (form: URLSearchParams) => JsonObject): Promise<Server> {
  const server = createServer({ key: readFileSync(keyFile('issuer.key')), cert: readFileSync(keyFile('issuer.crt')) }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const answers: Readonly<Record<string, () => JsonObject>> = {
        '/.well-known/openid-configuration': () => ({ issuer: issuer.url, jwks_uri: `${issuer.url}/keys`, token_endpoint: `${issuer.url}/token`, authorization_endpoint: `${issuer.url}/authorize`, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'] }),
        '/keys': () => ({ keys: [{ ...publicKey(), kid: 'one', use: 'sig', alg: 'ES256' }] }),
        '/token': () => refresh(new URLSearchParams(body)),
      };
      const answer = answers[request.url ?? ''];
      response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' }).end(answer ? JSON.stringify(answer()) : '{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(ports.issuer, '127.0.0.1', resolve));
  return server;
}

function publicKey(): JsonObject {
  return createPublicKey(readFileSync(keyFile('issuer.key'), 'utf8')).export({ format: 'jwk' }) as JsonObject;
}

/** A signed identity token that holds for so many seconds from now. */
function tokenFor(user: string, seconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (content: JsonObject): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  const text = `${part({ alg: 'ES256', kid: 'one', typ: 'JWT' })}.${part({ iss: issuer.url, aud: issuer.audience, sub: user, iat: Math.min(now, now + seconds) - 60, exp: now + seconds })}`;
  const signature = sign('sha256', Buffer.from(text), { key: readFileSync(keyFile('issuer.key'), 'utf8'), dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
