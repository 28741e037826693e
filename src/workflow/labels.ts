/**
 * Labels and annotations on a Workflow's pods: Argo Workflows' own, so that its tools find them, and one of sluice.
 *
 * @see Argo Workflows 4.1 workflow/common
 */
export const workflowLabel = 'workflows.argoproj.io/workflow';
export const completedLabel = 'workflows.argoproj.io/completed';
export const onExitLabel = 'workflows.argoproj.io/on-exit';
export const nodeNameAnnotation = 'workflows.argoproj.io/node-name';
export const nodeIdAnnotation = 'workflows.argoproj.io/node-id';
export const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container';
/** What the pod's outputs are and what it runs beside its containers: JSON of a `PodTask`. */
export const taskAnnotation = 'sluice.dev/task';
/** What the pod made, as JSON of `PodOutputs`; set once, before or when it ends. */
export const outputsAnnotation = 'sluice.dev/outputs';
