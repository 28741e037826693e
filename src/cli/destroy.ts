import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { changeMade, deleteProgram, deleteWorkflow, holding, holdingWorkflow, inOrderOfStates, type InventoryPlace, loadRun, loadWorkflowRun, namesOf, podsLeft, readMade, remainsOf, withoutMade } from '../apply/index.ts';
import { PortError, programId, refKey, servicesOf, type ObjectRef, type ProgramId, type StateStore } from '../model/index.ts';
import { noScenario } from '../plan/index.ts';
import { destroyView, renderTerminal, type Doomed } from '../render/index.ts';
import { madeRoutesOf } from '../rollout/index.ts';
import { inOrderOfDeleting } from '../run/index.ts';
import { programNamed } from './ask.ts';
import { chosenOrEmbedded, type ChosenCluster } from './chosen-cluster.ts';
import { clusterOptions } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { hasErrors } from './diagnostics.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { allInventories, inventoryOf } from './inventory.ts';
import { loadManifests } from './load.ts';
import { asksYes } from './people.ts';
import { showTrouble } from './show-plan.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';
import { tellsOfLock } from './wait-for-locks.ts';
import { whoAmI } from './who.ts';

export const command = defineCommand({
  args: 'PATH...|NAME...',
  fewestArgs: 1,
  mostArgs: null,
  description:
    'Deletes programs with their ReplicaSets and pods, and the objects that sluice made for them, the last first; then forgets their state.\nWhat sluice did not make stays. Shows what goes, and asks.',
  options: [
    { name: 'auto-approve', summary: 'Do not ask' },
    { name: 'lock-timeout', value: 'SECONDS', summary: 'How long to wait for a program that is locked (0)' },
    ...clusterOptions,
  ],
  examples: [
    { line: 'destroy web.yaml', says: 'Deletes what was made from a file.' },
    { line: 'destroy web', says: 'Deletes one program and the Services that were made for it.' },
  ],
  async run({ args, options, terminal }) {
    const lockTimeout = options['lock-timeout'] === undefined ? 0 : Number(options['lock-timeout']);
    if (!(lockTimeout >= 0)) return refuse(terminal, '--lock-timeout takes a number of seconds.');
    const { value: chosen, diagnostics } = await chosenOrEmbedded(options, terminal);
    if (chosen === null) return showTrouble(diagnostics, terminal, () => undefined);
    const { states: store } = chosen.stores;
    const found = await whatIsMeant(args, chosen, store, terminal);
    if (typeof found === 'number') return found;
    const namespaces = [...new Set(found.programs.map((id) => id.split('/')[0] ?? ''))];
    const made = await madeRoutes(found.programs, store);
    const { cluster, uid } = await chosen.read({ namespaces, objects: [...found.objects, ...made] });
    const objects = inOrderOfDeleting(found.objects.filter((ref) => cluster.get(ref) !== undefined));
    const ids = await inOrderOfStates(found.programs, store, randomUUID);
    const doomed: Doomed[] = [];
    for (const id of ids) {
      const { run: workflow } = await loadWorkflowRun(store, id, randomUUID);
      const run = workflow ?? (await loadRun(store, id, randomUUID)).run;
      if (!run) continue;
      if (run.cluster !== uid) throw new PortError('conflict', `The state of ${id} in ${store.title} belongs to another cluster (${run.cluster}). Name that one with --context or --kubeconfig.`);
      doomed.push('kind' in run ? { id, sets: podsLeft(run, cluster).map((ref) => ({ ref, pods: 1 })), routes: [], released: [] } : { id, ...remainsOf(run, cluster, namesOf(objects, 'Service', id)) });
    }
    if (doomed.length === 0 && objects.length === 0) {
      terminal.out('Nothing to destroy: sluice made nothing of this, or it is gone.\n');
      return exitCode.success;
    }
    terminal.out(renderTerminal(destroyView(doomed, objects), { width: terminal.width, colour: terminal.color, unicode: false }));
    if (!options['auto-approve']) {
      if (!terminal.isInteractive) return refuse(terminal, 'Nobody is here to say yes. Read what goes above, then give --auto-approve.');
      if (!(await asksYes(chosen.name === 'kube' ? `Delete all of this on ${chosen.where}?` : 'Delete all of this?'))) return refuse(terminal, 'Nothing was changed.');
    }
    return destroy(ids, objects, { chosen, store, lockTimeoutMs: lockTimeout * 1000, terminal });
  },
});

