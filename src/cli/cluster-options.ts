/** The clusters that can be named. */
export const clusters = ['embedded', 'kube'] as const;
export type ClusterName = (typeof clusters)[number];

/** Options of every command that looks at stored state. */
export const stateOptions = [
  { name: 'cluster', value: 'CLUSTER', choices: clusters, summary: 'embedded: a simulated one in .sluice/; kube: a real one, from within a pod or as named by the next two' },
  { name: 'kubeconfig', value: 'FILE', summary: 'The real cluster of this kubeconfig' },
  { name: 'context', value: 'NAME', summary: 'The real cluster of this context in --kubeconfig, $KUBECONFIG or ~/.kube/config' },
  { name: 'state', value: 'BACKEND', choices: ['file', 'kubernetes'], summary: 'Where states are kept: in .sluice/, or in that real cluster (file)' },
  { name: 'state-namespace', value: 'NAME', summary: "Namespace of states in a cluster (the context's)" },
] as const;

/** Options of every command that looks at a cluster. */
export const clusterOptions = [...stateOptions, { name: 'namespace', short: 'n', value: 'NAME', summary: "Namespace of objects that name none (the context's, or default)" }] as const;

/** What was given for where states are kept. */
export interface StateChoice {
  readonly cluster: ClusterName | undefined;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly state: 'file' | 'kubernetes' | undefined;
  readonly 'state-namespace': string | undefined;
}

/** Of the commands that run Workflows. */
export const executorOption = { name: 'executor-image', value: 'IMAGE', summary: 'On a real cluster: an image with a static busybox, which hands scripts to workflow pods and reads their output files (busybox:1.37-musl)' } as const;

/** Of the commands that run Workflows. No settings file says it: whoever gives it knows the commands that will run. */
export const runLocalOption = { name: 'run-local', summary: "Run the commands of workflow steps as processes ON THIS MACHINE, as you, without a container's walls; the embedded cluster keeps track of them" } as const;

/** What was given for which cluster. */
export interface ClusterChoice extends StateChoice {
  readonly namespace: string | undefined;
  readonly 'executor-image'?: string | undefined;
  readonly 'run-local'?: boolean;
}
