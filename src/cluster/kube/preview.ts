import { fieldConflicts, statusOf, type KubeApi } from '../../kube/index.ts';
import type { JsonObject } from '../../lang/index.ts';
import { PortError, refOf, type KubeObject, type ObjectMeta, type ObjectRef, type Preview } from '../../model/index.ts';

/**
 * What the cluster would store of an object, by a server-side apply that stores nothing. Where the rights for that are missing, or what it stands on
 * is not there yet, the cluster isn't asked.
 */
export function previewOf(api: KubeApi, object: KubeObject, force: boolean): Promise<Preview> {
  const ref = refOf(object);
  return asked(ref, async () => {
    if (!(await api.mayI('patch', ref))) return { kind: 'unasked', because: `you may not change ${ref.kind} in ${ref.namespace === '' ? 'this cluster' : ref.namespace}` };
    return { kind: 'stored', object: await api.apply(object, { force, dryRun: true }) };
  });
}

/**
 * What the cluster would store of a pod that a ReplicaSet's template makes. The set itself is taken even where none of its pods would be.
 *
 * The pod says that the set controls it, since policies tell pods by themselves from others; that no such set is there is no one's concern in a dry run.
 */
export function previewOfPod(api: KubeApi, set: KubeObject): Promise<Preview> {
  const { namespace = '', name } = set.metadata;
  const template = (set.spec?.['template'] ?? {}) as { readonly metadata?: Pick<ObjectMeta, 'labels' | 'annotations'>; readonly spec?: JsonObject };
  const owner = { apiVersion: set.apiVersion, kind: set.kind, name, uid: '00000000-0000-4000-8000-000000000000', controller: true };
  const pod: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name: `${name.slice(0, 240)}-preview`, namespace, ownerReferences: [owner] }, spec: template.spec ?? {} };
  const ref = refOf(pod);
  return asked(ref, async () => {
    if (!(await api.mayI('create', { apiVersion: 'v1', kind: 'Pod', namespace }))) return { kind: 'unasked', because: `you may not create pods in ${namespace}` };
    return { kind: 'stored', object: await api.create(pod, { dryRun: true }) };
  });
}

async function asked(ref: ObjectRef, ask: () => Promise<Preview>): Promise<Preview> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PortError) || error.kind === 'unavailable') throw error;
    const conflicts = fieldConflicts(error);
    if (conflicts.length > 0) return { kind: 'conflict', fields: conflicts };
    if (error.kind === 'not-found') return { kind: 'unasked', because: absence(error, ref.namespace) };
    return { kind: 'refused', reason: statusOf(error)?.message ?? error.message };
  }
}

/** The namespace or the kind may be what the same manifests make. */
function absence(error: PortError, namespace: string): string {
  return statusOf(error)?.message ?? (namespace === '' ? error.message : `${error.message} (in ${namespace})`);
}
