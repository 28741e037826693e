import { isJsonObject, type JsonObject } from '../lang/index.ts';
import type { NodeStatus } from '../model/index.ts';
import { objectsIn, textIn } from './fields.ts';
import type { LockState } from './memory.ts';
import { nodeId } from './names.ts';
import { errorNode, newNode } from './new-node.ts';
import { isPhaseFulfilled } from './phases.ts';
import { bad, good, type Result } from './result.ts';
import { failed, wake, type Call, type Executed, type Run } from './run.ts';
import { nodeTypeOf, type Template } from './template.ts';

interface Lock {
  readonly name: string;
  readonly limit: number;
}

/** The locks that a template or Workflow wants. @see Argo Workflows 4.1 workflow/sync */
function locksOf(run: Run, synchronization: JsonObject): Result<readonly Lock[]> {
  const { namespace, configMaps } = run.program;
  const locks: Lock[] = objectsIn(synchronization, 'mutexes').map((mutex) => ({ name: `${textIn(mutex, 'namespace') || namespace}/Mutex/${textIn(mutex, 'name')}`, limit: 1 }));
  for (const semaphore of objectsIn(synchronization, 'semaphores')) {
    const [map, key] = [textIn(semaphore, 'configMapKeyRef', 'name'), textIn(semaphore, 'configMapKeyRef', 'key')];
    const name = `${textIn(semaphore, 'namespace') || namespace}/ConfigMap/${map}/${key}`;
    const limit = Number(configMaps.get(map)?.data[key]);
    if (!Number.isInteger(limit)) return bad(`failed to initialize semaphore ${name} with limit`);
    locks.push({ name, limit });
  }
  return good(locks);
}

/** Takes all locks at once, or gets in line for them; null: there are none, or they are held now. */
export function acquireLocks(run: Run, call: Call, template: Template): Executed | null {
  const wanted = template['synchronization'];
  if (!isJsonObject(wanted)) return null;
  const locks = locksOf(run, wanted);
  if (!locks.ok) return failed(locks.error, errorNode(run, call, false, locks.error));
  const id = nodeId(run.program.name, call.nodeName);
  const missing = takeLocks(run, locks.value, id);
  const node = run.book.find(call.nodeName);
  if (missing === null) {
    if (node && node.waitingFor !== null) run.book.edit(node.name, { waitingFor: null, message: '' });
    return null;
  }
  if (!node) newNode(run, call, { type: nodeTypeOf(template), phase: 'Pending', template });
  return { kind: 'node', node: run.book.edit(call.nodeName, { waitingFor: missing.name, message: missing.message }) };
}

/** The Workflow's own locks; a text: it waits for one, or an error. */
export function acquireWorkflowLocks(run: Run): { readonly kind: 'held' } | { readonly kind: 'waits' | 'error'; readonly message: string } {
  const wanted = run.program.spec['synchronization'];
  if (!isJsonObject(wanted)) return { kind: 'held' };
  const locks = locksOf(run, wanted);
  if (!locks.ok) return { kind: 'error', message: `Failed to acquire the synchronization lock. ${locks.error}` };
  const missing = takeLocks(run, locks.value, '');
  return missing ? { kind: 'waits', message: missing.message } : { kind: 'held' };
}

function takeLocks(run: Run, locks: readonly Lock[], id: string): { readonly name: string; readonly message: string } | null {
  const states = locks.map(({ name }) => stateOf(run, name));
  // Nodes of one Workflow let each other pass: the first that is looked at when a lock is free has it.
  const full = locks.find(({ limit }, at) => {
    const { holders } = states[at] as LockState;
    return !holders.includes(id) && holders.length >= limit;
  });
  for (const [at, { name }] of locks.entries()) {
    const { holders, queue } = states[at] as LockState;
    if (full) setState(run, { name, holders, queue: holders.includes(id) || queue.includes(id) ? queue : [...queue, id] });
    else setState(run, { name, holders: holders.includes(id) ? holders : [...holders, id], queue: queue.filter((one) => one !== id) });
  }
  if (!full) return null;
  const { holders } = states[locks.indexOf(full)] as LockState;
  if (full.limit === 0) return { name: full.name, message: `Failed to get semaphore limit for ${full.name}` };
  return { name: full.name, message: `Waiting for ${full.name} lock. Lock status: ${Math.max(0, full.limit - holders.length)}/${full.limit}` };
}

/** Gives back what a node holds, and has those look again that wait in line. */
export function releaseLocks(run: Run, node: NodeStatus): void {
  if (!isPhaseFulfilled(node.phase) || run.memory.locks.length === 0) return;
  for (const state of run.memory.locks) {
    if (!state.holders.includes(node.id) && !state.queue.includes(node.id)) continue;
    setState(run, { ...state, holders: state.holders.filter((one) => one !== node.id), queue: state.queue.filter((one) => one !== node.id) });
    for (const id of state.queue) {
      const waiting = run.book.findId(id);
      if (waiting && waiting.id !== node.id) wake(run.derived.callers.get(waiting.name) ?? null);
    }
  }
}

function stateOf(run: Run, name: string): LockState {
  return run.memory.locks.find((one) => one.name === name) ?? { name, holders: [], queue: [] };
}

function setState(run: Run, state: LockState): void {
  const { locks } = run.memory;
  const old = locks.find(({ name }) => name === state.name);
  if (old && old.holders.length === state.holders.length && old.queue.length === state.queue.length && old.holders.every((one, at) => one === state.holders[at]) && old.queue.every((one, at) => one === state.queue[at])) return;
  run.memory = { ...run.memory, locks: old ? locks.map((one) => (one === old ? state : one)) : [...locks, state] };
}
