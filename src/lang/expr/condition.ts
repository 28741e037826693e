/** Success and failure conditions of analysis. */
import { toFloat, toInt } from './arithmetic.ts';
import { formatValue } from './format.ts';
import { fault } from './halt.ts';
import { fromData } from './plain.ts';
import { evaluate, type ExpressionError, type Result, type RunOptions } from './run.ts';
import { parseFloat64, parseInt64 } from './strconv.ts';
import * as types from './types.ts';
import { func, list, sized, typeName, type Known, type Value } from './value.ts';

export type AssessedPhase = 'Successful' | 'Failed' | 'Inconclusive' | 'Error';

export type Assessment =
  | { readonly kind: 'phase'; readonly phase: Exclude<AssessedPhase, 'Error'> }
  | { readonly kind: 'phase'; readonly phase: 'Error'; readonly message: string; readonly condition: 'success' | 'failure'; readonly error: ConditionError }
  /** The measurement, or what it is compared with, is not known yet. */
  | { readonly kind: 'unknown'; readonly because: string };

/** An expression's error, or a result that is no bool. */
export type ConditionError = ExpressionError | { readonly kind: 'error'; readonly where: 'type'; readonly message: string };

export type ConditionResult =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'unknown'; readonly because: string }
  | ConditionError;

export interface Conditions {
  readonly successCondition?: string | null;
  readonly failureCondition?: string | null;
}

/**
 * The phase and message of a measurement given as plain data: a number, a list of numbers (as Prometheus gives for a vector), text, or
 * whatever JSON a web metric answered.
 *
 * A condition that depends on what is not known, such as `now()` without a time in `options`, is an Error that says so.
 *
 * @see assessMeasurement
 */
export function assessCondition(
  successCondition: string | null,
  failureCondition: string | null,
  measured: unknown,
  options: RunOptions = {},
): { readonly phase: AssessedPhase; readonly message: string } {
  const assessment = assessMeasurement({ successCondition, failureCondition }, measurement(measured), options);
  if (assessment.kind === 'unknown') return { phase: 'Error', message: `not known yet: ${assessment.because}` };
  return { phase: assessment.phase, message: assessment.phase === 'Error' ? assessment.message : '' };
}

/** Plain data as the Go types that the reference's providers give. */
function measurement(measured: unknown): Value {
  if (Array.isArray(measured) && measured.length > 0 && measured.every((item) => typeof item === 'number')) {
    return list(measured, types.floats);
  }
  return fromData(measured);
}

/**
 * The phase that a measurement gets.
 *
 * Without conditions it is Successful; with one, the other is its opposite; where both hold it is Failed, where none holds it is
 * Inconclusive. A condition that can't be evaluated makes it an Error, the success condition's first.
 *
 * @param result what was measured: a float64, a list, a string, an object, or nil.
 * @see Argo Rollouts 1.9.1, utils/evaluate: EvaluateResult
 */
export function assessMeasurement(conditions: Conditions, result: Value, options: RunOptions = {}): Assessment {
  const success = conditions.successCondition ?? '';
  const failure = conditions.failureCondition ?? '';
  if (success === '' && failure === '') return phase('Successful');
  const succeeded = success === '' ? null : evaluateCondition(success, result, options);
  if (succeeded?.kind === 'error') return errored('success', succeeded);
  const failed = failure === '' ? null : evaluateCondition(failure, result, options);
  if (failed?.kind === 'error') return errored('failure', failed);
  for (const one of [succeeded, failed]) if (one?.kind === 'unknown') return one;
  const holds = (one: ConditionResult | null): boolean => one?.kind === 'bool' && one.value;
  if (failed === null) return phase(holds(succeeded) ? 'Successful' : 'Failed');
  if (holds(failed)) return phase('Failed');
  return phase(succeeded === null || holds(succeeded) ? 'Successful' : 'Inconclusive');
}

function phase(name: Exclude<AssessedPhase, 'Error'>): Assessment {
  return { kind: 'phase', phase: name };
}

function errored(condition: 'success' | 'failure', error: ConditionError): Assessment {
  return { kind: 'phase', phase: 'Error', message: error.message, condition, error };
}

/**
 * Whether one condition holds for a measurement.
 *
 * @see Argo Rollouts 1.9.1, utils/evaluate: EvalCondition
 */
export function evaluateCondition(condition: string, result: Value, options: RunOptions = {}): ConditionResult {
  const outcome: Result = evaluate(condition, environment(result), 'condition', options);
  if (outcome.kind !== 'value') return outcome;
  let { value } = outcome;
  // One bit of a secret shows here, as it must: the phase is what the condition is for.
  while (typeof value === 'object' && value?.kind === 'sensitive') value = value.reveal();
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'object' && value?.kind === 'unknown') return value;
  return { kind: 'error', where: 'type', message: `expected bool, but got ${typeName(value)}` };
}

/** The names that conditions may use. */
function environment(result: Value): ReadonlyMap<string, Value> {
  const { any, bool, float64, int64 } = types;
  return new Map<string, Value>([
    ['result', result],
    ['asInt', func(types.func([any], [int64]), ([value = null]) => sized(int64, asInt(value)))],
    ['asFloat', func(types.func([any], [float64]), ([value = null]) => asFloat(value))],
    ['isNaN', func(types.func([float64], [bool]), ([value]) => Number.isNaN(value))],
    ['isInf', func(types.func([float64], [bool]), ([value]) => value === Infinity || value === -Infinity)],
    // These two look at the measurement and not at their argument, as the reference does.
    ['isNil', func(types.func([any], [bool]), () => isNil(result))],
    ['default', func(types.func([any, any], [any]), ([, fallback = null]) => orDefault(result, fallback))],
  ]);
}

function isNil(result: Value): Value {
  if (typeof result !== 'object' || result === null) return result === null;
  return result.kind === 'unknown' ? result : false;
}

function orDefault(result: Value, fallback: Known): Value {
  return result ?? fallback;
}

function asInt(value: Known): bigint {
  if (typeof value !== 'string') return isNumber(value) ? toInt(value) : fault(`asInt() not supported on ${typeName(value)} ${formatValue(value)}`);
  const parsed = parseInt64(value, 10);
  return 'value' in parsed ? parsed.value : fault(parsed.error);
}

function asFloat(value: Known): number {
  if (typeof value !== 'string') return isNumber(value) ? toFloat(value) : fault(`asFloat() not supported on ${typeName(value)} ${formatValue(value)}`);
  const parsed = parseFloat64(value);
  return 'value' in parsed ? parsed.value : fault(parsed.error);
}

function isNumber(value: Known): boolean {
  if (typeof value === 'object') return value?.kind === 'sized' && types.isBuiltinInteger(value.type);
  return typeof value === 'bigint' || typeof value === 'number';
}
