/** A kind whose manifests are checked: where its type stands in the models packages. */
export interface SchemaKind {
  readonly kind: string;
  readonly apiVersion: string;
  /** Path of the declaration below node_modules, without `.d.ts`. */
  readonly module: string;
}

const argo = (models: string, kinds: string): readonly SchemaKind[] =>
  kinds.split(' ').map((kind) => ({ kind, apiVersion: 'argoproj.io/v1alpha1', module: `@kubernetes-models/${models}/argoproj.io/v1alpha1/${kind}` }));
const kubernetes = (apiVersion: string, kinds: string): readonly SchemaKind[] =>
  kinds.split(' ').map((kind) => ({ kind, apiVersion, module: `kubernetes-models/${apiVersion}/${kind}` }));

/** Every kind that has a schema. Kinds are unique: no two API groups here use the same name. */
export const schemaKinds: readonly SchemaKind[] = [
  ...argo('argo-rollouts', 'Rollout AnalysisTemplate ClusterAnalysisTemplate AnalysisRun Experiment'),
  ...argo('argo-workflows', 'Workflow WorkflowTemplate ClusterWorkflowTemplate CronWorkflow WorkflowEventBinding'),
  ...kubernetes('v1', 'ConfigMap Namespace PersistentVolumeClaim Pod Secret Service ServiceAccount'),
  ...kubernetes('apps/v1', 'DaemonSet Deployment ReplicaSet StatefulSet'),
  ...kubernetes('autoscaling/v2', 'HorizontalPodAutoscaler'),
  ...kubernetes('batch/v1', 'CronJob Job'),
  ...kubernetes('networking.k8s.io/v1', 'Ingress NetworkPolicy'),
  ...kubernetes('policy/v1', 'PodDisruptionBudget'),
  ...kubernetes('rbac.authorization.k8s.io/v1', 'ClusterRole ClusterRoleBinding Role RoleBinding'),
];

/** The name under which a kind's schema stands among the definitions. */
export function definitionOfKind({ kind, module }: SchemaKind): string {
  if (module.includes('/argo-rollouts/')) return `rollouts.${kind}`;
  if (module.includes('/argo-workflows/')) return `workflows.${kind}`;
  return module.replace('kubernetes-models/', '').replaceAll('/', '.');
}
