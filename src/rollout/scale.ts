import type { ReasonedWrite } from '../model/index.ts';
import { desiredReplicasAnnotation, scaleDownAnnotation } from './names.ts';
import type { SetView } from './observe.ts';
import { setRef } from './pod-metadata.ts';

/**
 * Scales a set, and notes for which `spec.replicas`; nothing when both are so already.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go scaleReplicaSet
 */
export function scaleWrite(set: SetView, replicas: number, specReplicas: number, namespace: string): ReasonedWrite | null {
  if (set.desired === replicas && set.scaledFor === specReplicas) return null;
  const annotations: Record<string, string | null> = { [desiredReplicasAnnotation]: String(specReplicas) };
  if (replicas === 0 && set.scaleDownAt !== null) annotations[scaleDownAnnotation] = null;
  return {
    write: {
      verb: 'patch',
      ref: setRef(set, namespace),
      patch: { metadata: { annotations }, ...(set.desired !== replicas && { spec: { replicas } }) },
    },
    why: set.desired === replicas ? `note ${specReplicas} replicas on ${set.name}` : `scale ${set.name} from ${set.desired} to ${replicas}`,
  };
}
