import { invariant } from '../diagnostic/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { StringMap, WorkflowPod, WorkflowProgram } from '../model/index.ts';

/**
 * The pod of a Workflow whose entrypoint is one container: it has the Workflow's own name.
 *
 * @see Argo Workflows 4.1 workflow/util GeneratePodName: a root pod is named as its Workflow
 */
export function workflowPod(program: WorkflowProgram): WorkflowPod {
  const { entrypoint, resource, name, generated } = program;
  invariant(entrypoint !== null, 'a Workflow that is more than one pod');
  const { container } = entrypoint;
  return {
    node: name,
    name: generated
      ? { known: false, prefix: name, because: 'generateName: the API server adds five letters when the Workflow is created' }
      : { known: true, text: name },
    template: entrypoint.name,
    image: textOf(container['image']),
    command: textsOf(container['command']),
    args: textsOf(container['args']),
    requests: quantities(container, 'requests'),
    limits: quantities(container, 'limits'),
    origin: resource.at.spanOf(['spec', 'templates']),
  };
}

function quantities(container: JsonObject, part: 'requests' | 'limits'): StringMap {
  const resources = container['resources'];
  const map = isJsonObject(resources) ? resources[part] : undefined;
  return isJsonObject(map) ? Object.fromEntries(Object.entries(map).map(([name, value]) => [name, textOf(value)])) : {};
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).map(textOf) : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
