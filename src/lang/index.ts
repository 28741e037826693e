/**
 * The small languages of manifests: durations, quantities, percentages, selectors, names, instants, schedules, paths and
 * hashes, read and written as Go, Kubernetes and Argo do.
 *
 * This folder never throws on bad input, knows nothing of objects' meaning beyond the shape of a pod template, and asks no clock.
 */
export { type Cron, type CronField, parseCron } from './cron.ts';
export { nextCronTime } from './cron-next.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { goJson } from './go-json.ts';
export { goPrint } from './go-print.ts';
export { goJsonString, goQuote } from './go-text.ts';
export { fnv1a32, safeEncode } from './hash.ts';
export { type Rounding, scaledValue } from './int-or-percent.ts';
export { type Json, type JsonObject, isJsonObject } from './json.ts';
export { type JsonPathStep, parseJsonPath } from './jsonpath.ts';
export { type Found, type JsonPathOptions, findJsonPath, printJsonPath } from './jsonpath-find.ts';
export { type LabelSelector, labelSelector } from './label-selector.ts';
export { type NameRule, isName, labelValueFaults } from './name.ts';
export { type TextPart, isOpenText, knownText, secretText, textParts, unknownText } from './open-text.ts';
export type { Parsed } from './parsed.ts';
export { extended } from './extended.ts';
export { pauseSeconds } from './pause-duration.ts';
export { plainDuration } from './plain-duration.ts';
export { podTemplateHash, stepHash, workloadTemplateHash } from './pod-template-hash.ts';
export { addQuantities, compareQuantities, subtractQuantities, wholeQuantity } from './quantity-arithmetic.ts';
export { type Quantity, type QuantityFormat, canonicalQuantity, parseQuantity, parseQuantityJson } from './quantity.ts';
export { type Labels, type Operator, type Requirement, type Selector, formatSelector, matchesSelector } from './selector.ts';
export { holdsExpression, someField, someText } from './some-field.ts';
export { parseSelector } from './selector-text.ts';
export {
  type ExpressionOutcome, type Required, type Scope, type ScopeValue, type SubstituteOptions, type Substituted, type TemplateExpressions, type TemplateTag,
  substituteJson, substituteText, templateTags,
} from './template/index.ts';
export { mergeStrategic } from './strategic-merge.ts';
export { formatPreciseTime, formatTime, parseTime } from './time.ts';
export { utf8Length } from './utf8.ts';
export { withWorkloadDefaults } from './workload-defaults.ts';
export { type WhenError, type WhenResult, evaluateWhen } from './when/index.ts';
