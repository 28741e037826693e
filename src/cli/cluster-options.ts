/** The clusters that can be named. */
export const clusters = ['embedded', 'kube'] as const;
export type ClusterName = (typeof clusters)[number];

/** Options of every command that looks at a cluster. */
export const clusterOptions = [
  { name: 'cluster', value: 'CLUSTER', choices: clusters, summary: 'embedded: a simulated one in .sluice/; kube: a real one, from within a pod or as named by the next two' },
  { name: 'kubeconfig', value: 'FILE', summary: 'The real cluster of this kubeconfig' },
  { name: 'context', value: 'NAME', summary: 'The real cluster of this context in --kubeconfig, $KUBECONFIG or ~/.kube/config' },
  { name: 'namespace', short: 'n', value: 'NAME', summary: "Namespace of objects that name none (the context's, or default)" },
] as const;

/** What was given for them. */
export interface ClusterChoice {
  readonly cluster: ClusterName | undefined;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
}
