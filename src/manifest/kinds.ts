import type { JsonObject } from '../lang/index.ts';

/** A kind with its group, as kubectl writes it: "Service", "Ingress.networking.k8s.io". */
export function kindOf(object: { readonly apiVersion: string; readonly kind: string }): string {
  const group = groupOf(object.apiVersion);
  return group === '' ? object.kind : `${object.kind}.${group}`;
}

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

export const argoGroup = 'argoproj.io';

/** The kinds that the rules ask for. */
export const kinds = {
  rollout: 'Rollout.argoproj.io',
  analysisTemplate: 'AnalysisTemplate.argoproj.io',
  clusterAnalysisTemplate: 'ClusterAnalysisTemplate.argoproj.io',
  analysisRun: 'AnalysisRun.argoproj.io',
  workflow: 'Workflow.argoproj.io',
  workflowTemplate: 'WorkflowTemplate.argoproj.io',
  clusterWorkflowTemplate: 'ClusterWorkflowTemplate.argoproj.io',
  cronWorkflow: 'CronWorkflow.argoproj.io',
  configMap: 'ConfigMap',
  secret: 'Secret',
  service: 'Service',
} as const;

/** Every kind of Argo's own group: those of Rollouts, Workflows, CD and Events. */
export const argoKinds: readonly string[] = [
  ...['Rollout', 'AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun', 'Experiment'],
  ...['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow', 'WorkflowEventBinding'],
  ...['WorkflowTaskSet', 'WorkflowTaskResult', 'WorkflowArtifactGCTask'],
  ...['Application', 'ApplicationSet', 'AppProject', 'ArgoCD', 'EventSource', 'EventBus', 'Sensor', 'NotificationsConfiguration', 'RolloutManager'],
];

const clusterWide: ReadonlySet<string> = new Set([
  ...['Namespace', 'Node', 'PersistentVolume'],
  ...['ClusterAnalysisTemplate', 'ClusterWorkflowTemplate'].map((kind) => `${kind}.${argoGroup}`),
  ...['ClusterRole', 'ClusterRoleBinding'].map((kind) => `${kind}.rbac.authorization.k8s.io`),
  ...['MutatingWebhookConfiguration', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'].map(
    (kind) => `${kind}.admissionregistration.k8s.io`,
  ),
  ...['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'].map((kind) => `${kind}.storage.k8s.io`),
  ...['FlowSchema', 'PriorityLevelConfiguration'].map((kind) => `${kind}.flowcontrol.apiserver.k8s.io`),
  'APIService.apiregistration.k8s.io',
  'CertificateSigningRequest.certificates.k8s.io',
  'CustomResourceDefinition.apiextensions.k8s.io',
  'GatewayClass.gateway.networking.k8s.io',
  'IngressClass.networking.k8s.io',
  'IPAddress.networking.k8s.io',
  'PriorityClass.scheduling.k8s.io',
  'RuntimeClass.node.k8s.io',
  'ServiceCIDR.networking.k8s.io',
]);

/** Whether objects of a kind live in no namespace. A kind not known here is taken to live in one. */
export function isClusterWide(kind: string): boolean {
  return clusterWide.has(kind);
}

/** Files of kustomize are no objects of a cluster, though they look like ones. */
export function isKustomization(value: JsonObject): boolean {
  return typeof value['apiVersion'] === 'string' && groupOf(value['apiVersion']) === 'kustomize.config.k8s.io';
}
