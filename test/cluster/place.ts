import { randomBytes } from 'node:crypto';
import { describe, inject } from 'vitest';
import { openKubeCluster, type KubeCluster, type KubeClusterOptions } from '../../src/cluster/index.ts';
import { connect, KubeApi } from '../../src/kube/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';

const { kubeconfig, image } = inject('cluster');

/** A suite that needs the cluster; skipped where there is none. */
export function describeOnCluster(name: string, suite: () => void): void {
  describe.skipIf(kubeconfig === '')(name, suite);
}

/** Serves /www on port 8080, and is ready when it does. */
export const webContainer: JsonObject = {
  image,
  command: ['busybox', 'httpd', '-f', '-p', '8080', '-h', '/www'],
  ports: [{ containerPort: 8080 }],
  readinessProbe: { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 1, periodSeconds: 1 },
};

/** Namespaces of a test's own. */
export interface Place {
  readonly kubeconfig: string;
  readonly image: string;
  readonly namespace: string;
  readonly otherNamespace: string;
  readonly api: KubeApi;
  open(options?: Partial<KubeClusterOptions>): Promise<KubeCluster>;
  remove(): Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const api = new KubeApi(await connect({ kubeconfig }));
  const name = `sluice-test-${randomBytes(4).toString('hex')}`;
  const namespaces = [name, `${name}-other`];
  for (const each of namespaces) await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: each } });
  return {
    kubeconfig,
    image,
    namespace: name,
    otherNamespace: `${name}-other`,
    api,
    open: (options = {}) => openKubeCluster({ kubeconfig, namespace: name, ...options }),
    async remove() {
      for (const each of namespaces) await api.delete({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: each });
      api.connection.close();
    },
  };
}
