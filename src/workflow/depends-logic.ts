import type { Condition } from './conditions.ts';

/** The results of a task by their names: Succeeded, Failed, Errored, Skipped, Omitted, Daemoned, AnySucceeded, AllFailed. */
export type TaskResults = Readonly<Record<string, boolean>>;

/** How a task ended, or may end. */
export interface TaskOutcomes {
  /** One when it is known, each that is possible when it is not. */
  readonly possible: readonly TaskResults[];
  /** What will tell; null: it is known. */
  readonly because: string | null;
}

/** Of one part of a condition: whether it holds, or in which outcomes of one task, or that this hangs on several tasks. */
type Holds = boolean | { readonly task: string; readonly outcomes: readonly boolean[] } | 'open';

/**
 * A `depends` condition over the results of tasks: names, `&&`, `||`, `!` and brackets.
 *
 * What is said of one task is weighed over all its outcomes, so that `a.Succeeded || a.Skipped` is true where only these two are possible.
 *
 * @see Argo Workflows 4.1 controller evaluateDependsLogic
 */
export function evaluateResults(source: string, tasks: ReadonlyMap<string, TaskOutcomes>): Condition {
  const tokens = source.match(/[A-Za-z0-9_.]+|&&|\|\||[!()]|\S/g) ?? [];
  const reasons = new Set<string>();
  let at = 0;
  const primary = (): Holds => {
    const token = tokens[at++] ?? '';
    if (token === '!') return not(primary());
    if (token === '(') {
      const value = either();
      at++;
      return value;
    }
    const [task = '', result = ''] = token.split('.');
    const outcomes = tasks.get(task);
    if (!outcomes) return false;
    if (outcomes.because !== null) reasons.add(outcomes.because);
    return settled(task, outcomes.possible.map((results) => results[result] ?? false));
  };
  const both = (): Holds => {
    let value = primary();
    while (tokens[at] === '&&') {
      at++;
      value = not(or(not(value), not(primary())));
    }
    return value;
  };
  const either = (): Holds => {
    let value = both();
    while (tokens[at] === '||') {
      at++;
      value = or(value, both());
    }
    return value;
  };
  const value = either();
  if (at < tokens.length) return { kind: 'error', error: `unexpected token ${tokens[at] ?? ''}` };
  return typeof value === 'boolean' ? { kind: 'known', value } : { kind: 'unknown', because: [...reasons].join(' and ') };
}

function settled(task: string, outcomes: readonly boolean[]): Holds {
  if (outcomes.every((one) => one)) return true;
  return outcomes.some((one) => one) ? { task, outcomes } : false;
}

function not(value: Holds): Holds {
  if (typeof value === 'boolean') return !value;
  return value === 'open' ? value : { ...value, outcomes: value.outcomes.map((one) => !one) };
}

function or(a: Holds, b: Holds): Holds {
  if (a === true || b === true) return true;
  if (a === false) return b;
  if (b === false) return a;
  if (a === 'open' || b === 'open' || a.task !== b.task) return 'open';
  return settled(a.task, a.outcomes.map((one, at) => one || b.outcomes[at] === true));
}
