import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { keyFile, makeCertificates } from './certificates.ts';
import { makeCgroups, removeCgroups } from './cgroups.ts';
import { network, node, places, ports } from './places.ts';
import { logOf, runningPid, start, stop } from './processes.ts';
import { settingsFile, writeSettings } from './settings.ts';

const loopback = ['--bind-address=127.0.0.1', '--profiling=false'];
const eager = ['--leader-elect=false', '--kube-api-qps=300', '--kube-api-burst=600'];

export type Part = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kubelet';

/** Starts one part, unless it runs. */
export function startPart(part: Part): void {
  start(part, places.program(part), argumentsOf(part));
}

export async function stopPart(part: Part): Promise<void> {
  await stop([part]);
}

/** Starts the control plane and a node, as far as they do not run, and waits until pods can be made. Calls `tell` at each milestone. */
export async function up(tell: (what: string) => void): Promise<void> {
  mkdirSync(places.logs, { recursive: true });
  makeCertificates();
  writeSettings();
  makeCgroups();
  startPart('etcd');
  startPart('kube-apiserver');
  startPart('kube-scheduler');
  start('containerd', 'containerd', ['--config', settingsFile('containerd.toml'), '--log-level', 'warn']);
  await until('containerd', () => containers(['version']).status === 0);
  // Each time: those of an earlier build may be left from a node that was not wiped.
  const { status, stderr } = containers(['images', 'import', places.images]);
  if (status !== 0) throw new Error(`the images can't be imported: ${stderr}`);
  startPart('kubelet');
  await until('kube-apiserver', async () => (await get('/readyz')) !== null);
  tell('the API server is ready');
  // Before the roles are there it would end for good.
  startPart('kube-controller-manager');
  await until('kube-controller-manager', async () => (await get('/api/v1/namespaces/default/serviceaccounts/default')) !== null);
  await until('kubelet', async () => isReady(await get(`/api/v1/nodes/${node}`)));
  copyFileSync(keyFile('admin.kubeconfig'), places.kubeconfig);
  tell('the node is ready');
}

/** Stops what `up` started, by number, and leaves neither a mount, a network device nor a pod's process; `wipe`: nor a file but the build. */
export async function down({ wipe }: { readonly wipe: boolean }): Promise<void> {
  await stop(['kubelet']);
  if (runningPid('containerd') !== null) await removePods();
  await stop(['containerd', 'kube-scheduler', 'kube-controller-manager', 'kube-apiserver']);
  await stop(['etcd']);
  endOrphans();
  unmountAll();
  spawnSync('ip', ['link', 'del', network.bridge]);
  removeCgroups();
  if (wipe) rmSync(places.state, { recursive: true, force: true });
}

