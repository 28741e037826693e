import { loadRun } from '../apply/index.ts';
import type { ProgramId } from '../model/index.ts';
import { verify, type Verified } from '../run/index.ts';
import { programNamed } from './ask.ts';
import { chosenOrEmbedded } from './chosen-cluster.ts';
import { clusterOptions } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { showTrouble } from './show-plan.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Holds what was observed at each stage against what the plan said, and the cluster against where the last stage left it.\nExit code 1 when something differs.',
  options: [...clusterOptions, { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], summary: 'How to show it' }],
  examples: [{ line: 'verify web', says: 'Says of each stage whether it was as planned.' }],
  async run({ args, options, terminal }) {
    const { value: cluster, diagnostics } = await chosenOrEmbedded(options, terminal);
    if (cluster === null) return showTrouble(diagnostics, terminal, () => undefined);
    try {
      const { states: store } = cluster.stores;
      const id = await programNamed(store, options.namespace === undefined ? (args[0] ?? '') : `${options.namespace}/Rollout/${args[0]}`);
      if (typeof id !== 'string') return showTrouble([id], terminal, () => undefined);
      const { run } = await loadRun(store, id, () => '');
      if (!run) return exitCode.success;
      const { view, uid } = await cluster.look(run.program.namespace);
      if (run.cluster !== uid) {
        terminal.err(`The state of ${id} belongs to another cluster (${run.cluster}). Name that one with --context or --kubeconfig.\n`);
        return exitCode.error;
      }
      const verified = verify(run, view);
      terminal.out(options.output === 'json' ? `${JSON.stringify({ formatVersion: '1.0', program: id, percent: percentOf(verified), ...verified }, null, 2)}\n` : textOf(id, verified));
      return percentOf(verified) === 100 && verified.now === null ? exitCode.success : exitCode.error;
    } finally {
      await cluster.close();
    }
  },
});

/** Stages that were as planned, of all that the plan has. */
function percentOf({ stages }: Verified): number {
  const asPlanned = stages.filter(({ difference }) => difference === null).length;
  return stages.length === 0 ? 100 : Math.floor((100 * asPlanned) / stages.length);
}

function textOf(id: ProgramId, verified: Verified): string {
  const { stages, deviations, now } = verified;
  const lines = [
    `${id}: ${percentOf(verified)} % of ${stages.length} ${stages.length === 1 ? 'stage' : 'stages'} as planned`,
    ...stages.map(({ title, difference }, index) => `  ${index + 1}  ${title}: ${difference ?? 'as planned'}`),
    ...deviations.map((text) => `  !  ${text}`),
    `  now: ${now ?? 'as the last stage that was reached'}`,
  ];
  return `${lines.join('\n')}\n`;
}
