import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, node, places, ports } from './places.ts';

/** Everybody who shows a certificate of this cluster: as whom, in which role, and under which addresses. */
const subjects = [
  { name: 'apiserver', subject: '/CN=kube-apiserver', use: 'serverAuth', addresses: ['IP:127.0.0.1', `IP:${network.firstService}`, 'DNS:localhost', 'DNS:kubernetes.default.svc'] },
  { name: 'kubelet-serving', subject: '/CN=kubelet', use: 'serverAuth', addresses: [`IP:${node}`, 'DNS:localhost'] },
  { name: 'apiserver-to-kubelet', subject: '/O=system:masters/CN=apiserver-to-kubelet', use: 'clientAuth' },
  { name: 'issuer', subject: '/CN=issuer', use: 'serverAuth', addresses: ['IP:127.0.0.1'] },
  { name: 'admin', subject: '/O=system:masters/CN=admin', use: 'clientAuth' },
  { name: 'controllers', subject: '/CN=system:kube-controller-manager', use: 'clientAuth' },
  { name: 'scheduler', subject: '/CN=system:kube-scheduler', use: 'clientAuth' },
  { name: 'kubelet', subject: `/O=system:nodes/CN=system:node:${node}`, use: 'clientAuth' },
] as const;

const clients = ['admin', 'controllers', 'scheduler', 'kubelet'] as const;

export function keyFile(name: string): string {
  return join(places.keys, name);
}

/** Makes an authority, a certificate and a key for each subject, kubeconfigs, and the key that signs service accounts' tokens. Once. */
export function makeCertificates(): void {
  if (subjects.every(({ name }) => existsSync(keyFile(`${name}.crt`))) && existsSync(keyFile('done'))) return;
  mkdirSync(places.keys, { recursive: true, mode: 0o700 });
  newKey('ca');
  const asAuthority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'].flatMap((extension) => ['-addext', extension]);
  openssl(['req', '-x509', '-new', '-key', 'ca.key', '-days', '3650', '-subj', '/CN=sluice-test', '-out', 'ca.crt', ...asAuthority]);
  for (const each of subjects) certify(each);
  for (const name of clients) writeFileSync(keyFile(`${name}.kubeconfig`), kubeconfigOf(name), { mode: 0o600 });
  newKey('service-accounts');
  openssl(['ec', '-in', 'service-accounts.key', '-pubout', '-out', 'service-accounts.pub']);
  writeFileSync(keyFile('done'), '');
}

function certify({ name, subject, use, addresses = [] }: { readonly name: string; readonly subject: string; readonly use: string; readonly addresses?: readonly string[] }): void {
  newKey(name);
  openssl(['req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`]);
  const extensions = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature', `extendedKeyUsage=${use}`, ...(addresses.length > 0 ? [`subjectAltName=${addresses.join(',')}`] : [])];
  writeFileSync(keyFile(`${name}.ext`), `${extensions.join('\n')}\n`);
  openssl(['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650', '-extfile', `${name}.ext`, '-out', `${name}.crt`]);
  for (const rest of ['csr', 'ext']) rmSync(keyFile(`${name}.${rest}`));
}

function newKey(name: string): void {
  openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`]);
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: places.keys, stdio: ['ignore', 'ignore', 'pipe'] });
}

function kubeconfigOf(name: string): string {
  const data = (file: string): string => readFileSync(keyFile(file)).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'sluice-test', cluster: { server: `https://127.0.0.1:${ports.apiServer}`, 'certificate-authority-data': data('ca.crt') } }],
    users: [{ name, user: { 'client-certificate-data': data(`${name}.crt`), 'client-key-data': data(`${name}.key`) } }],
    contexts: [{ name: 'sluice-test', context: { cluster: 'sluice-test', user: name } }],
    'current-context': 'sluice-test',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
