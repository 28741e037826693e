import type { NodeStatus } from '../model/index.ts';
import { taskOf } from './pod.ts';
import type { PodTask } from './pod-spec.ts';
import { holderFor, resolveTemplate } from './resolve-template.ts';
import type { Run } from './run.ts';
import { templateType } from './template.ts';

/** What a pod's node was for: from its filled-in template while that is kept, else from the manifest. */
export function podTask(run: Run, node: NodeStatus): PodTask {
  const known = run.derived.tasks.get(node.name);
  if (known) return known;
  const resolved = run.derived.prepared.get(node.name)?.template;
  const template = resolved ?? templateFor(run, node);
  return taskOf(run, { nodeName: node.name, boundary: node.boundary }, template, templateType(template) ?? 'container');
}

function templateFor(run: Run, node: NodeStatus) {
  const found = resolveTemplate(run.program, node.templateScope, holderFor(node));
  return found.ok ? found.value.template : {};
}
