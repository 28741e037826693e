import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import { parseTime } from '../lang/index.ts';
import { PortError, programId, type KubeObject, type ObjectRef, type RolloutProgram } from '../model/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';

/**
 * Rollouts that a controller of the cluster carries out (SLU526): two who do so undo each other's work.
 *
 * A Rollout of this name is in the cluster, and either its status says that a controller has seen it, or the controller holds its Lease. One that
 * nobody has seen, in a cluster without a controller, is in nobody's way.
 *
 * @see Argo Rollouts 1.9 status.observedGeneration, which each reconcile writes; Lease argo-rollouts-controller-lock
 */
export async function servedByController(programs: readonly RolloutProgram[], chosen: ChosenCluster, environment: NodeJS.ProcessEnv): Promise<readonly Diagnostic[]> {
  if (chosen.name === 'embedded' || programs.length === 0) return [];
  const refs = programs.map(({ namespace, name }): ObjectRef => ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace, name }));
  const { cluster } = await chosen.read({ namespaces: [], objects: refs });
  const there = programs.flatMap((program, index) => {
    const ref = refs[index];
    const rollout = ref && cluster.get(ref);
    return rollout ? [{ program, rollout }] : [];
  });
  if (there.length === 0) return [];
  const running = await runningController(chosen, environment);
  return there.flatMap(({ program, rollout }) => {
    const evidence = [...seenBy(rollout), ...(running === null ? [] : [running])];
    return evidence.length === 0 ? [] : [refusalOf(program, evidence.join(', and '))];
  });
}

function refusalOf(program: RolloutProgram, evidence: string): Diagnostic {
  const { namespace, name, resource } = program;
  return diagnose(
    'SLU526',
    resource.at.spanOf(['metadata', 'name']),
    `${programId(program)} is in the cluster, and ${evidence}. That controller and sluice would undo each other's work. ` +
      `Leave it to the controller, or hand it over: "kubectl delete rollout ${name} -n ${namespace} --cascade=orphan" takes it from the controller and leaves its ReplicaSets and pods, ` +
      `"sluice import" takes those over, and then apply goes on from them.`,
  );
}

function seenBy({ metadata, status = {} }: KubeObject): readonly string[] {
  const seen = status['observedGeneration'];
  return typeof seen === 'string' && seen !== '' ? [`a controller has seen generation ${seen} of ${metadata.generation ?? '?'} of it`] : [];
}

const leaseName = 'argo-rollouts-controller-lock';

/** Who holds the controller's Lease, in words; null: nobody, or we may not know. */
async function runningController(chosen: ChosenCluster, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const lease: ObjectRef = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: environment['ARGO_ROLLOUTS_NAMESPACE'] ?? 'argo-rollouts', name: leaseName };
  try {
    const { cluster } = await chosen.read({ namespaces: [], objects: [lease] });
    const { holderIdentity, renewTime, leaseDurationSeconds } = cluster.get(lease)?.spec ?? {};
    const renewed = typeof renewTime === 'string' ? parseTime(renewTime) : null;
    const isHeld = typeof holderIdentity === 'string' && holderIdentity !== '' && renewed !== null;
    return isHeld && cluster.now - renewed < 2_000 * Number(leaseDurationSeconds ?? 15) ? `the controller ${holderIdentity} holds the Lease ${lease.namespace}/${leaseName}` : null;
  } catch (error) {
    // The Rollouts' own status tells, too.
    if (error instanceof PortError && error.kind === 'denied') return null;
    throw error;
  }
}
