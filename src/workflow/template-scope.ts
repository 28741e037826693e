import type { Artifact } from '../model/index.ts';
import { anyTextIn, objectsIn, textIn } from './fields.ts';
import type { NodeVariables } from './node-variables.ts';
import type { Run } from './run.ts';
import type { Scope, Variable } from './scope.ts';
import type { Template } from './template.ts';

/** A template's inputs and what the Workflow has published, as steps and tasks see them. @see Argo Workflows 4.1 controller createScope */
export function templateScope(run: Run, template: Template): Scope {
  const published = (): (readonly [string, Variable])[] => [
    ...run.memory.outputs.parameters.map(({ name, value }) => [`workflow.outputs.parameters.${name}`, value ?? ''] as const),
    ...run.memory.outputs.artifacts.map((artifact) => [`workflow.outputs.artifacts.${artifact.name}`, artifact] as const),
  ];
  return {
    language: run.globals.language,
    get: (name) => (name.startsWith('inputs.') ? inputsOf(template).get(name) : undefined) ?? (name.startsWith('workflow.outputs.') ? published().find(([key]) => key === name)?.[1] : undefined),
    entries: () => [...inputsOf(template), ...published()],
  };
}

const known = new WeakMap<Template, ReadonlyMap<string, Variable>>();

/** Made once for a template, since each of its steps or tasks has a scope. */
function inputsOf(template: Template): ReadonlyMap<string, Variable> {
  const done = known.get(template);
  if (done) return done;
  const inputs = new Map<string, Variable>();
  for (const parameter of objectsIn(template, 'inputs', 'parameters')) inputs.set(`inputs.parameters.${textIn(parameter, 'name')}`, anyTextIn(parameter, 'value') ?? '');
  for (const artifact of objectsIn(template, 'inputs', 'artifacts')) inputs.set(`inputs.artifacts.${textIn(artifact, 'name')}`, artifact as Artifact);
  known.set(template, inputs);
  return inputs;
}

/** Variables of steps or tasks, found by the name of the step: `steps.NAME.rest`. */
export function callsScope(prefix: 'steps' | 'tasks', find: (name: string) => NodeVariables | null, names: (source: string) => Iterable<string>): Scope {
  return {
    language: null,
    get(name) {
      if (!name.startsWith(prefix) || name.charAt(prefix.length) !== '.') return undefined;
      const from = prefix.length + 1;
      const dot = name.indexOf('.', from);
      return dot === -1 ? undefined : find(name.slice(from, dot))?.get(name.slice(dot + 1));
    },
    *entries(source) {
      for (const name of names(source)) {
        for (const [rest, value] of find(name) ?? []) yield [`${prefix}.${name}.${rest}`, value] as const;
      }
    },
  };
}

/** Names of steps or tasks that an expression may mean; null: any of them. */
export function namesIn(prefix: 'steps' | 'tasks', source: string): readonly string[] | null {
  const found = [...source.matchAll(new RegExp(`${prefix}\\s*(?:\\?\\.|\\.)\\s*([-A-Za-z0-9_]+)|${prefix}\\s*(?:\\?\\.)?\\[\\s*['"]([^'"]+)['"]\\s*\\]`, 'g'))].map(([, dotted, quoted]) => dotted ?? quoted ?? '');
  const mentions = [...source.matchAll(new RegExp(`\\b${prefix}\\b`, 'g'))].length;
  return found.length === mentions ? found : null;
}
