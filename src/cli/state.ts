import { randomUUID } from 'node:crypto';
import { holding, loadRun } from '../apply/index.ts';
import { formatTime } from '../lang/index.ts';
import type { ProgramId, StateStore } from '../model/index.ts';
import { programNamed } from './ask.ts';
import { stateOptions } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { openStores } from './session.ts';
import { showTrouble } from './show-plan.ts';
import type { Terminal } from './terminal.ts';
import { whoAmI } from './who.ts';

const verbs = ['list', 'show', 'rm', 'mv', 'unlock'] as const;

export const command = defineCommand({
  args: 'list | show NAME | rm NAME | mv NAME NEW | unlock ID',
  fewestArgs: 1,
  mostArgs: 3,
  description: 'Looks after the stored state: one for each program, with a serial, a lineage and a lock.\nrm forgets a program and changes nothing in the cluster; mv gives its state to NAMESPACE/KIND/NAME; unlock takes a lock away.',
  options: stateOptions,
  examples: [
    { line: 'state list', says: 'Lists programs, with who holds their locks.' },
    { line: 'state show web', says: 'Writes what is stored, as JSON.' },
    { line: 'state unlock 8f14e45f', says: 'Takes a lock away whose holder is gone for good.' },
  ],
  async run({ args, options, terminal }) {
    const [verb = '', ...names] = args;
    const { states: store } = await openStores(options, terminal);
    if (verb === 'list' && names.length === 0) return list(store, terminal);
    if (verb === 'unlock' && names.length === 1) return unlock(store, names[0] ?? '', terminal);
    if ((verb === 'show' || verb === 'rm') && names.length === 1) return onOne(verb, store, names[0] ?? '', terminal);
    if (verb === 'mv' && names.length === 2) return move(store, names[0] ?? '', names[1] ?? '', terminal);
    terminal.err(`state takes one of ${verbs.join(', ')} and what it needs. See sluice state --help.\n`);
    return exitCode.error;
  },
});

async function list(store: StateStore, terminal: Terminal): Promise<ExitCode> {
  for (const id of await store.list()) {
    const stored = await store.read(id);
    const holder = await store.holder(id);
    const lock = holder ? `  locked by the ${holder.operation} of ${holder.who} since ${formatTime(holder.since)} (${holder.id})` : '';
    terminal.out(`${id}  serial ${stored?.serial ?? 0}${lock}\n`);
  }
  return exitCode.success;
}

async function unlock(store: StateStore, id: string, terminal: Terminal): Promise<ExitCode> {
  const program = await store.forceUnlock(id);
  terminal.out(`The lock of ${program} is taken away.\n`);
  return exitCode.success;
}

async function onOne(verb: 'show' | 'rm', store: StateStore, name: string, terminal: Terminal): Promise<ExitCode> {
  const id = await programNamed(store, name);
  if (typeof id !== 'string') return showTrouble([id], terminal, () => undefined);
  if (verb === 'show') {
    const stored = await store.read(id);
    if (stored?.recovered) terminal.err(`${stored.recovered}\n`);
    terminal.out(`${JSON.stringify(stored && { lineage: stored.lineage, serial: stored.serial, content: stored.content }, null, 2)}\n`);
    return exitCode.success;
  }
  await holding(id, 'state rm', { lockTimeoutMs: 0, newId: randomUUID }, { store, who: whoAmI() }, () => store.remove(id));
  terminal.out(`${id} is forgotten. Nothing in the cluster was changed.\n`);
  return exitCode.success;
}

async function move(store: StateStore, name: string, target: string, terminal: Terminal): Promise<ExitCode> {
  const from = await programNamed(store, name);
  if (typeof from !== 'string') return showTrouble([from], terminal, () => undefined);
  if (target.split('/').length !== 3) {
    terminal.err(`${target} is no NAMESPACE/KIND/NAME.\n`);
    return exitCode.error;
  }
  const to = target as ProgramId;
  const options = { lockTimeoutMs: 0, newId: randomUUID };
  const around = { store, who: whoAmI() };
  await holding(from, 'state mv', options, around, () => holding(to, 'state mv', options, around, () => store.move(from, to)));
  await loadRun(store, to, randomUUID);
  terminal.out(`${from} is ${to} now.\n`);
  return exitCode.success;
}
