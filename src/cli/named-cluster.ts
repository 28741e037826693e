import type { Checked } from '../diagnostic/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import type { ClusterChoice } from './cluster-options.ts';
import type { Terminal } from './terminal.ts';

/** The cluster that is named, or null where none is. Clusters are loaded only where one is. */
export async function namedCluster(options: ClusterChoice, terminal: Terminal): Promise<Checked<ChosenCluster | null>> {
  const { cluster, kubeconfig, context } = options;
  if (cluster === undefined && kubeconfig === undefined && context === undefined) return { value: null, diagnostics: [] };
  return (await import('./chosen-cluster.ts')).chosenCluster(options, terminal);
}
