/** On a Workflow's pod: what its outputs are and what it runs beside its containers, as JSON of a `PodTask` of workflow. */
export const taskAnnotation = 'sluice.dev/task';

/** What the pod made, as JSON of a `PodOutputs` of workflow; set once, before or when it ends. */
export const outputsAnnotation = 'sluice.dev/outputs';

/** On a pod that runs as a process of this machine. */
export const localAnnotation = 'sluice.dev/run-local';
