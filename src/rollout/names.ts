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
/** On the sets and Services of an experiment. */
export const experimentAnnotation = 'experiment.argoproj.io/name';
export const experimentTemplateAnnotation = 'experiment.argoproj.io/template-name';

export const managedByLabel = 'app.kubernetes.io/managed-by';
/** "web-84c5f68f99-2-1" on the Jobs of that run. */
export const runAnnotation = 'analysisrun.argoproj.io/name';
/** "TEMPLATE/METRIC/NUMBER" on the Job of that measurement. */
export const measurementAnnotation = 'sluice.dev/measurement';
/** "default/Rollout/web" on every ReplicaSet and Job of that program. */
export const programAnnotation = 'sluice.dev/program';
