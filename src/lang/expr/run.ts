/** The entry points: source text and environment -> result. */
import { checkTree } from './checker.ts';
import { dialectOf, type DialectName } from './dialect.ts';
import { evaluateNode } from './evaluate.ts';
import { formatValue } from './format.ts';
import { Halt, NotKnown, OutOfBudget } from './halt.ts';
import { defaultBudget, grow, type Budget, type Machine } from './machine.ts';
import { optimize } from './optimize.ts';
import { parseTree } from './parser.ts';
import { nil, openOf, typed, type Static } from './static.ts';
import { isSensitive, sensitive, typeOf, type Value } from './value.ts';

/** What names stand for. Values may be unknown or sensitive at any depth. */
export type Environment = ReadonlyMap<string, Value>;

/** A place in the source, counted from 1 in lines and code points. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface ExpressionError {
  readonly kind: 'error';
  /** Whether the expression could never run with such an environment, or failed on these values. */
  readonly where: 'compile' | 'run';
  /** In the reference's words, without the place; never with the plain text of a secret. */
  readonly message: string;
  readonly position: Place;
}

export type Result =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'unknown'; readonly because: string }
  | ExpressionError;

export interface RunOptions {
  /** The time that `now()` gives, in nanoseconds since 1970; without it `now()` is unknown. */
  readonly now?: bigint;
  readonly budget?: Partial<Budget>;
  /**
   * The keyed digest of a text, for results that tell something of a secret. Without it such a result is named after the secrets it
   * comes from, so that two of them can't be told apart.
   */
  readonly digest?: (text: string) => string;
}

/**
 * Whether a text is an expression at all, before anything is known of names and types.
 *
 * @returns null if it is
 */
export function checkSyntax(source: string, dialect: DialectName): ExpressionError | null {
  const points = [...source];
  try {
    parseTree(points, dialectOf(dialect), new Set());
    return null;
  } catch (trouble) {
    return asError(trouble, points, 'compile');
  }
}

/**
 * Compiles and runs an expression as the reference does: names and types are checked against the values in `env` first.
 *
 * Where the result depends on something unknown it is unknown; `false && unknown` is false. Where it tells anything of a secret it is
 * sensitive, and an error's message then says no more than that.
 *
 * @see antonmedv/expr 1.15.5 and expr-lang/expr 1.17.8: Compile(source, Env(env)), Run
 */
export function evaluate(source: string, env: Environment, dialectName: DialectName, options: RunOptions = {}): Result {
  const dialect = dialectOf(dialectName);
  const points = [...source];
  let where: 'compile' | 'run' = 'compile';
  const secrets = new Set<string>();
  try {
    const tree = parseTree(points, dialect, new Set(env.keys()));
    const { statics, replacements } = checkTree(tree, dialect, staticsOf(env, dialectName));
    const known = new Map(statics);
    const node = optimize(tree, dialect, known, replacements);
    where = 'run';
    const machine: Machine = {
      dialect, env, statics: known, now: options.now ?? null, variables: [], loops: [], patterns: new Map(), secrets,
      steps: options.budget?.steps ?? defaultBudget.steps,
      memory: options.budget?.memory ?? defaultBudget.memory,
      evaluate: (one) => evaluateNode(machine, one),
      grow: (size) => grow(machine, size),
    };
    return finish(machine.evaluate(node), secrets, options);
  } catch (trouble) {
    if (trouble instanceof NotKnown) return { kind: 'unknown', because: trouble.message };
    const error = asError(trouble, points, where);
    return secrets.size === 0 ? error : { ...error, message: 'the expression fails on a sensitive value' };
  }
}

function finish(value: Value, secrets: ReadonlySet<string>, { digest }: RunOptions): Result {
  if (typeof value === 'object' && value?.kind === 'unknown') return { kind: 'unknown', because: value.because };
  if (secrets.size === 0 || isSensitive(value)) return { kind: 'value', value };
  const stands = digest === undefined ? `from ${[...secrets].sort().join(' and ')}` : digest(formatValue(value));
  return { kind: 'value', value: sensitive(value, stands) };
}

/** The static types of an environment's values. Of unknown ones nothing is known; secrets have their type. */
function staticsOf(env: Environment, dialectName: DialectName): ReadonlyMap<string, Static> {
  const dialect = dialectOf(dialectName);
  const of = (value: Value): Static => {
    if (typeof value === 'object' && value?.kind === 'unknown') return openOf(dialect);
    if (typeof value === 'object' && value?.kind === 'sensitive') return of(value.reveal());
    const type = typeOf(value);
    return type === null ? nil : typed(type);
  };
  return new Map([...env].map(([name, value]) => [name, of(value)]));
}

function asError(trouble: unknown, points: readonly string[], where: 'compile' | 'run'): ExpressionError {
  if (trouble instanceof Halt) return { kind: 'error', where, message: trouble.message, position: placeOf(points, trouble.at) };
  if (trouble instanceof OutOfBudget) return { kind: 'error', where, message: trouble.message, position: placeOf(points, 0) };
  throw trouble;
}

function placeOf(points: readonly string[], at: number): Place {
  let line = 1;
  let column = 1;
  for (const char of points.slice(0, at)) {
    column = char === '\n' ? 1 : column + 1;
    if (char === '\n') line++;
  }
  return { line, column };
}

