import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject, type Json } from '../lang/index.ts';
import type { Path, Program, WorkflowProgram } from '../model/index.ts';
import { placeOf, usedTemplates, type Used } from './used-templates.ts';

/** Said each time before anything runs. */
export const localNotice =
  "--run-local: commands and scripts of workflow steps run as processes on this machine, with all that you may do here. Images, resources and security\ncontexts count for nothing. Steps go on when sluice ends; stop, terminate and destroy end them.\n";

/** What of Workflows can't run as processes on this machine (SLU528), and which files their steps would share (SLU529). */
export function localTroubles(programs: readonly Program[]): readonly Diagnostic[] {
  return programs.flatMap((program) => (program.kind === 'Workflow' ? [...usedTemplates(program)].flatMap((used) => troublesOf(used, program)) : []));
}

const others = ['containerSet', 'resource', 'data', 'http', 'plugin'] as const;

function troublesOf(used: Used, program: WorkflowProgram): readonly Diagnostic[] {
  const { template } = used;
  const found: Diagnostic[] = [];
  const spanOf = (...path: Path): Diagnostic['span'] => placeOf(program, used, path);
  const cannot = (path: Path, detail: string): void => void found.push(diagnose('SLU528', spanOf(...path), detail));
  for (const field of others) if (template[field] !== undefined) cannot([field], `A ${field} template does not run as a process on this machine. Leave --run-local out, or give the template another type.`);
  for (const field of ['container', 'script'] as const) {
    const container = template[field];
    if (!isJsonObject(container)) continue;
    if (!hasItems(container['command'])) cannot([field], `The ${field} has no command, and what its image would run is not known on this machine. Give it a command.`);
    if (hasItems(container['volumeMounts'])) cannot([field, 'volumeMounts'], 'A process on this machine has no volumes. Hand values on as parameters or artifacts.');
  }
  for (const field of ['sidecars', 'initContainers'] as const) if (hasItems(template[field])) cannot([field], `A step runs as one process on this machine, without ${field}. Leave --run-local out, or the ${field}.`);
  const outputs = isJsonObject(template['outputs']) ? template['outputs'] : {};
  const paths = [...pathsIn(outputs['parameters'], 'valueFrom'), ...pathsIn(outputs['artifacts'])].filter((path) => path.startsWith('/'));
  for (const path of paths) {
    found.push(diagnose('SLU529', spanOf('outputs'), `The output file ${path} is one of this machine: steps that run side by side write over each other's. A path that does not begin with / is in the step's own folder.`));
  }
  return found;
}

function pathsIn(list: Json | undefined, within?: string): readonly string[] {
  return (Array.isArray(list) ? (list as readonly Json[]) : []).flatMap((each) => {
    const holder = isJsonObject(each) && within !== undefined ? each[within] : each;
    return isJsonObject(holder) && typeof holder['path'] === 'string' ? [holder['path']] : [];
  });
}

function hasItems(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}
