import { fieldConflicts, statusOf, type KubeApi } from '../../kube/index.ts';
import { PortError, refOf, type KubeObject, type Preview } from '../../model/index.ts';

/**
 * What the cluster would store of an object, by a server-side apply that stores nothing. Where the rights for that are missing, or what it stands on
 * is not there yet, the cluster isn't asked.
 */
export async function previewOf(api: KubeApi, object: KubeObject, force: boolean): Promise<Preview> {
  const ref = refOf(object);
  try {
    if (!(await api.mayI('patch', ref))) return { kind: 'unasked', because: `you may not change ${ref.kind} in ${ref.namespace === '' ? 'this cluster' : ref.namespace}` };
    const stored = await api.apply(object, { force, dryRun: true });
    return { kind: 'stored', object: stored };
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
