import { diagnose } from '../../diagnostic/index.ts';
import { inlineTemplates } from '../analysis-parts.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/** SLU215: an AnalysisTemplate written into the Rollout, where Argo has history limits only. sluice reads it all the same. */
export const inlineTemplate: RolloutRule = function* ({ resource }) {
  for (const { name, path } of inlineTemplates(resource)) {
    yield diagnose(
      'SLU215',
      resource.at.spanOf([...path, 'name']),
      `Argo knows no templates here and would drop them. sluice takes this for the AnalysisTemplate ${name} of the Rollout's namespace. To mend it for Argo, make it an object of its own: kind AnalysisTemplate, metadata.name ${name}, and its metrics under spec.`,
    );
  }
};
