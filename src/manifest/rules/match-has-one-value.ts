import { diagnose } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { stepPath, type RolloutRule } from '../rollout-parts.ts';

const forms: readonly string[] = ['exact', 'regex', 'prefix'];

/**
 * SLU237: what a route's match compares with is given in one form; ALB knows `exact` only.
 *
 * @see Argo Rollouts 1.9 hasMultipleMatchValues, hasALBInvalidValues
 */
export const matchHasOneValue: RolloutRule = function* ({ resource, steps, routing }) {
  for (const [index, step] of steps.entries()) {
    const onlyExact = isGiven(routing ?? undefined, 'alb');
    for (const { path, value } of matchesOf(step)) {
      const given = forms.filter((form) => (textAt(value, form) ?? '') !== '');
      if (given.length === 1 && (!onlyExact || path[0] !== 'setHeaderRoute' || given[0] === 'exact')) continue;
      const allowed = onlyExact && path[0] === 'setHeaderRoute' ? 'exact, the only form that ALB knows' : 'one of exact, regex and prefix';
      yield diagnose('SLU237', resource.at.spanOf(stepPath(index, ...path)), `A match compares with ${allowed}; this one has ${given.length === 0 ? 'none' : given.join(' and ')}.`);
    }
  }
};

function* matchesOf(step: Json): Iterable<{ readonly path: Path; readonly value: Json | undefined }> {
  for (const [index, match] of listAt(step, 'setHeaderRoute', 'match').entries()) {
    yield { path: ['setHeaderRoute', 'match', index, 'headerValue'], value: objectAt(match, 'headerValue') ?? undefined };
  }
  for (const [index, match] of listAt(step, 'setMirrorRoute', 'match').entries()) {
    for (const part of ['method', 'path']) {
      const value = objectAt(match, part);
      if (value) yield { path: ['setMirrorRoute', 'match', index, part], value };
    }
  }
}