interface Meant {
  readonly programs: readonly ProgramId[];
  /** Only what sluice made. */
  readonly objects: readonly ObjectRef[];
}

/** What paths and names mean: of paths, all that was made from them; of a name, the program and the Services it steers. */
async function whatIsMeant(args: readonly string[], chosen: ChosenCluster, store: StateStore, terminal: Terminal): Promise<Meant | ExitCode> {
  const places = await allInventories(chosen);
  const made = (await Promise.all(places.map((place) => readMade(place)))).flatMap(({ objects }) => objects);
  const isMade = (ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): boolean => made.some((each) => refKey(each) === refKey(ref));
  const known = new Set(await store.list());
  const paths = args.filter((arg) => arg === '-' || existsSync(arg));
  const programs = new Set<ProgramId>();
  const objects = new Map<string, ObjectRef>();
  if (paths.length > 0) {
    const loaded = await loadManifests(paths, { namespace: chosen.namespace, stdin: () => terminal.stdin() });
    if (hasErrors(loaded.diagnostics)) return showTrouble(loaded.diagnostics, terminal, loaded.textOf);
    const before = await readMade(inventoryOf(paths, chosen));
    for (const id of [...before.programs, ...loaded.programs.programs.map(programId)]) if (known.has(id)) programs.add(id);
    const named = loaded.programs.plain.map(({ object: { apiVersion, kind, metadata } }) => ({ apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name }));
    for (const ref of [...before.objects, ...named.filter(isMade)]) objects.set(refKey(ref), ref);
  }
  for (const name of args.filter((arg) => !paths.includes(arg))) {
    const id = await programNamed(store, name);
    if (typeof id !== 'string') return showTrouble([id], terminal, () => undefined);
    programs.add(id);
    const { run } = await loadRun(store, id, randomUUID);
    if (!run) continue;
    for (const service of servicesOf(run.program.spec.strategy)) {
      const ref = { apiVersion: 'v1', kind: 'Service', namespace: run.program.namespace, name: service };
      if (isMade(ref)) objects.set(refKey(ref), ref);
    }
  }
  return { programs: [...programs], objects: [...objects.values()] };
}

/** Routes that the programs' routers may have made. */
async function madeRoutes(ids: readonly ProgramId[], store: StateStore): Promise<readonly ObjectRef[]> {
  const runs = await Promise.all(ids.filter((id) => id.split('/')[1] === 'Rollout').map((id) => loadRun(store, id, randomUUID)));
  return runs.flatMap(({ run }) => (run ? madeRoutesOf(run.program) : []));
}

async function destroy(ids: readonly ProgramId[], objects: readonly ObjectRef[], given: { readonly chosen: ChosenCluster; readonly store: StateStore; readonly lockTimeoutMs: number; readonly terminal: Terminal }): Promise<ExitCode> {
  const { chosen, store, lockTimeoutMs, terminal } = given;
  const who = whoAmI();
  const cluster = await chosen.open({ speed: 1, scenario: noScenario, programs: [] });
  const stop = stopSignal(terminal);
  try {
    for (const id of ids) {
      if (stop.signal.aborted) break;
      const around = { store, who, stop: stop.signal, onLockWait: tellsOfLock(terminal) };
      const locking = { lockTimeoutMs, newId: randomUUID };
      if (id.split('/')[1] === 'Workflow') await holdingWorkflow(id, 'destroy', locking, around, (held) => deleteWorkflow(id, held, { cluster, store }));
      else await holding(id, 'destroy', locking, around, (held) => deleteProgram(id, held, { cluster, store }, namesOf(objects, 'Service', id)));
      terminal.out(`${id} is deleted, and its state forgotten.\n`);
    }
    for (const ref of objects) {
      if (stop.signal.aborted) break;
      await cluster.write({ verb: 'delete', ref });
      terminal.out(`${refKey(ref)} is deleted.\n`);
    }
    if (stop.signal.aborted) return refuse(terminal, 'Stopped before all was deleted. The same command deletes the rest.');
    for (const place of await allInventories(chosen)) await forget(place, objects, ids, who);
    return exitCode.success;
  } finally {
    stop.release();
    await cluster.close();
  }
}

function forget(place: InventoryPlace, objects: readonly ObjectRef[], ids: readonly ProgramId[], who: string): Promise<void> {
  return changeMade(place, { newId: randomUUID, who }, (made) => withoutMade(made, objects, ids));
}

function refuse(terminal: Terminal, text: string): ExitCode {
  terminal.err(`${text}\n`);
  return exitCode.error;
}
