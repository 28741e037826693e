import { diagnose } from '../../diagnostic/index.ts';
import { listAt, textAt } from '../fields.ts';
import { analysisUses, templatesOf } from '../analysis-parts.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/** SLU216: an argument that no template declares changes nothing. */
export const argumentsUsed: RolloutRule = function* (rollout, inventory) {
  for (const use of analysisUses(rollout)) {
    const templates = templatesOf(use, rollout.resource, inventory);
    if (templates.length === 0) continue;
    const declared = new Set(templates.flatMap(({ spec }) => listAt(spec, 'args').map((arg) => textAt(arg, 'name'))));
    for (const [index, arg] of use.args.entries()) {
      const name = textAt(arg, 'name');
      if (name === null || declared.has(name)) continue;
      const which = templates.length === 1 ? `the template ${templates[0]?.name ?? ''} does not declare` : 'none of the templates declares';
      yield diagnose(
        'SLU216',
        rollout.resource.at.spanOf([...use.path, 'args', index, 'name']),
        `The argument ${name} is passed, but ${which} it, so it changes nothing. Remove it, or add it to the template's args and use it as {{args.${name}}}.`,
      );
    }
  }
};
