import { diagnose } from '../../diagnostic/index.ts';
import { isGiven, listAt, objectAt } from '../fields.ts';
import { stepPath, type RolloutRule } from '../rollout-parts.ts';

/** Steps that change routes, and the routers that can do it; null: any. */
const needs: Readonly<Record<string, { readonly routers: readonly string[] | null; readonly inWords: string }>> = {
  setCanaryScale: { routers: null, inWords: 'a traffic router' },
  setHeaderRoute: { routers: ['istio', 'alb', 'apisix', 'plugins'], inWords: 'Istio, ALB, APISIX or a plugin as traffic router' },
  setMirrorRoute: { routers: ['istio'], inWords: 'Istio as traffic router' },
};
const weightedExperiments: readonly string[] = ['alb', 'smi', 'istio', 'plugins'];

/**
 * SLU225: a step that changes routes needs a router that can.
 *
 * @see Argo Rollouts 1.9 ValidateRolloutStrategyCanary
 */
export const stepHasRouter: RolloutRule = function* ({ resource, steps, routing }) {
  const has = (routers: readonly string[] | null): boolean => routing !== null && (routers === null || routers.some((name) => isGiven(routing, name)));
  for (const [index, step] of steps.entries()) {
    for (const [kind, { routers, inWords }] of Object.entries(needs)) {
      if (!isGiven(step, kind) || has(routers)) continue;
      yield diagnose('SLU225', resource.at.keySpanOf(stepPath(index, kind)), `The step ${kind} needs ${inWords}. Add it under strategy.canary.trafficRouting, or leave the step out.`);
    }
    for (const [place, template] of listAt(objectAt(step, 'experiment') ?? undefined, 'templates').entries()) {
      if (!isGiven(template, 'weight') || has(weightedExperiments)) continue;
      yield diagnose(
        'SLU225',
        resource.at.keySpanOf(stepPath(index, 'experiment', 'templates', place, 'weight')),
        'A weight for a template of an experiment needs ALB, SMI, Istio or a plugin as traffic router. Add it under strategy.canary.trafficRouting, or leave the weight out.',
      );
    }
  }
};
