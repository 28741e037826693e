/**
 * Labels and annotations on the objects of a Rollout.
 *
 * The first group is Argo Rollouts' own, so that its controller can take a rollout over, and sluice one of its.
 *
 * @see Argo Rollouts 1.9 v1alpha1 types
 */
export const hashLabel = 'rollouts-pod-template-hash';
export const revisionAnnotation = 'rollout.argoproj.io/revision';
export const desiredReplicasAnnotation = 'rollout.argoproj.io/desired-replicas';
export const podMetadataAnnotation = 'rollout.argoproj.io/ephemeral-metadata';
export const scaleDownAnnotation = 'scale-down-deadline';
export const managedServiceAnnotation = 'argo-rollouts.argoproj.io/managed-by-rollouts';

export const managedByLabel = 'app.kubernetes.io/managed-by';
/** "default/Rollout/web" on every ReplicaSet of that program. */
export const programAnnotation = 'sluice.dev/program';
