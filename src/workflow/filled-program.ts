import type { JsonObject } from '../lang/index.ts';
import type { WorkflowProgram } from '../model/index.ts';
import { fillInText, parseJson } from './fill-in.ts';
import type { WorkflowWorld } from './observe.ts';
import type { Scope } from './scope.ts';

/** What a program was last filled in for, and what came of it; null: there is nothing to fill in. */
const known = new WeakMap<WorkflowProgram, { readonly world: WorkflowWorld; readonly filled: string; readonly program: WorkflowProgram } | null>();

/**
 * The program with the Workflow's own variables filled in wherever its spec speaks of them, but in templates: these are filled in as they are run.
 *
 * It is the same object as long as it is the same, since caches hang on it.
 *
 * @see Argo Workflows 4.1 controller substituteGlobalVariables
 */
export function filledProgram(program: WorkflowProgram, world: WorkflowWorld, globals: Scope): WorkflowProgram {
  const last = known.get(program);
  if (last === null) return program;
  if (last && tellTheSame(last.world, world)) return last.program;
  const text = JSON.stringify(program.spec);
  if (!text.includes('{{')) {
    known.set(program, null);
    return program;
  }
  const filled = fillInText(text, globals, 'lenient');
  const value = filled.ok ? filled.value : text;
  const same = last?.filled === value ? last.program : null;
  const next = same ?? (value === text ? program : { ...program, spec: (parseJson(value) ?? program.spec) as JsonObject });
  known.set(program, { world, filled: value, program: next });
  return next;
}

/** Whether all that a Workflow's variables come from is the same. */
function tellTheSame(a: WorkflowWorld, b: WorkflowWorld): boolean {
  return a.uid === b.uid && a.createdAt === b.createdAt && a.memory.outputs === b.memory.outputs && a.memory.labels === b.memory.labels && a.memory.annotations === b.memory.annotations;
}
