import type { JsonObject } from '../lang/index.ts';
import type { WorkflowProgram } from '../model/index.ts';
import { fillInText, parseJson } from './fill-in.ts';
import type { Scope } from './scope.ts';

/** The text of a spec, and the program it was last filled in for; null: there is nothing to fill in. */
const known = new WeakMap<WorkflowProgram, { readonly text: string; readonly filled: string; readonly program: WorkflowProgram } | null>();

/**
 * The program with the Workflow's own variables filled in wherever its spec speaks of them, but in templates: these are filled in as they are run.
 *
 * It is the same object as long as it is the same, since caches hang on it.
 *
 * @see Argo Workflows 4.1 controller substituteGlobalVariables
 */
export function filledProgram(program: WorkflowProgram, globals: Scope): WorkflowProgram {
  const last = known.get(program);
  if (last === null) return program;
  const text = last?.text ?? JSON.stringify(program.spec);
  if (!text.includes('{{')) {
    known.set(program, null);
    return program;
  }
  const filled = fillInText(text, globals, 'lenient');
  if (!filled.ok || filled.value === text) return program;
  if (last?.filled === filled.value) return last.program;
  const next = { text, filled: filled.value, program: { ...program, spec: (parseJson(filled.value) ?? program.spec) as JsonObject } };
  known.set(program, next);
  return next.program;
}
