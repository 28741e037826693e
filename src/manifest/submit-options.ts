import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Inventory, KubeObject, Resource } from '../model/index.ts';
import { listAt, objectAt, textAt } from './fields.ts';
import { kindOf, kinds } from './kinds.ts';

/** What a person gives with a Workflow: values of its parameters, and another entrypoint. */
export interface SubmitOptions {
  readonly parameters: ReadonlyMap<string, string>;
  /** Null: the manifest's own. */
  readonly entrypoint: string | null;
}

/**
 * Manifests as a person has them run: Workflows with the values given, and, where no Workflow is among them and an entrypoint is named, Workflows of
 * the templates.
 *
 * @see Argo Workflows 4.1 workflow/util ApplySubmitOpts; argo submit --from
 */
export function withSubmitOptions(inventory: Inventory, options: SubmitOptions, namespace: string): Inventory {
  const made = workflowsOfTemplates(inventory, options, namespace);
  return { ...inventory, resources: [...inventory.resources, ...made].map((resource) => (kindOf(resource.object) === kinds.workflow ? submitted(resource, options) : resource)) };
}

function submitted(resource: Resource, { parameters, entrypoint }: SubmitOptions): Resource {
  const spec = objectAt(resource.object.spec) ?? {};
  const given = objectAt(spec, 'arguments') ?? {};
  const own = listAt(given, 'parameters').filter(isJsonObject);
  const names = own.map((parameter) => textAt(parameter, 'name') ?? '');
  const changed = own.map((parameter, index): JsonObject => {
    const value = parameters.get(names[index] ?? '');
    const { valueFrom: _, ...rest } = parameter;
    return value === undefined ? parameter : { ...rest, value };
  });
  const added = [...parameters].filter(([name]) => !names.includes(name)).map(([name, value]): JsonObject => ({ name, value }));
  const next: JsonObject = {
    ...spec,
    ...(entrypoint !== null && { entrypoint }),
    ...(parameters.size > 0 && { arguments: { ...given, parameters: [...changed, ...added] as Json } }),
  };
  return { ...resource, object: { ...resource.object, spec: next } };
}

function workflowsOfTemplates({ resources }: Inventory, { entrypoint }: SubmitOptions, namespace: string): readonly Resource[] {
  if (entrypoint === null || resources.some(({ object }) => kindOf(object) === kinds.workflow)) return [];
  return resources.flatMap((resource): readonly Resource[] => {
    const { object } = resource;
    const clusterScope = kindOf(object) === kinds.clusterWorkflowTemplate;
    if (!clusterScope && kindOf(object) !== kinds.workflowTemplate) return [];
    if (!listAt(objectAt(object.spec) ?? {}, 'templates').some((template) => textAt(template, 'name') === entrypoint)) return [];
    return [{ ...resource, object: workflowOf(object, clusterScope, namespace) }];
  });
}

function workflowOf({ apiVersion, metadata: { name, namespace } }: KubeObject, clusterScope: boolean, defaultNamespace: string): KubeObject {
  return {
    apiVersion,
    kind: 'Workflow',
    metadata: {
      name: '',
      generateName: `${name}-`,
      namespace: namespace ?? defaultNamespace,
      labels: { [clusterScope ? 'workflows.argoproj.io/cluster-workflow-template' : 'workflows.argoproj.io/workflow-template']: name },
    },
    spec: { workflowTemplateRef: { name, ...(clusterScope && { clusterScope }) } },
  };
}
