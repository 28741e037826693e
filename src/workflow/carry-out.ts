import { isJsonObject, type JsonObject } from '../lang/index.ts';
import type { NodePhase, NodeStatus } from '../model/index.ts';
import { evaluateBool } from './conditions.ts';
import { killDaemons } from './daemons.ts';
import { failuresJson } from './failures.ts';
import { fieldAt, objectIn, textIn } from './fields.ts';
import { hookName, onExitName } from './names.ts';
import { exitHook, lifecycleHooks } from './hooks.ts';
import { isFulfilled } from './phases.ts';
import { holderOf, localScope } from './resolve-template.ts';
import type { Executed, Run } from './run.ts';

export type CarriedOut =
  /** It goes on later. */
  | { readonly kind: 'waits' }
  | { readonly kind: 'error'; readonly error: string }
  /** The entrypoint has ended, hooks and the exit handler too; `exit` null: there is none. */
  | { readonly kind: 'ended'; readonly node: NodeStatus; readonly exit: NodeStatus | null };


/**
 * The entrypoint, the Workflow's own hooks and its exit handler, as far as they go now.
 *
 * @see Argo Workflows 4.1 controller operate, executeWfLifeCycleHook
 */
export function carryOut(run: Run): CarriedOut {
  const { program, book } = run;
  const args = objectIn(program.spec, 'arguments');
  const begun = call(run, program.name, { template: textIn(program.spec, 'entrypoint') }, args, { hooked: false, onExit: false });
  if (begun.kind === 'error') return begun.code === 'held' ? { kind: 'waits' } : { kind: 'error', error: `error in entry template execution: ${begun.error}` };
  // Steps with a handler that found no place tell of the group, which is an Error then.
  const node = book.find(begun.node.name) ?? begun.node;
  tellStatus(run, node);
  const hooked = runHooks(run);
  if (typeof hooked === 'string') book.mark(node.name, 'Error', run.now, hooked);
  if (hooked === false || !isFulfilled(node)) return { kind: 'waits' };
  const exit = runExit(run, args);
  if (exit !== null && 'kind' in exit) return exit;
  if (run.book.daemons().length > 0) killDaemons(run, null);
  return { kind: 'ended', node, exit };
}

function call(run: Run, nodeName: string, hook: JsonObject, args: JsonObject | null, { hooked, onExit }: { readonly hooked: boolean; readonly onExit: boolean }): Executed {
  return run.execute(run, { nodeName, holder: holderOf(hook, 'step', ''), scope: localScope, args, boundary: null, onExit, hooked, caller: null, conditional: null, widthUnknown: null });
}

/** Whether all hooks that began have ended; a text is an error. */
function runHooks(run: Run): boolean | string {
  const begun: NodeStatus[] = [];
  for (const [name, hook] of lifecycleHooks(run.program.spec)) {
    const nodeName = hookName(run.program.name, name);
    const expression = textIn(hook, 'expression');
    if (expression === '') return `Expression required for hook ${nodeName}`;
    const runs = evaluateBool(expression, run.globals);
    if (runs.kind === 'error') return runs.error;
    if (!run.book.find(nodeName) && runs.kind === 'known' && !runs.value) continue;
    const done = call(run, nodeName, hook, objectIn(hook, 'arguments'), { hooked: true, onExit: false });
    if (done.kind === 'error') return done.error;
    run.book.link(run.program.name, nodeName);
    begun.push(done.node);
  }
  return begun.every(isFulfilled);
}

/** The exit handler's node once it has ended; null: there is none to run. */
function runExit(run: Run, args: JsonObject | null): NodeStatus | null | CarriedOut {
  const hook = exitHook(run.program.spec, args);
  if (!hook) return null;
  const name = onExitName(run.program.name);
  if (run.memory.shutdown === 'Terminate' && !run.book.find(name)) return null;
  const given = fieldAt(hook, 'arguments');
  const done = call(run, name, hook, isJsonObject(given) ? given : null, { hooked: true, onExit: true });
  if (done.kind === 'error') return done.code === 'held' ? { kind: 'waits' } : { kind: 'error', error: `error in exit template execution : ${done.error}` };
  return isFulfilled(done.node) ? done.node : { kind: 'waits' };
}

/** Sets what hooks and exit handlers see of the entrypoint. */
function tellStatus(run: Run, node: NodeStatus): void {
  run.globals.set('workflow.status', statusOf(node.phase));
  run.globals.setLazily('workflow.failures', () => failuresJson(run));
}

function statusOf(phase: NodePhase): string {
  switch (phase) {
    case 'Pending':
    case 'Running':
    case 'Succeeded':
    case 'Failed':
    case 'Error':
      return phase;
    case 'Skipped':
    case 'Omitted':
      return 'Succeeded';
  }
}
