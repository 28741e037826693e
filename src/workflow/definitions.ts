import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { NodeStatus, Path, TemplateScope, WorkflowProgram } from '../model/index.ts';
import { fieldAt, listIn, objectIn, objectsIn, textIn } from './fields.ts';
import { callerOf } from './names.ts';
import { holderOf, localScope, resolveTemplate } from './resolve-template.ts';
import type { Template } from './template.ts';

/** What the manifests say of a node, nothing filled in. */
export interface NodeDefinition {
  /** The step, task or hook that it is; null: the entrypoint. */
  readonly call: JsonObject | null;
  /** The name of the hook that it is; null: it is none. */
  readonly hook: string | null;
  /** Null: there is no such template. */
  readonly template: Template | null;
  /** In which the template's names are looked up. */
  readonly scope: TemplateScope;
  /** Where the step, task or hook stands: the object of a scope, and the path in it. Without a call, where the template stands. */
  readonly place: { readonly scope: TemplateScope; readonly path: Path };
}

/** A step, task or template that is written in its place. */
interface Written {
  readonly value: JsonObject;
  readonly path: Path;
}

/**
 * Finds what the manifests say of nodes, from the entrypoint down: only so are templates found that are written in their place.
 *
 * It has state because it keeps what it found.
 */
export class Definitions {
  readonly #program: WorkflowProgram;
  readonly #find: (id: string) => NodeStatus | null;
  readonly #known = new Map<string, NodeDefinition>();
  readonly #calls = new WeakMap<Template, ReadonlyMap<string, Written>>();
  readonly #places = new Map<string, Path>();

  constructor(program: WorkflowProgram, find: (id: string) => NodeStatus | null) {
    this.#program = program;
    this.#find = find;
  }

  of(node: NodeStatus): NodeDefinition {
    const known = this.#known.get(node.id);
    if (known) return known;
    const found = this.#look(node);
    this.#known.set(node.id, found);
    return found;
  }

  #look(node: NodeStatus): NodeDefinition {
    const program = this.#program;
    const parent = node.boundary === null ? null : this.#find(node.boundary);
    const hook = hookOf(node);
    if (!parent) {
      if (hook !== null) return this.#hook(null, program.spec, [], localScope, hook);
      return this.#called(null, null, { template: textIn(program.spec, 'entrypoint') }, localScope);
    }
    const around = this.of(parent);
    const { template } = around;
    if (!template) return { ...around, call: null, hook: null, template: null };
    const name = callerOf(hook === null ? node.name : hook.of);
    const found = this.#callsOf(template, around).get(name);
    if (!found) return { ...around, call: null, hook: null, template: null };
    if (hook !== null) return this.#hook(found.value, found.value, found.path, around.scope, hook);
    return this.#called(found, null, found.value, around.scope);
  }

  #hook(call: JsonObject | null, holder: JsonObject, path: Path, scope: TemplateScope, { name }: Hook): NodeDefinition {
    const written = objectIn(holder, 'hooks', name);
    const handler = textIn(holder, 'onExit');
    const base: Path = call === null ? this.#program.sources.get(scope)?.path ?? [] : path;
    if (name === 'exit' && handler !== '') return this.#called({ value: { template: handler }, path: [...base, 'onExit'] }, name, { template: handler }, scope);
    return this.#called({ value: written ?? {}, path: [...base, 'hooks', name] }, name, written ?? {}, scope);
  }

  #called(call: Written | null, hook: string | null, holder: JsonObject, scope: TemplateScope): NodeDefinition {
    const resolved = resolveTemplate(this.#program, scope, holderOf(holder, 'step', ''));
    const inner = resolved.ok ? resolved.value : { template: null, scope };
    const place = call === null ? this.#placeOf(scope, textIn(holder, 'template')) : call.path;
    return { call: call?.value ?? null, hook, template: inner.template, scope: inner.scope, place: { scope, path: place } };
  }

  /** The steps or tasks of a template by their names. */
  #callsOf(template: Template, { call, scope, place }: NodeDefinition): ReadonlyMap<string, Written> {
    const done = this.#calls.get(template);
    if (done) return done;
    const inline = call && objectIn(call, 'inline');
    const base = inline ? [...place.path, 'inline'] : this.#placeOf(scope, textIn(template, 'name'));
    const calls = new Map<string, Written>();
    listIn(template, 'steps').forEach((group, row) => {
      const steps = Array.isArray(group) ? (group as readonly Json[]) : listIn(group, 'steps');
      steps.forEach((step, column) => {
        if (isJsonObject(step)) calls.set(textIn(step, 'name'), { value: step, path: [...base, 'steps', row, ...(Array.isArray(group) ? [] : ['steps']), column] });
      });
    });
    objectsIn(template, 'dag', 'tasks').forEach((task, index) => calls.set(textIn(task, 'name'), { value: task, path: [...base, 'dag', 'tasks', index] }));
    this.#calls.set(template, calls);
    return calls;
  }

  /** Where a template stands in its object. */
  #placeOf(scope: TemplateScope, name: string): Path {
    const key = `${scope} ${name}`;
    const known = this.#places.get(key);
    if (known) return known;
    const source = this.#program.sources.get(scope);
    const spec = source && fieldAt(source.resource.object as unknown as Json, ...source.path.map(String));
    const index = listIn(spec, 'templates').findIndex((template) => textIn(template, 'name') === name);
    const path: Path = index < 0 ? (source?.path ?? []) : [...(source?.path ?? []), 'templates', index];
    this.#places.set(key, path);
    return path;
  }
}

interface Hook {
  readonly name: string;
  /** The name of the node that it is a hook of. */
  readonly of: string;
}

/** The hook that a node is; null: it is none. */
export function hookOf({ name, hooked, retried }: NodeStatus): Hook | null {
  if (!hooked) return null;
  const whole = retried ? name.replace(/\(\d+\)$/, '') : name;
  if (whole.endsWith('.onExit')) return { name: 'exit', of: whole.slice(0, -'.onExit'.length) };
  const [suffix = '', hook = ''] = /\.hooks\.([^.]+)$/.exec(whole) ?? [];
  return suffix === '' ? null : { name: hook, of: whole.slice(0, -suffix.length) };
}
