import { randomUUID } from 'node:crypto';
import { holding, RunWriter } from '../apply/index.ts';
import { PortError, programId, type ProgramId } from '../model/index.ts';
import { isTarget } from '../plan/index.ts';
import { refreshed } from '../run/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { hasErrors } from './diagnostics.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { loadManifests } from './load.ts';
import { asksYes } from './people.ts';
import { showTrouble } from './show-plan.ts';
import type { Terminal } from './terminal.ts';
import { whoAmI } from './who.ts';

interface RefreshOptions {
  readonly chosen: ChosenCluster;
  readonly target: readonly string[];
  readonly 'auto-approve': boolean;
  readonly lockTimeoutMs: number;
}

/** Shows where the cluster differs from the stored state of the manifests' programs, and stores what is there. Writes nothing to the cluster. */
export async function refreshOnly(paths: readonly string[], options: RefreshOptions, terminal: Terminal): Promise<ExitCode> {
  const { programs, diagnostics, textOf } = await loadManifests(paths, { namespace: options.chosen.namespace, stdin: () => terminal.stdin() });
  if (hasErrors(diagnostics)) return showTrouble(diagnostics, terminal, textOf);
  const { states: store } = options.chosen.stores;
  const known = new Set(await store.list());
  const ids = programs.programs.map(programId).filter((id) => known.has(id) && isTarget(id, options.target));
  const namespaces = [...new Set(programs.programs.map(({ namespace }) => namespace))];
  const around = { store, who: whoAmI() };
  const look = (id: ProgramId, doing: (differences: readonly string[], save: () => Promise<void>) => Promise<void>): Promise<void> =>
    holding(id, 'refresh', { lockTimeoutMs: options.lockTimeoutMs, newId: randomUUID }, around, async (held) => {
      if (!held.run) return;
      const { cluster, uid } = await options.chosen.read({ namespaces });
      if (held.run.cluster !== uid) throw new PortError('conflict', `The state of ${id} in ${store.title} belongs to another cluster (${held.run.cluster}).`);
      if (options.chosen.name === 'embedded') cluster.settle();
      const { run, differences } = refreshed(held.run, cluster);
      await doing(differences, () => new RunWriter(store, held).save(run));
    });
  const differing: ProgramId[] = [];
  for (const id of ids) {
    await look(id, (differences) => {
      for (const text of differences) terminal.out(`${id}: ${text}\n`);
      if (differences.length > 0) differing.push(id);
      return Promise.resolve();
    });
  }
  if (differing.length === 0) {
    terminal.out('The stored state is as the cluster is.\n');
    return exitCode.success;
  }
  if (!options['auto-approve']) {
    if (!terminal.isInteractive) return refuse(terminal, 'Nobody is here to say yes. Read the differences above, then give --auto-approve.');
    if (!(await asksYes('Store this as what is there? Nothing in the cluster is changed.'))) return refuse(terminal, 'Nothing was changed.');
  }
  for (const id of differing) await look(id, (_differences, save) => save());
  terminal.out(`Stored: ${differing.join(', ')}. Nothing in the cluster was changed; sluice plan shows what the manifests want instead.\n`);
  return exitCode.success;
}

function refuse(terminal: Terminal, text: string): ExitCode {
  terminal.err(`${text}\n`);
  return exitCode.error;
}
