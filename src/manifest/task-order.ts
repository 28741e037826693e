import type { JsonObject } from '../lang/index.ts';
import { listAt, textAt } from './fields.ts';
import type { CallPart } from './workflow-calls.ts';

const word = /([a-zA-Z0-9][-a-zA-Z0-9]*?)\.([A-Z][a-zA-Z]+)|([a-zA-Z0-9][-a-zA-Z0-9]*)/g;

/** A task that another waits for, and by which of its results; null: by any good end. */
export interface Dependency {
  readonly name: string;
  readonly result: string | null;
}

/** What a task waits for. @see Argo Workflows 4.1 common.GetTaskDependencies */
export function dependenciesOf(call: CallPart): readonly Dependency[] {
  return (call.dependencies ??= read(call.value));
}

/** Names that all have to end well, as most conditions are. */
const plain = /^[a-zA-Z0-9][-a-zA-Z0-9]*(?: && [a-zA-Z0-9][-a-zA-Z0-9]*)*$/;

function read(value: JsonObject): readonly Dependency[] {
  const depends = textAt(value, 'depends');
  if (depends === null || depends === '') return listAt(value, 'dependencies').flatMap((name) => (typeof name === 'string' ? [{ name, result: null }] : []));
  if (plain.test(depends)) return depends.split(' && ').map((name) => ({ name, result: null }));
  return [...depends.matchAll(word)].map(([, task, result, name]) => ({ name: task ?? name ?? '', result: result ?? null }));
}

/** Names of all that a task waits for, through others too; itself among them if tasks wait for each other. */
export function ancestorsOf(task: CallPart, tasks: ReadonlyMap<string, CallPart>): ReadonlySet<string> {
  const found = new Set<string>();
  const stack = dependenciesOf(task).map(({ name }) => name);
  for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const next = tasks.get(name);
    if (next) stack.push(...dependenciesOf(next).map((one) => one.name));
  }
  return found;
}
