import { loadRun } from '../apply/index.ts';
import { readEmbeddedCluster } from '../cluster/index.ts';
import type { RolloutStatus } from '../model/index.ts';
import { isTarget } from '../plan/index.ts';
import { renderTerminal, statusView } from '../render/index.ts';
import { statusOf } from '../run/index.ts';
import { defineCommand } from './command.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { clusterFile, openStore } from './session.ts';

export const command = defineCommand({
  args: '[NAME...]',
  fewestArgs: 0,
  mostArgs: null,
  description: 'Shows where programs stand: step, weights, sets with their pods, Services, and what is waited for.\nExit code 3 while one waits or is on its way, 4 when one is Degraded.',
  options: [{ name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], summary: 'How to show it' }],
  examples: [
    { line: 'status', says: 'Shows every program that has a state in .sluice/.' },
    { line: 'status web -o json', says: 'Shows one, for scripts.' },
  ],
  async run({ args, options, terminal }) {
    const store = openStore();
    const { cluster } = await readEmbeddedCluster(clusterFile);
    const statuses: RolloutStatus[] = [];
    for (const id of await store.list()) {
      if (!isTarget(id, args)) continue;
      const { run, recovered } = await loadRun(store, id, () => '');
      if (recovered !== null) terminal.err(`${recovered}\n`);
      if (run) statuses.push(statusOf(run, cluster));
    }
    if (args.length > 0 && statuses.length === 0) {
      terminal.err(`No state of ${args.join(', ')} in ${store.title}. sluice status without a name shows all there are.\n`);
      return exitCode.error;
    }
    terminal.out(
      options.output === 'json'
        ? `${JSON.stringify({ formatVersion: '1.0', programs: statuses }, null, 2)}\n`
        : renderTerminal(statusView(statuses), { width: terminal.width, colour: terminal.color, unicode: false }),
    );
    return codeOf(statuses);
  },
});

function codeOf(statuses: readonly RolloutStatus[]): ExitCode {
  if (statuses.some(({ phase }) => phase === 'Degraded')) return exitCode.degraded;
  return statuses.some(({ phase }) => phase !== 'Healthy') ? exitCode.waiting : exitCode.success;
}
