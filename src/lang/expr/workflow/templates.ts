/** `{{= }}` tags. */
import { goQuote } from '../../go-text.ts';
import { secretText, unknownText } from '../../open-text.ts';
import type { ExpressionOutcome, TemplateExpressions } from '../../template/index.ts';
import { writeJson } from '../builtins/json.ts';
import { Fault } from '../halt.ts';
import { evaluate, type Environment, type ExpressionError, type RunOptions } from '../run.ts';
import { isSensitive, type Known } from '../value.ts';
import type { FunctionOptions } from './functions.ts';
import { identifiersOf } from './identifiers.ts';
import { isInEnvironment, workflowEnvironment } from './environment.ts';

/** Names that have a value late: an expression with one of them waits for it. */
const late: ReadonlySet<string> = new Set([
  'item', 'retries', 'lastRetry.exitCode', 'lastRetry.status', 'lastRetry.duration', 'lastRetry.message', 'workflow.status', 'workflow.failures',
]);

/**
 * Runs the expressions of templates.
 *
 * A name that has no value yet leaves the whole tag for a later pass; so does a result of nil while anything is missing.
 *
 * @see Argo Workflows 4.1.2 util/template/expression_template.go
 */
export function templateExpressions(options: RunOptions & FunctionOptions = {}): TemplateExpressions {
  return (scope) => {
    const environment = workflowEnvironment(scope, options);
    return (expression, required) => replace(expression, environment, required, options);
  };
}

function replace(escaped: string, environment: Environment, required: ((name: string) => boolean) | null, options: RunOptions): ExpressionOutcome {
  const expression = unescaped(escaped);
  if (expression === null) return { kind: 'error', message: 'failed to unmarshall JSON expression: the text is no JSON string' };
  const names = identifiersOf(expression);
  const missing = (names ?? []).filter((name) => !isInEnvironment(environment, name));
  const needed = missing.find((name) => required?.(name) === true);
  if (needed !== undefined) return { kind: 'error', message: `failed to evaluate expression: ${needed} is missing` };
  const mayStay = names !== null && (missing.length > 0 || required === null);
  if (mayStay && missing.some((name) => late.has(name))) return { kind: 'unresolved' };
  return expressionText(expression, environment, mayStay, options);
}

/**
 * What stands in a JSON string in place of an expression.
 *
 * @param mayStay where there is no result, or an error, the tag stays for a later pass
 */
export function expressionText(expression: string, environment: Environment, mayStay: boolean, options: RunOptions = {}): ExpressionOutcome {
  const result = evaluate(expression, environment, 'workflow', options);
  if (result.kind === 'unknown') return { kind: 'text', text: quoted(unknownText(result.because)) };
  if (mayStay && (result.kind === 'error' || result.value === null)) return { kind: 'unresolved' };
  if (result.kind === 'error') return { kind: 'error', message: `failed to evaluate expression: ${errorText(expression, result)}` };
  if (result.value === null) return { kind: 'error', message: `failed to evaluate expression ${goQuote(JSON.stringify(expression).slice(1, -1))}` };
  if (isSensitive(result.value)) return { kind: 'text', text: quoted(secretText(result.value.digest)) };
  return written(result.value as Known, mayStay);
}

/** A text stands bare in the text around it; all else as its JSON, quoted once more. */
function written(value: Known, mayStay: boolean): ExpressionOutcome {
  try {
    const json = writeJson(value, null);
    if (json.length > 1 && json.startsWith('"') && json.endsWith('"')) return { kind: 'text', text: json.slice(1, -1) };
    return { kind: 'text', text: quoted(json) };
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    return mayStay ? { kind: 'unresolved' } : { kind: 'error', message: `failed to marshal evaluated expression: ${trouble.message}` };
  }
}

function unescaped(text: string): string | null {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return null;
  }
}

function quoted(text: string): string {
  return goQuote(text).slice(1, -1);
}

/**
 * An error as the reference prints it: the message, where, and the line with a mark below the place.
 *
 * @see expr-lang/expr 1.17.8 file.Error
 */
export function errorText(source: string, { message, position: { line, column } }: ExpressionError): string {
  const text = source.split('\n')[line - 1] ?? '';
  if (text === '') return message;
  return `${message} (${line}:${column})\n | ${text}\n | ${'.'.repeat(Math.max(0, column - 1))}^`;
}
