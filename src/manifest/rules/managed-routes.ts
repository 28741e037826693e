import { diagnose, didYouMean } from '../../diagnostic/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { routingPath, stepPath, type RolloutRule } from '../rollout-parts.ts';

/** SLU236: a route that a step makes must be among the router's managedRoutes, which give its place before the others. */
export const managedRoutes: RolloutRule = function* ({ resource, steps, routing }) {
  if (!routing) return;
  const managed = listAt(routing, 'managedRoutes').map((route) => textAt(route, 'name') ?? '');
  for (const [index, step] of steps.entries()) {
    for (const kind of ['setHeaderRoute', 'setMirrorRoute']) {
      const route = objectAt(step, kind);
      if (!route) continue;
      const name = textAt(route, 'name') ?? '';
      if (managed.includes(name)) continue;
      const known = isGiven(routing, 'managedRoutes') ? 'it is not among them' : 'there are none';
      yield diagnose(
        'SLU236',
        resource.at.spanOf(stepPath(index, kind, 'name')),
        `The step makes the route ${name}, which must stand in trafficRouting.managedRoutes, where ${known}. Add "- name: ${name}" there.${didYouMean(name, managed)}`,
        isGiven(routing, 'managedRoutes') ? [{ message: 'the managed routes are here', span: resource.at.keySpanOf([...routingPath, 'managedRoutes']) }] : [],
      );
    }
  }
};
