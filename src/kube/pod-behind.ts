import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { PortError, type ForwardedPort, type KubeObject } from '../model/index.ts';
import type { KubeApi } from './api.ts';

/** Where a port-forward leads in the end. */
export interface PodPort {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/**
 * The pod and its port that a Service or a pod stands for at the moment. Of a Service's ready pods the first by name is taken, so that it stays the same while it
 * is there.
 *
 * @throws PortError that says which of Service, port, pods or ready pods is missing
 * @see Kubernetes 1.34 kubectl portforward: a Service's port, then its targetPort, by number or by name in the pod
 */
export async function podBehind(api: KubeApi, to: ForwardedPort): Promise<PodPort> {
  const { namespace, kind, name, port } = to;
  const object = await api.get({ apiVersion: 'v1', kind, namespace, name });
  if (object === undefined) throw new PortError('not-found', `There is no ${kind} ${namespace}/${name} for the port-forward to lead to.`);
  if (kind === 'Pod') {
    if (!isReady(object)) throw new PortError('unavailable', `Pod ${namespace}/${name}, which the port-forward is to lead to, is not ready.`, { retryable: true });
    return { namespace, name, port: containerPort(object, port) };
  }
  const pod = await readyPodOf(api, object, to);
  return { namespace, name: pod.metadata.name, port: containerPort(pod, targetPort(object, to)) };
}

async function readyPodOf(api: KubeApi, { spec }: KubeObject, { namespace, name }: ForwardedPort): Promise<KubeObject> {
  const labels = Object.entries(isJsonObject(spec?.['selector']) ? spec['selector'] : {});
  if (labels.length === 0) throw new PortError('invalid', `Service ${namespace}/${name} selects no pods, so that a port-forward leads nowhere. Name a pod: port-forward://${namespace}/pod/NAME:PORT.`);
  const pods = await api.list({ apiVersion: 'v1', kind: 'Pod', namespace }, labels.map(([label, value]) => `${label}=${String(value)}`).join(','));
  const [ready] = pods.filter(isReady).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  if (ready) return ready;
  const why = pods.length === 0 ? 'no pods' : `no ready pod among its ${pods.length === 1 ? 'one' : pods.length}`;
  throw new PortError('unavailable', `Service ${namespace}/${name} has ${why} for the port-forward to lead to.`, { retryable: true });
}

/** What the Service's port is called on its pods. */
function targetPort({ spec }: KubeObject, { namespace, name, port }: ForwardedPort): string {
  const ports = objectsIn(spec?.['ports']);
  const found = ports.find((each) => each['name'] === port || String(each['port']) === port);
  if (found) return String(found['targetPort'] ?? found['port']);
  const known = ports.map((each) => (typeof each['name'] === 'string' && each['name'] !== '' ? `${each['name']} (${String(each['port'])})` : String(each['port'])));
  throw new PortError('invalid', `Service ${namespace}/${name} has no port ${port}. ${known.length === 0 ? 'It has none.' : `It has: ${known.join(', ')}.`}`);
}

function containerPort({ metadata, spec }: KubeObject, port: string): number {
  if (/^\d+$/.test(port)) return Number(port);
  const ports = objectsIn(spec?.['containers']).flatMap((container) => objectsIn(container['ports']));
  const found = ports.find(({ name }) => name === port)?.['containerPort'];
  if (typeof found === 'number') return found;
  throw new PortError('invalid', `No container of pod ${metadata.namespace ?? ''}/${metadata.name} has a port called ${port}.`);
}

function isReady({ metadata, status }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined && objectsIn(status?.['conditions']).some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : [];
}
