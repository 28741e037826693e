import { diagnose } from '../../diagnostic/index.ts';
import { isGiven, textAt, textsAt } from '../fields.ts';
import { kinds } from '../kinds.ts';
import type { RolloutRule } from '../rollout-parts.ts';
import { servicesOf } from '../rollout-services.ts';

/** The controller adds this label to selectors itself. */
const hashLabel = 'rollouts-pod-template-hash';
const managedBy = 'argo-rollouts.argoproj.io/managed-by-rollouts';

/**
 * SLU233: a Service of a Rollout selects labels that its pods have; SLU234: it belongs to this Rollout.
 *
 * @see Argo Rollouts 1.9 ValidateService
 */
export const servicesFitRollout: RolloutRule = function* (rollout, inventory) {
  const { resource, namespace, spec, name } = rollout;
  const labels = textsAt(spec, 'template', 'metadata', 'labels');
  for (const service of servicesOf(rollout)) {
    const found = service.owned ? inventory.find(kinds.service, namespace, service.name) : undefined;
    if (!found) continue;
    for (const [key, value] of Object.entries(textsAt(found.object.spec, 'selector'))) {
      if (key === hashLabel || labels[key] === value || isGiven(spec, 'workloadRef')) continue;
      const has = labels[key] === undefined ? 'none' : `${key}=${labels[key]}`;
      yield diagnose(
        'SLU233',
        resource.at.spanOf(service.path),
        `The Service ${service.name} selects pods with ${key}=${value}, but the pods of this Rollout have ${has}, so it would never reach them. Let the Service select labels of the template.`,
        [{ message: 'the selector is here', span: found.at.spanOf(['spec', 'selector', key]) }],
      );
    }
    const manager = textAt(found.object.metadata.annotations, managedBy);
    if (manager !== null && manager !== name) {
      yield diagnose('SLU234', resource.at.spanOf(service.path), `The Service ${service.name} is marked as managed by the Rollout ${manager}, and two Rollouts would change its selector in turns. Use another Service.`, [
        { message: 'the mark is here', span: found.at.spanOf(['metadata', 'annotations', managedBy]) },
      ]);
    }
  }
};