function argumentsOf(part: Part): readonly string[] {
  const key = keyFile;
  switch (part) {
    case 'etcd': {
      const [here, peers] = [`http://127.0.0.1:${ports.etcd}`, `http://127.0.0.1:${ports.etcdPeers}`];
      return [`--data-dir=${join(places.state, 'etcd')}`, '--name=one', '--unsafe-no-fsync', '--log-level=warn', `--listen-client-urls=${here}`, `--advertise-client-urls=${here}`, `--listen-peer-urls=${peers}`, `--initial-advertise-peer-urls=${peers}`, `--initial-cluster=one=${peers}`];
    }
    case 'kube-apiserver':
      return [
        ...loopback,
        `--secure-port=${ports.apiServer}`,
        `--advertise-address=${network.advertised}`,
        `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
        `--service-cluster-ip-range=${network.services}`,
        '--authorization-mode=Node,RBAC',
        '--allow-privileged=true',
        `--cert-dir=${key('generated')}`,
        `--client-ca-file=${key('ca.crt')}`,
        `--tls-cert-file=${key('apiserver.crt')}`,
        `--tls-private-key-file=${key('apiserver.key')}`,
        `--kubelet-certificate-authority=${key('ca.crt')}`,
        `--kubelet-client-certificate=${key('apiserver-to-kubelet.crt')}`,
        `--kubelet-client-key=${key('apiserver-to-kubelet.key')}`,
        '--kubelet-preferred-address-types=InternalIP',
        `--service-account-key-file=${key('service-accounts.pub')}`,
        `--service-account-signing-key-file=${key('service-accounts.key')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--authentication-config=${settingsFile('authentication.json')}`,
        `--audit-policy-file=${settingsFile('audit.json')}`,
        `--audit-log-path=${places.auditLog}`,
        '--audit-log-mode=blocking',
      ];
    case 'kube-controller-manager':
      return [
        ...loopback,
        ...eager,
        ...identity('controllers'),
        `--secure-port=${ports.controllers}`,
        `--service-account-private-key-file=${key('service-accounts.key')}`,
        `--root-ca-file=${key('ca.crt')}`,
        '--use-service-account-credentials=true',
        `--cluster-signing-cert-file=${key('ca.crt')}`,
        `--cluster-signing-key-file=${key('ca.key')}`,
      ];
    case 'kube-scheduler':
      return [...loopback, ...eager, ...identity('scheduler'), `--secure-port=${ports.scheduler}`];
    case 'kubelet':
      // Called by a loopback address, it registers that.
      return [`--config=${settingsFile('kubelet.json')}`, `--kubeconfig=${key('kubelet.kubeconfig')}`, `--root-dir=${join(places.state, 'kubelet')}`, `--cert-dir=${key('generated')}`, `--hostname-override=${node}`];
  }
}

function identity(name: string): readonly string[] {
  const kubeconfig = keyFile(`${name}.kubeconfig`);
  return [...['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map((option) => `--${option}=${kubeconfig}`), `--cert-dir=${keyFile('generated')}`];
}

function containers(args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync('ctr', ['-a', places.socket, '-n', 'k8s.io', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

async function removePods(): Promise<void> {
  const listed = (what: string): readonly string[] => containers([what, 'ls', '-q']).stdout.split('\n').filter((id) => id !== '');
  for (const id of listed('tasks')) containers(['tasks', 'kill', '-s', 'KILL', id]);
  await sleep(300);
  for (const id of listed('tasks')) containers(['tasks', 'rm', '-f', id]);
  for (const id of listed('containers')) containers(['containers', 'rm', id]);
}

/** Shims of containers outlive containerd. They name its socket among their arguments. */
function endOrphans(): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (words[0]?.includes('containerd-shim') && words.includes(places.socket)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
}

/** Our mounts, and the network namespaces of our pods, the innermost first. */
function unmountAll(): void {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${places.state}/`)).sort().reverse()) execFileSync('umount', ['-l', mount]);
  if (spawnSync('ip', ['link', 'show', network.bridge]).status !== 0 || !existsSync('/run/netns')) return;
  for (const name of readdirSync('/run/netns').filter((each) => each.startsWith('cni-') && isOurs(each))) spawnSync('ip', ['netns', 'del', name]);
}

/** A pod's network has an address of ours. */
function isOurs(namespace: string): boolean {
  const { stdout } = spawnSync('ip', ['netns', 'exec', namespace, 'ip', '-o', '-4', 'addr'], { encoding: 'utf8' });
  return stdout.includes(` ${network.pods.replace(/0\/24$/, '')}`);
}

async function until(part: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 120_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isSo())) {
    const isGone = runningPid(part) === null;
    if (isGone || Date.now() > end) throw new Error(`${part} ${isGone ? 'ended' : `did not get ready in ${timeoutMs / 1000} s`}; see ${logOf(part)}:\n${lastLines(logOf(part))}`);
    await sleep(100);
  }
}

/** What the API server answers the administrator; null: nothing good. */
function get(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const identified = { ca: readFileSync(keyFile('ca.crt')), cert: readFileSync(keyFile('admin.crt')), key: readFileSync(keyFile('admin.key')) };
    const asked = request({ host: '127.0.0.1', port: ports.apiServer, path, ...identified, timeout: 3_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(response.statusCode === 200 ? text : null));
    });
    asked.on('error', () => resolve(null));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
}

function isReady(answer: string | null): boolean {
  if (answer === null) return false;
  const { status } = JSON.parse(answer) as { readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] } };
  return (status?.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

function lastLines(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(-15).join('\n') : '';
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
