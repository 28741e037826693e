import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the control plane's sources are: this folder. */
export const sources = import.meta.dirname;

/** What decides whether a build can be used again: the versions of all modules, and what else goes into it. */
function digestOfSources(): string {
  const digest = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go', 'pause/main.go', 'write/main.go', 'images.ts', 'tar.ts']) digest.update(readFileSync(join(sources, file)));
  return digest.digest('hex').slice(0, 16);
}

/** The version of Kubernetes in go.mod, as it names itself: "v1.34.4". */
export function kubernetesVersion(): string {
  const version = /k8s\.io\/kubernetes (v[\d.]+)/.exec(readFileSync(join(sources, 'go.mod'), 'utf8'))?.[1];
  if (version === undefined) throw new Error('go.mod requires no k8s.io/kubernetes');
  return version;
}

/** Several working copies of one machine can have a control plane each, under numbers of their own. */
const slot = Number(process.env['SLUICE_CLUSTER_SLOT'] ?? 0);

const base = process.env['SLUICE_CLUSTER_DIR'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), slot === 0 ? 'sluice-cluster' : `sluice-cluster-${slot}`);

export const places = {
  base,
  /** Programs and images; another state of the sources has another folder. */
  build: join(base, `build-${digestOfSources()}`),
  program: (name: string): string => join(places.build, name),
  images: join(base, `build-${digestOfSources()}`, 'images.tar'),
  /** All that a running control plane writes. */
  state: join(base, 'state'),
  keys: join(base, 'state', 'keys'),
  logs: join(base, 'state', 'logs'),
  processes: join(base, 'state', 'processes'),
  settings: join(base, 'state', 'settings'),
  socket: join(base, 'state', 'containerd.sock'),
  kubeconfig: join(base, 'state', 'kubeconfig'),
  /** One JSON object a line for each request that the API server got. */
  auditLog: join(base, 'state', 'logs', 'audit.log'),
} as const;

/** Apart from the usual ones, so that another cluster on this machine is not in the way. */
export const ports = {
  apiServer: 16443 + 100 * slot,
  etcd: 12379 + 100 * slot,
  etcdPeers: 12380 + 100 * slot,
  controllers: 20257 + 100 * slot,
  scheduler: 20259 + 100 * slot,
  kubelet: 20250 + 100 * slot,
  kubeletHealth: 20248 + 100 * slot,
  /** Where a suite may stand as the issuer of tokens that the API server trusts. */
  issuer: 16444 + 100 * slot,
} as const;

export const network = {
  bridge: `sluice${slot}`,
  pods: `10.245.${slot}.0/24`,
  /** The API server says it is here; the Endpoints of a Service can't be loopback. Nothing listens there. */
  advertised: `10.245.${slot}.1`,
  services: `10.97.${slot}.0/24`,
  /** The first of the services: the API server's own. */
  firstService: `10.97.${slot}.1`,
} as const;

/** The node's name and address. */
export const node = '127.0.0.1';

/** Whose tokens the API server takes for users called "oidc:..."; nobody stands there unless a suite does. */
export const issuer = { url: `https://127.0.0.1:${ports.issuer}`, audience: 'sluice' } as const;

/** The images of the pods of tests, all one busybox, which serves /www on port 8080 unless told otherwise. No registry has them. */
export const podImages = ['docker.io/library/busybox:local', 'sluice.test/web:1', 'sluice.test/web:2'] as const;

/** Has a stand-in for Flask, which serves /www on the port it is told. */
export const flaskImage = 'sluice.test/flask:1';

/** Has no shell: nothing but a program of its own. */
export const staticImage = 'sluice.test/static:1';

export const pauseImage = 'sluice.test/pause:local';

/** Pods' groups stand below one of their own, so that another kubelet on this machine does not take them for its leavings. */
export const cgroupRoot = `/sluice-test-${slot}`;
