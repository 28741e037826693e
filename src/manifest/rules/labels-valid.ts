import { diagnose } from '../../diagnostic/index.ts';
import { isName } from '../../lang/index.ts';
import { currentHashPlaceholder } from '../../model/index.ts';
import { textsAt } from '../fields.ts';
import { kindOf, kinds } from '../kinds.ts';
import type { PodRule } from '../pod-parts.ts';

const form = 'at most 63 letters, digits, dashes, underscores and dots, of which the first and the last are letters or digits';

/**
 * SLU219: labels have the form that the API server asks for; SLU218: but one placeholder in a Rollout's, which sluice fills in.
 *
 * @see Kubernetes 1.34 ValidateLabels
 */
export const labelsValid: PodRule = function* ({ resource, path, metadata }) {
  for (const [key, value] of Object.entries(textsAt(metadata, 'labels'))) {
    const place = [...path, 'metadata', 'labels', key];
    if (!isName('qualifiedName', key)) {
      yield diagnose('SLU219', resource.at.keySpanOf(place), `${key} is no key for a label. A key is ${form}; a domain and a slash may stand before it.`);
    }
    if (value === currentHashPlaceholder && kindOf(resource.object) === kinds.rollout) {
      yield diagnose(
        'SLU218',
        resource.at.spanOf(place),
        `${value} is no valid value of a label, and Argo fills nothing in here: it would refuse the Rollout. sluice fills in the pod-template hash of the ReplicaSet that each pod belongs to. Argo puts that hash into the label rollouts-pod-template-hash: read that one to run on Argo, too.`,
      );
      continue;
    }
    if (!isName('labelValue', value)) yield diagnose('SLU219', resource.at.spanOf(place), `"${value}" is no value for a label. A value is empty, or ${form}.`);
  }
};
