import type { Checked, Diagnostic } from '../diagnostic/index.ts';
import type { Inventory, Program, Programs, Resource, ScheduledWorkflow } from '../model/index.ts';
import { readCronWorkflow } from './cron-workflow.ts';
import { kindOf, kinds } from './kinds.ts';
import { readRollout } from './rollout-program.ts';
import { readWorkflow } from './workflow-program.ts';

/**
 * Reads what sluice carries out, with everything it refers to; all else is plain.
 *
 * What sluice cannot plan is left out and said so (SLU4xx). Trouble that `lintInventory` finds is not looked for again: a program of manifests with
 * errors means nothing.
 */
export function readPrograms(inventory: Inventory): Checked<Programs> {
  const programs: Program[] = [];
  const plain: Resource[] = [];
  const scheduled: ScheduledWorkflow[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const resource of inventory.resources) {
    if (kindOf(resource.object) === kinds.cronWorkflow) {
      const read = readCronWorkflow(resource, inventory);
      diagnostics.push(...read.diagnostics);
      if (read.value) scheduled.push(read.value);
    }
    const read = readProgram(resource, inventory);
    if (!read) {
      plain.push(resource);
      continue;
    }
    diagnostics.push(...read.diagnostics);
    if (read.value) programs.push(numbered(read.value, programs));
  }
  return { value: { programs, plain, ...(scheduled.length > 0 && { scheduled }) }, diagnostics };
}

/** Names that are still to be generated tell no two Workflows apart. */
function numbered(program: Program, before: readonly Program[]): Program {
  if (program.kind !== 'Workflow' || !program.generated) return program;
  const alike = before.filter((other) => other.kind === 'Workflow' && other.generated && other.name === program.name && other.namespace === program.namespace).length;
  return alike === 0 ? program : { ...program, ordinal: alike + 1 };
}

function readProgram(resource: Resource, inventory: Inventory): Checked<Program | null> | null {
  switch (kindOf(resource.object)) {
    case kinds.rollout:
      return readRollout(resource, inventory);
    case kinds.workflow:
      return readWorkflow(resource, inventory);
    default:
      return null;
  }
}
