import type { Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Path, TemplateScope, WorkflowProgram } from '../model/index.ts';

/** A template that a Workflow can come to. One that is written in its place stands in `holder`. */
export interface Used {
  readonly template: JsonObject;
  readonly scope: TemplateScope;
  readonly holder: string;
}

const told: ReadonlySet<string> = new Set(['template', 'templateRef', 'inline', 'onExit']);

/** The templates that a Workflow can come to, from its entrypoint, hooks and exit handler on; each once. */
export function* usedTemplates(program: WorkflowProgram): Generator<Used> {
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
  const follow = (value: Json | undefined, at: Omit<Used, 'template'>): void => {
    const { scope, holder } = at;
    if (Array.isArray(value)) for (const each of value as readonly Json[]) follow(each, at);
    if (!isJsonObject(value)) return;
    const { template, templateRef, inline, onExit } = value;
    if (isJsonObject(inline)) queue.push({ template: inline, scope, holder });
    else if (isJsonObject(templateRef)) come(`${templateRef['clusterScope'] === true ? 'cluster' : 'namespaced'}/${String(templateRef['name'])}`, String(templateRef['template']));
    else if (typeof template === 'string') come(scope, template);
    if (typeof onExit === 'string') come(scope, onExit);
    for (const field in value) {
      const each = value[field];
      if (typeof each === 'object' && !told.has(field)) follow(each, at);
    }
  };
  for (const name of named) come('local/', name);
  follow(program.spec['hooks'], { scope: 'local/', holder: '' });
  for (let used = queue.shift(); used; used = queue.shift()) {
    yield used;
    for (const field of ['steps', 'dag', 'hooks']) follow(used.template[field], used);
  }
}

/** Where a part of a template stands. */
export function placeOf(program: WorkflowProgram, { scope, holder }: Pick<Used, 'scope' | 'holder'>, path: Path): Diagnostic['span'] {
  const source = program.sources.get(scope);
  if (!source) return null;
  const spec = source.path.reduce<Json | undefined>((value, part) => (isJsonObject(value) ? value[part] : undefined), source.resource.object as unknown as Json);
  const templates = isJsonObject(spec) && Array.isArray(spec['templates']) ? (spec['templates'] as readonly Json[]) : [];
  const index = templates.findIndex((one) => isJsonObject(one) && one['name'] === holder);
  return source.resource.at.spanOf(index < 0 ? source.path : [...source.path, 'templates', index, ...path]);
}
