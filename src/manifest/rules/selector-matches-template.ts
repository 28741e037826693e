import { diagnose } from '../../diagnostic/index.ts';
import { labelSelector, matchesSelector, type LabelSelector } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textsAt } from '../fields.ts';
import type { RolloutRule } from '../rollout-parts.ts';

const selectorPath: Path = ['spec', 'selector'];
const labelsPath: Path = ['spec', 'template', 'metadata', 'labels'];

/**
 * SLU208: the selector must be there and be one; SLU207: it must select the pods that the template makes.
 *
 * @see Argo Rollouts 1.9 ValidateRolloutSpec; Kubernetes 1.34 ValidatePodTemplateSpecForReplicaSet
 */
export const selectorMatchesTemplate: RolloutRule = function* ({ resource, spec }) {
  if (isGiven(spec, 'workloadRef')) return;
  const selector = objectAt(spec, 'selector');
  const { at } = resource;
  if (!selector) {
    yield diagnose('SLU208', at.keySpanOf(['spec']), 'The Rollout has no selector, so it could not find its own pods. Add spec.selector.matchLabels with labels of the template.');
    return;
  }
  const labels = textsAt(spec, 'template', 'metadata', 'labels');
  const requirements = [
    ...Object.entries(textsAt(selector, 'matchLabels')).map(([key, value]) => ({ path: ['matchLabels', key], part: { matchLabels: { [key]: value } }, label: key })),
    ...listAt(selector, 'matchExpressions').map((expression, index) => ({
      path: ['matchExpressions', index],
      part: { matchExpressions: [expression] } as unknown as LabelSelector,
      label: String(objectAt(expression)?.['key']),
    })),
  ];
  if (requirements.length === 0) {
    yield diagnose('SLU208', at.keySpanOf(selectorPath), 'The selector is empty and would select every pod of the namespace. Give it labels of the template.');
  }
  for (const { path, part, label } of requirements) {
    // What is the same in both needs no closer look: a label that is not valid is reported where the pods have it.
    if ('matchLabels' in part && part.matchLabels[label] === labels[label]) continue;
    const parsed = labelSelector(part);
    const span = at.spanOf([...selectorPath, ...path]);
    if (!parsed.ok) {
      yield diagnose('SLU208', span, `The selector cannot be used: ${parsed.message}.`);
    } else if (!matchesSelector(parsed.value, labels)) {
      const found = labels[label];
      const trouble = found === undefined ? `have no label ${label}, which this selector asks for` : `have the label ${label}=${found}, which this selector does not select`;
      const related = found === undefined ? [] : [{ message: 'the label of the pods is here', span: at.spanOf([...labelsPath, label]) }];
      yield diagnose('SLU207', span, `The pods of the template ${trouble}, so the Rollout would never find its pods. Write the same label in both.`, related);
    }
  }
};
