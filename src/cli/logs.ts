import { diagnose } from '../diagnostic/index.ts';
import { programNamed } from './ask.ts';
import { chosenOrEmbedded } from './chosen-cluster.ts';
import { clusterOptions } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { showLogs } from './pod-logs.ts';
import { showTrouble } from './show-plan.ts';
import { stopSignal } from './stop-signal.ts';

export const command = defineCommand({
  args: 'NAME [NODE]',
  fewestArgs: 1,
  mostArgs: 2,
  description: 'Shows what the pods of a workflow have written, or those of one node. Without --run-local the embedded cluster ran no commands: its pods wrote what the scenario says.',
  options: [
    { name: 'follow', short: 'f', summary: 'Go on, with pods that are still to come, until the workflow ends' },
    { name: 'container', short: 'c', value: 'NAME', summary: "Another container than the pod's main one" },
    ...clusterOptions,
  ],
  examples: [
    { line: 'logs build', says: 'Shows what all its pods have written.' },
    { line: 'logs build test -f', says: 'Follows the node test.' },
  ],
  async run({ args: [name = '', node = null], options, terminal }) {
    const { value: cluster, diagnostics } = await chosenOrEmbedded(options, terminal);
    if (cluster === null) return showTrouble(diagnostics, terminal, () => undefined);
    const stop = stopSignal(terminal);
    try {
      const { states: store } = cluster.stores;
      const id = await programNamed(store, options.namespace === undefined ? name : `${options.namespace}/Workflow/${name}`);
      if (typeof id !== 'string') return showTrouble([id], terminal, () => undefined);
      const container = options.container ?? 'main';
      const pods = await showLogs(id, { node, container, follow: options.follow, signal: stop.signal }, { store, cluster, terminal });
      if (pods > 0 || node === null) return exitCode.success;
      return showTrouble([diagnose('SLU522', null, `${id} has no node ${node} with a pod. sluice status ${name} shows its nodes.`)], terminal, () => undefined);
    } finally {
      stop.release();
      await cluster.close();
    }
  },
});
