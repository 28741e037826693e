import { randomUUID } from 'node:crypto';
import { holding, RunWriter } from '../apply/index.ts';
import { programId, type Cluster, type ProgramId, type RolloutProgram, type StateStore } from '../model/index.ts';
import { isTarget, noScenario, Simulation } from '../plan/index.ts';
import type { RolloutMemory } from '../rollout/index.ts';
import { importView, renderTerminal, type Imported } from '../render/index.ts';
import { step, takenOverRun, takeOver, type TakeOver } from '../run/index.ts';
import { chosenOrEmbedded } from './chosen-cluster.ts';
import { clusterOptions } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { hasErrors } from './diagnostics.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { loadManifests } from './load.ts';
import { asksYes } from './people.ts';
import type { Modelled } from './plan-anew.ts';
import { showTrouble } from './show-plan.ts';
import type { Terminal } from './terminal.ts';
import { whoAmI } from './who.ts';

export const command = defineCommand({
  args: 'PATH...',
  fewestArgs: 1,
  mostArgs: null,
  description:
    'Takes over ReplicaSets of a cluster (the embedded one, unless a real one is named) that something else made for the Rollouts of these manifests: marks them, and stores\na state that the next plan starts from. Pods, numbers and Services stay as they are. Shows what is taken over, and asks.',
  options: [
    { name: 'auto-approve', summary: 'Do not ask' },
    { name: 'target', value: 'PROGRAM', repeatable: true, summary: 'Only this one: NAME, KIND/NAME or NAMESPACE/KIND/NAME' },
    ...clusterOptions,
  ],
  examples: [{ line: 'import web.yaml', says: 'Takes over what runs for the Rollouts of a file.' }],
  async run({ args, options, terminal }) {
    const { value: chosen, diagnostics } = await chosenOrEmbedded(options, terminal);
    if (chosen === null) return showTrouble(diagnostics, terminal, () => undefined);
    const loaded = await loadManifests(args, { namespace: chosen.namespace, stdin: () => terminal.stdin() });
    if (hasErrors(loaded.diagnostics)) return showTrouble(loaded.diagnostics, terminal, loaded.textOf);
    const programs = loaded.programs.programs.filter((program): program is RolloutProgram => program.kind === 'Rollout' && isTarget(programId(program), options.target));
    const { states: store } = chosen.stores;
    const known = new Set(await store.list());
    const cluster = await chosen.open({ speed: 1, scenario: noScenario, programs });
    try {
      const found: TakeOver[] = [];
      let isRefused = false;
      for (const program of programs) {
        const id = programId(program);
        const taken = known.has(id) ? { reason: 'it has a state already' } : takeOver(program, await cluster.observe(program.namespace), stableServiceOf(program));
        if ('reason' in taken) {
          isRefused = true;
          terminal.err(`${id} is not taken over: ${taken.reason}.\n`);
        } else found.push(taken);
      }
      if (found.length === 0) {
        terminal.out('Nothing to take over.\n');
        return isRefused ? exitCode.error : exitCode.success;
      }
      terminal.out(renderTerminal(importView(found.map(importedOf)), { width: terminal.width, colour: terminal.color, unicode: false }));
      if (!options['auto-approve']) {
        if (!terminal.isInteractive) return refuse(terminal, 'Nobody is here to say yes. Read what is taken over above, then give --auto-approve.');
        if (!(await asksYes(`Take this over on ${chosen.where}?`))) return refuse(terminal, 'Nothing was changed.');
      }
      for (const taken of found) {
        await carryOut(taken, cluster, store);
        terminal.out(`${programId(taken.program)} is taken over. sluice plan shows what its manifest changes.\n`);
      }
      return isRefused ? exitCode.error : exitCode.success;
    } finally {
      await cluster.close();
    }
  },
});

/** The state comes first, its marks pending: a process killed in between is followed by one that makes them. */
async function carryOut(taken: TakeOver, cluster: Cluster & Modelled, store: StateStore): Promise<void> {
  const who = whoAmI();
  const id: ProgramId = programId(taken.program);
  await holding(id, 'import', { lockTimeoutMs: 0, newId: randomUUID }, { store, who }, async (held) => {
    const view = await cluster.observe(taken.program.namespace);
    const run = takenOverRun(taken, { memory: await memoryOf(taken, cluster), cluster: cluster.uid, who, now: view.now });
    const writer = new RunWriter(store, held);
    await writer.save(run);
    for (const { write } of taken.marks) await cluster.write(write);
    await writer.save(step(run, { kind: 'performed' }).run);
  });
}

/** What the program would remember had sluice brought it where it is: it is brought there in a model, and what that changes is left to the plan. */
async function memoryOf({ program, marks }: TakeOver, cluster: Cluster & Modelled): Promise<RolloutMemory> {
  const model = await cluster.model();
  for (const { write } of marks) model.write(write);
  model.settle();
  return new Simulation(program, model, () => ({ phase: 'Error', value: '', message: 'nothing is measured' })).toRest().memory;
}

/** Of the two, the one that all or most of the traffic goes to. */
function stableServiceOf({ spec: { strategy } }: RolloutProgram): string | null {
  return strategy.kind === 'canary' ? strategy.stableService : strategy.activeService;
}

function importedOf({ program, running, sets }: TakeOver): Imported {
  return {
    id: programId(program),
    sets: sets.map((set) => ({ name: set.metadata.name, pods: Number(set.spec?.['replicas'] ?? 1), runs: set === running, owned: (set.metadata.ownerReferences ?? []).length > 0 })),
  };
}

function refuse(terminal: Terminal, text: string): ExitCode {
  terminal.err(`${text}\n`);
  return exitCode.error;
}
