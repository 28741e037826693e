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
export { outputsAnnotation, taskAnnotation } from '../model/index.ts';
