import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import { metricsOf, programId, type Act, type Program, type ProgramPlan, type RolloutProgram } from '../model/index.ts';
import { names, type Scenario, type ScenarioMetric } from './scenario.ts';

/**
 * What a scenario says that comes to nothing: Rollouts and metrics that are not there (SLU413), actions that were never due (SLU414) or refused
 * (SLU415).
 */
export function scenarioDiagnostics(scenario: Scenario, wanted: readonly Program[], plans: readonly ProgramPlan[]): readonly Diagnostic[] {
  const rollouts = wanted.filter((program): program is RolloutProgram => program.kind === 'Rollout');
  const absent = [...scenario.pods, ...scenario.actions].filter(({ rollout }) => !rollouts.some((program) => names(rollout, program)));
  return [
    ...absent.map(({ rollout, origin }) =>
      diagnose('SLU413', origin, `There is no Rollout ${rollout} among the manifests, so this changes nothing.${didYouMean(rollout, rollouts.map(({ name }) => name))}`),
    ),
    ...scenario.metrics.filter((metric) => !isMeasured(metric, rollouts)).map((metric) => unknownMetric(metric, rollouts)),
    ...plans.flatMap((plan) => (plan.kind === 'Rollout' ? plan.acts.flatMap((act) => troubleOf(act, plan.id)) : [])),
  ];
}

function isMeasured({ template, metric }: ScenarioMetric, rollouts: readonly RolloutProgram[]): boolean {
  return metricsOfAll(rollouts).some((one) => one.template === template && one.name === metric);
}

function metricsOfAll(rollouts: readonly RolloutProgram[]) {
  return rollouts.flatMap(({ spec }) => metricsOf(spec.strategy));
}

function unknownMetric({ template, metric, origin }: ScenarioMetric, rollouts: readonly RolloutProgram[]): Diagnostic {
  const known = metricsOfAll(rollouts).map((one) => `${one.template}/${one.name}`);
  const hint = didYouMean(`${template}/${metric}`, known) || (known.length === 0 ? '' : ` What is measured: ${[...new Set(known)].join(', ')}.`);
  return diagnose('SLU413', origin, `No Rollout measures the metric ${metric} of the template ${template}, so its values are never asked for.${hint}`);
}

function troubleOf({ action, atSeconds, refused, origin }: Act, id: ReturnType<typeof programId>): readonly Diagnostic[] {
  if (atSeconds === null) return [diagnose('SLU414', origin, `Nobody did "${action}": ${id} never was where \`when\` wants it, or an action before it never came. Actions are done in order.`)];
  return refused === null ? [] : [diagnose('SLU415', origin, `At ${atSeconds} s "${action}" did not fit: ${refused}. The program went on as if nobody had asked.`)];
}
