import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import type { Inventory, Path, Resource } from '../../model/index.ts';
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
  yield* semaphores(spec, path, resource, namespace, inventory);
  for (const [index, template] of listAt(spec, 'templates').entries()) {
    yield* semaphores(template, [...path, 'templates', index], resource, namespace, inventory);
    for (const field of ['container', 'script']) {
      const container = objectAt(template, field);
      if (!container) continue;
      for (const reference of configReferences(container, [...path, 'templates', index, field])) {
        if (!reference.name.includes('{{') && !reference.key?.includes('{{')) yield* checkReference(reference, resource, namespace, inventory);
      }
    }
  }
};

/** SLU205 for the ConfigMaps that say how many may hold a semaphore: without them the Workflow ends in an error. */
function* semaphores(holder: Json, path: Path, resource: Resource, namespace: string, inventory: Inventory): Iterable<Diagnostic> {
  const places: readonly Path[] = [['synchronization', 'semaphore'], ...listAt(holder, 'synchronization', 'semaphores').map((_, index): Path => ['synchronization', 'semaphores', index])];
  for (const place of places) {
    const semaphore = objectAt(holder, ...place) ?? undefined;
    const name = textAt(semaphore, 'configMapKeyRef', 'name');
    if (name === null || name.includes('{{') || inventory.find(kinds.configMap, textAt(semaphore, 'namespace') ?? namespace, name)) continue;
    yield diagnose('SLU205', resource.at.spanOf([...path, ...place, 'configMapKeyRef', 'name']), `The ConfigMap ${name}, which says how many may hold the semaphore, is not among these manifests in namespace ${namespace}. If it is not in the cluster either, the Workflow ends in an error. Add its file to the command, or correct the name.`);
  }
}
