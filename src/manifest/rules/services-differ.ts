import { diagnose } from '../../diagnostic/index.ts';
import { textAt } from '../fields.ts';
import { blueGreenPath, canaryPath, type RolloutRule } from '../rollout-parts.ts';

const pairs = [
  { path: canaryPath, first: 'canaryService', second: 'stableService' },
  { path: [...canaryPath, 'pingPong'], first: 'pingService', second: 'pongService' },
  { path: blueGreenPath, first: 'activeService', second: 'previewService' },
] as const;

/** SLU231: the old and the new version need a Service each. */
export const servicesDiffer: RolloutRule = function* ({ resource, spec }) {
  for (const { path, first, second } of pairs) {
    const name = textAt(spec, ...path.slice(1), first) ?? '';
    if (name === '' || name !== textAt(spec, ...path.slice(1), second)) continue;
    yield diagnose(
      'SLU231',
      resource.at.spanOf([...path, second]),
      `${first} and ${second} are both ${name}, and one Service cannot lead to two versions apart. Give each its own.`,
      [{ message: `${first} is here`, span: resource.at.spanOf([...path, first]) }],
    );
  }
};
