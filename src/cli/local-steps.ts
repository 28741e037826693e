import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Path, Program, TemplateScope, WorkflowProgram } from '../model/index.ts';

/** Said each time before anything runs. */
export const localNotice =
  "--run-local: commands and scripts of workflow steps run as processes on this machine, with all that you may do here. Images, resources and security\ncontexts count for nothing. Steps go on when sluice ends; stop, terminate and destroy end them.\n";

/** What of Workflows can't run as processes on this machine (SLU528), and which files their steps would share (SLU529). */
export function localTroubles(programs: readonly Program[]): readonly Diagnostic[] {
  return programs.flatMap((program) => (program.kind === 'Workflow' ? [...usedTemplates(program)].flatMap((used) => troublesOf(used, program)) : []));
}

/** A template that a Workflow can come to. One that is written in its place stands in `holder`. */
interface Used {
  readonly template: JsonObject;
  readonly scope: TemplateScope;
  readonly holder: string;
}

function* usedTemplates(program: WorkflowProgram): Generator<Used> {
  const seen = new Set<string>();
  const named = [program.spec['entrypoint'], program.spec['onExit']].filter((name) => typeof name === 'string');
  const queue: Used[] = [];
  const come = (scope: TemplateScope, name: string): void => {
    const key = `${scope} ${name}`;
    const template = program.sources.get(scope)?.templates.get(name);
    if (!template || seen.has(key)) return;
    seen.add(key);
    queue.push({ template, scope, holder: name });
  };
  const follow = (value: Json | undefined, { scope, holder }: Omit<Used, 'template'>): void => {
    if (Array.isArray(value)) for (const each of value as readonly Json[]) follow(each, { scope, holder });
    if (!isJsonObject(value)) return;
    const { template, templateRef, inline, onExit, ...rest } = value;
    if (isJsonObject(inline)) queue.push({ template: inline, scope, holder });
    else if (isJsonObject(templateRef)) come(`${templateRef['clusterScope'] === true ? 'cluster' : 'namespaced'}/${String(templateRef['name'])}`, String(templateRef['template']));
    else if (typeof template === 'string') come(scope, template);
    if (typeof onExit === 'string') come(scope, onExit);
    for (const each of Object.values(rest)) follow(each, { scope, holder });
  };
  for (const name of named) come('local/', name);
  follow(program.spec['hooks'], { scope: 'local/', holder: '' });
  for (let used = queue.shift(); used; used = queue.shift()) {
    yield used;
    for (const field of ['steps', 'dag', 'hooks']) follow(used.template[field], used);
  }
}

const others = ['containerSet', 'resource', 'data', 'http', 'plugin'] as const;

function troublesOf({ template, scope, holder }: Used, program: WorkflowProgram): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const spanOf = (...path: Path): Diagnostic['span'] => placeOf(program, scope, holder, path);
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

function placeOf(program: WorkflowProgram, scope: TemplateScope, holder: string, path: Path): Diagnostic['span'] {
  const source = program.sources.get(scope);
  if (!source) return null;
  const spec = source.path.reduce<Json | undefined>((value, part) => (isJsonObject(value) ? value[part] : undefined), source.resource.object as unknown as Json);
  const templates = isJsonObject(spec) && Array.isArray(spec['templates']) ? (spec['templates'] as readonly Json[]) : [];
  const index = templates.findIndex((one) => isJsonObject(one) && one['name'] === holder);
  return source.resource.at.spanOf(index < 0 ? source.path : [...source.path, 'templates', index, ...path]);
}

function hasItems(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}
