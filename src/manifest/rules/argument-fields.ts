import { diagnose } from '../../diagnostic/index.ts';
import { textAt } from '../fields.ts';
import { analysisUses } from '../analysis-parts.ts';
import type { RolloutRule } from '../rollout-parts.ts';

const readable = /^metadata\.(?:name|namespace|uid|annotations|labels|(?:annotations|labels)\['[^']+'\])$/;

/**
 * SLU238: an argument can be read from the Rollout's metadata as the Downward API reads a pod's.
 *
 * @see Argo Rollouts 1.9 ValidateRolloutStrategyCanary; Kubernetes 1.34 ExtractFieldPathAsString
 */
export const argumentFields: RolloutRule = function* (rollout) {
  for (const use of analysisUses(rollout)) {
    for (const [index, arg] of use.args.entries()) {
      const field = textAt(arg, 'valueFrom', 'fieldRef', 'fieldPath');
      if (field === null || !field.startsWith('metadata') || readable.test(field)) continue;
      yield diagnose(
        'SLU238',
        rollout.resource.at.spanOf([...use.path, 'args', index, 'valueFrom', 'fieldRef', 'fieldPath']),
        `${field} cannot be read from a Rollout. Of its metadata there are metadata.name, metadata.namespace, metadata.uid, metadata.labels['key'] and metadata.annotations['key'].`,
      );
    }
  }
};
