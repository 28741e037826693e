/**
 * The expression language of conditions and templates: expr-lang in the two dialects that Argo Rollouts and Argo Workflows use.
 *
 * `evaluate` checks and runs an expression over known, unknown and sensitive values; `assessCondition` turns a measurement into a phase.
 * This folder never runs JavaScript's own evaluator or its regular expressions on user text, reads no clock, and throws nothing at
 * callers for what users write. Its budgets bound every run.
 */
export { assessCondition, assessMeasurement, evaluateCondition } from './condition.ts';
export type { AssessedPhase, Assessment, ConditionError, ConditionResult, Conditions } from './condition.ts';
export type { DialectName } from './dialect.ts';
export { formatValue } from './format.ts';
export type { Budget } from './machine.ts';
export { fromPlain, toPlain } from './plain.ts';
export type { Plain } from './plain.ts';
export { checkSyntax, evaluate } from './run.ts';
export type { Environment, ExpressionError, Place, Result, RunOptions } from './run.ts';
export * as goTypes from './types.ts';
export type { GoType } from './types.ts';
export { func, isSensitive, list, record, sensitive, sized, unknown } from './value.ts';
export type { Dict, Func, Known, List, Location, Sensitive, Sized, Time, Unknown, Value, Zone } from './value.ts';
export { workflowEnvironment } from './workflow/environment.ts';
export { identifiersOf } from './workflow/identifiers.ts';
export { errorText, expressionText, templateExpressions } from './workflow/templates.ts';
