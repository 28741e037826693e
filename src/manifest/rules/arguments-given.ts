import { diagnose } from '../../diagnostic/index.ts';
import { isGiven, listAt, textAt } from '../fields.ts';
import { analysisUses, templatesOf } from '../analysis-parts.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/**
 * SLU217: an argument without a value of its own must be passed.
 *
 * @see Argo Rollouts 1.9 MergeArgs, ResolveArgs
 */
export const argumentsGiven: RolloutRule = function* (rollout, inventory) {
  const { resource } = rollout;
  for (const use of analysisUses(rollout)) {
    const passed = new Set(use.args.filter((arg) => isGiven(arg, 'value') || isGiven(arg, 'valueFrom')).map((arg) => textAt(arg, 'name')));
    for (const template of templatesOf(use, resource, inventory)) {
      for (const [index, arg] of listAt(template.spec, 'args').entries()) {
        const name = textAt(arg, 'name');
        if (name === null || passed.has(name) || isGiven(arg, 'value') || isGiven(arg, 'valueFrom')) continue;
        yield diagnose(
          'SLU217',
          resource.at.keySpanOf(use.args.length > 0 ? [...use.path, 'args'] : use.path),
          `The template ${template.name} asks for the argument ${name}, and nothing gives it a value. Pass it in args, or give it a value in the template.`,
          [{ message: 'the argument is here', span: template.resource.at.spanOf([...template.path, 'args', index, 'name']) }],
        );
      }
    }
  }
};
