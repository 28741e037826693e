import type { AnalysisRule } from '../analysis-parts.ts';
import type { PodRule } from '../pod-parts.ts';
import type { RolloutRule } from '../rollout-parts.ts';
import type { WorkflowRule } from '../workflow-parts.ts';
import { analysisRulesMatch } from './analysis-rules-match.ts';
import { analysisTemplatesFound } from './analysis-templates-found.ts';
import { argumentFields } from './argument-fields.ts';
import { argumentsDeclared } from './arguments-declared.ts';
import { argumentsGiven } from './arguments-given.ts';
import { argumentsUsed } from './arguments-used.ts';
import { awaitedAnalysisEnds } from './awaited-analysis-ends.ts';
import { configKeysFound } from './config-keys-found.ts';
import { countsNotNegative } from './counts-not-negative.ts';
import { metricDurationsValid, stepDurationsValid } from './durations-valid.ts';
import { inlineTemplate } from './inline-template.ts';
import { labelsValid } from './labels-valid.ts';
import { managedRoutes } from './managed-routes.ts';
import { matchHasOneValue } from './match-has-one-value.ts';
import { metricHasCondition } from './metric-has-condition.ts';
import { metricHasProvider } from './metric-has-provider.ts';
import { metricNumbersAgree } from './metric-numbers-agree.ts';
import { nameLength } from './name-length.ts';
import { metricNamesUnique, metricsOfTemplatesUnique, podNamesUnique } from './names-unique.ts';
import { oneStrategy } from './one-strategy.ts';
import { pauseEnds } from './pause-ends.ts';
import { podCanBeMade } from './pod-can-be-made.ts';
import { routeNamesServices } from './route-names-services.ts';
import { routesFound } from './routes-found.ts';
import { scaleFollowsWeight } from './scale-follows-weight.ts';
import { selectorMatchesTemplate } from './selector-matches-template.ts';
import { servicesDiffer } from './services-differ.ts';
import { servicesFitRollout } from './services-fit-rollout.ts';
import { servicesFound } from './services-found.ts';
import { servicesGiven } from './services-given.ts';
import { settingsAgree } from './settings-agree.ts';
import { stepHasRouter } from './step-has-router.ts';
import { stepIsOneThing } from './step-is-one-thing.ts';
import { surgeOrUnavailable } from './surge-or-unavailable.ts';
import { weightWithinPods } from './weight-within-pods.ts';
import { weightsInRange } from './weights-in-range.ts';
import { weightsRise } from './weights-rise.ts';
import { workflowArgumentsValid } from './workflow-arguments-valid.ts';
import { workflowConfigFound } from './workflow-config-found.ts';
import { workflowHandlers } from './workflow-handlers.ts';
import { workflowInputsGiven } from './workflow-inputs-given.ts';
import { workflowLoopsValid } from './workflow-loops-valid.ts';
import { workflowNames } from './workflow-names.ts';
import { workflowOutputsCome } from './workflow-outputs-come.ts';
import { workflowRecursionEnds } from './workflow-recursion.ts';
import { workflowDurations, workflowRetries } from './workflow-retries.ts';
import { workflowScheduling } from './workflow-scheduling.ts';
import { workflowSettingsAgree } from './workflow-settings-agree.ts';
import { workflowStartOrder } from './workflow-start-order.ts';
import { workflowTasksOrder } from './workflow-tasks-order.ts';
import { workflowTemplateForm } from './workflow-template-form.ts';
import { workflowHasEntrypoint, workflowTemplatesFound } from './workflow-templates-found.ts';
import { workflowTemplatesWhole } from './workflow-templates-whole.ts';
import { workflowVariablesFound } from './workflow-variables-found.ts';

export const rolloutRules: readonly RolloutRule[] = [
  analysisRulesMatch,
  analysisTemplatesFound,
  argumentFields,
  argumentsGiven,
  argumentsUsed,
  awaitedAnalysisEnds,
  countsNotNegative,
  inlineTemplate,
  managedRoutes,
  matchHasOneValue,
  metricsOfTemplatesUnique,
  nameLength,
  oneStrategy,
  pauseEnds,
  routeNamesServices,
  routesFound,
  scaleFollowsWeight,
  selectorMatchesTemplate,
  servicesDiffer,
  servicesFitRollout,
  servicesFound,
  servicesGiven,
  settingsAgree,
  stepDurationsValid,
  stepHasRouter,
  stepIsOneThing,
  surgeOrUnavailable,
  weightWithinPods,
  weightsInRange,
  weightsRise,
];

export const analysisRules: readonly AnalysisRule[] = [
  argumentsDeclared,
  metricDurationsValid,
  metricHasCondition,
  metricHasProvider,
  metricNamesUnique,
  metricNumbersAgree,
];

export const podRules: readonly PodRule[] = [configKeysFound, labelsValid, podCanBeMade, podNamesUnique];

export const workflowRules: readonly WorkflowRule[] = [
  workflowArgumentsValid,
  workflowConfigFound,
  workflowDurations,
  workflowHandlers,
  workflowHasEntrypoint,
  workflowInputsGiven,
  workflowLoopsValid,
  workflowNames,
  workflowOutputsCome,
  workflowRecursionEnds,
  workflowRetries,
  workflowScheduling,
  workflowSettingsAgree,
  workflowStartOrder,
  workflowTasksOrder,
  workflowTemplateForm,
  workflowTemplatesFound,
  workflowTemplatesWhole,
  workflowVariablesFound,
];
