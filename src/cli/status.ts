import type { StateStore } from '../model/index.ts';
import { isTarget } from '../plan/index.ts';
import { renderTerminal, statusView } from '../render/index.ts';
import { chosenOrEmbedded, type ChosenCluster } from './chosen-cluster.ts';
import { clusterOptions } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { codeOf, programStatus, type ProgramStatus } from './program-status.ts';
import { showTrouble } from './show-plan.ts';
import { waitForStatus, watchStatus, type StatusLook } from './status-watch.ts';
import type { Terminal } from './terminal.ts';

export const command = defineCommand({
  args: '[NAME...]',
  fewestArgs: 0,
  mostArgs: null,
  description:
    'Shows where programs stand: of a Rollout step, weights, sets with their pods, Services; of a Workflow the tree of its nodes, as argo get does; and\nwhat is waited for. Exit code 3 while one waits or is on its way, 4 when one is Degraded or has failed.',
  options: [
    { name: 'watch', short: 'w', summary: 'Go on showing it until Ctrl-C; without a terminal, again whenever it changed' },
    { name: 'wait', summary: 'Wait until all are Healthy or Succeeded (exit code 0), one is Degraded or Failed (4) or waits for a person (3)' },
    ...clusterOptions,
    { name: 'timeout', value: 'SECONDS', summary: 'How long --wait waits at most; after that the exit code is 1' },
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], summary: 'How to show it' },
  ],
  examples: [
    { line: 'status', says: 'Shows every program that has a state in .sluice/.' },
    { line: 'status web -o json', says: 'Shows one, for scripts.' },
    { line: 'status web --wait --timeout 600', says: 'Waits until an apply in another terminal is done.' },
  ],
  async run({ args, options, terminal }) {
    const timeout = options.timeout === undefined ? null : Number(options.timeout);
    if (timeout !== null && !(timeout >= 0)) return refuse(terminal, '--timeout takes a number of seconds.');
    if (options.watch && options.wait) return refuse(terminal, '--watch goes on until Ctrl-C, and --wait until all is done. Give one of them.');
    if (timeout !== null && !options.wait) return refuse(terminal, '--timeout says how long --wait waits. Give that, too.');
    const { value: cluster, diagnostics } = await chosenOrEmbedded(options, terminal);
    if (cluster === null) return showTrouble(diagnostics, terminal, () => undefined);
    const { states: store } = cluster.stores;
    const show = (statuses: readonly ProgramStatus[]): string =>
      options.output === 'json'
        ? `${JSON.stringify({ formatVersion: '1.0', programs: statuses }, null, options.watch ? 0 : 2)}\n`
        : renderTerminal(statusView(statuses), { width: terminal.width, colour: terminal.color, unicode: false });
    const look: StatusLook = { statuses: () => statusesOf(args, { store, cluster, namespace: options.namespace, terminal }), show, codeOf };
    try {
      if (options.watch) return await watchStatus(look, { terminal, redraws: options.output !== 'json' });
      const statuses = options.wait ? await waitForStatus(look, { terminal, store, timeoutMs: timeout === null ? Infinity : timeout * 1000 }) : await look.statuses();
      if (statuses === 'timeout') return exitCode.error;
      if (args.length > 0 && statuses.length === 0) {
        return refuse(terminal, `No state of ${args.join(', ')} in ${store.title}. sluice status without a name shows all there are.`);
      }
      terminal.out(show(statuses));
      return codeOf(statuses);
    } finally {
      await cluster.close();
    }
  },
});

interface Shown {
  readonly store: StateStore;
  readonly cluster: ChosenCluster;
  readonly namespace: string | undefined;
  readonly terminal: Terminal;
}

/** Of a real cluster those only that run there: of others it knows nothing. */
async function statusesOf(names: readonly string[], { store, cluster, namespace, terminal }: Shown): Promise<readonly ProgramStatus[]> {
  const statuses: ProgramStatus[] = [];
  for (const id of await store.list()) {
    if (!isTarget(id, names) || (namespace !== undefined && !id.startsWith(`${namespace}/`))) continue;
    const status = await programStatus(id, { store, cluster, mended: (text) => terminal.err(`${text}\n`) });
    if (status) statuses.push(status);
  }
  return statuses;
}

function refuse(terminal: Terminal, text: string): ExitCode {
  terminal.err(`${text}\n`);
  return exitCode.error;
}
