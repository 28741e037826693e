import { diagnose } from '../../diagnostic/index.ts';
import { listAt, objectAt, textAt, valueAt } from '../fields.ts';
import { kinds } from '../kinds.ts';
import type { WorkflowRule } from '../workflow-parts.ts';
import { checkReference, configReferences } from './config-keys-found.ts';

const typeLabel = 'workflows.argoproj.io/configmap-type';

/** SLU250, SLU205 and SLU242 for the ConfigMaps that a Workflow's arguments and containers read. */
export const workflowConfigFound: WorkflowRule = function* ({ resource, namespace, spec, path }, inventory) {
  for (const [index, parameter] of listAt(spec, 'arguments', 'parameters').entries()) {
    const reference = objectAt(parameter, 'valueFrom', 'configMapKeyRef');
    const name = textAt(reference ?? undefined, 'name');
    if (!reference || name === null || name.includes('{{') || reference['optional'] === true || valueAt(parameter, 'valueFrom', 'default') !== undefined) continue;
    const place = [...path, 'arguments', 'parameters', index, 'valueFrom', 'configMapKeyRef'];
    const key = textAt(reference, 'key');
    const found = inventory.find(kinds.configMap, namespace, name);
    if (found && found.object.metadata.labels?.[typeLabel] !== 'Parameter') {
      yield diagnose('SLU250', resource.at.spanOf([...place, 'name']), `The ConfigMap ${name} lacks the label ${typeLabel}: Parameter, without which Argo does not look at it for parameters. Add the label to the ConfigMap.`, [
        { message: 'the ConfigMap is here', span: found.at.spanOf(['metadata', 'name']) },
      ]);
    }
    yield* checkReference({ kind: 'ConfigMap', name, key: key?.includes('{{') ? null : key, path: [...place, 'name'], keyPath: [...place, 'key'] }, resource, namespace, inventory);
  }
  for (const [index, template] of listAt(spec, 'templates').entries()) {
    for (const field of ['container', 'script']) {
      const container = objectAt(template, field);
      if (!container) continue;
      for (const reference of configReferences(container, [...path, 'templates', index, field])) {
        if (!reference.name.includes('{{') && !reference.key?.includes('{{')) yield* checkReference(reference, resource, namespace, inventory);
      }
    }
  }
};
