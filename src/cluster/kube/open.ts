import { createHash } from 'node:crypto';
import { connect, KubeApi, type Connection, type ConnectOptions, type Kind } from '../../kube/index.ts';
import { PortError } from '../../model/index.ts';
import { KubeCluster } from './kube-cluster.ts';

export interface KubeClusterOptions extends ConnectOptions {
  /** What is watched beside ReplicaSets, pods and Services. */
  readonly kinds?: readonly Kind[];
}

/**
 * Opens a real cluster: finds out who it is, and nothing else yet.
 *
 * @throws PortError
 */
export async function openKubeCluster(options: KubeClusterOptions): Promise<KubeCluster> {
  const connection = await connect(options);
  const api = new KubeApi(connection);
  const title = `cluster of context ${connection.context} (${connection.server})`;
  return new KubeCluster(api, { uid: await uidOf(api, connection), title, kinds: options.kinds ?? [] });
}

/** The uid of kube-system lives as long as its cluster. Who may not read that tells clusters apart by their address. */
async function uidOf(api: KubeApi, { server }: Connection): Promise<string> {
  try {
    const system = await api.get({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'kube-system' });
    if (system?.metadata.uid !== undefined) return system.metadata.uid;
  } catch (error) {
    if (!(error instanceof PortError) || error.kind !== 'denied') throw error;
  }
  return `server-${createHash('sha256').update(server).digest('hex').slice(0, 16)}`;
}
