/**
 * The language of `when`: govaluate as Argo Workflows calls it.
 *
 * Decides whether a step, task or CronWorkflow runs, from a text in which templates have been filled in. Values that are not known yet stand
 * in it as marks (see ../open-text.ts); where the answer depends on one, it is "unknown because of what". Never throws for what users write.
 */
import { knownText } from '../open-text.ts';
import { operate } from './operate.ts';
import { compilePattern } from './pattern.ts';
import { planOf, type Stage } from './plan.ts';
import { checkOrder, type Token } from './token.ts';
import { tokensOf } from './lex.ts';
import { Trouble } from './trouble.ts';
import { isUnknown, show, type Value } from './value.ts';

export type WhenResult =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'unknown'; readonly because: string }
  | WhenError;

export interface WhenError {
  readonly kind: 'error';
  /** It is no expression, fails on its values, or gives something else than true or false; `panic`: the reference crashes over it. */
  readonly where: 'compile' | 'run' | 'type' | 'panic';
  /** In the reference's words. */
  readonly message: string;
  /** The message of the step or task that fails over it. */
  readonly nodeMessage: string;
}

/**
 * The answer of a `when`. In those of steps and tasks bare words are texts, so that `heads == tails` is false; in a CronWorkflow's they are
 * variables, of which there are none.
 *
 * `false && unknown` is false, as is `unknown == 'a' && false`.
 *
 * @param when with its templates filled in; the empty text says yes
 * @see Argo Workflows 4.1.2 shouldExecute in workflow/controller/steps.go and workflow/cron/operator.go
 */
export function evaluateWhen(when: string, kind: 'step' | 'cron' = 'step'): WhenResult {
  if (when === '') return { kind: 'bool', value: true };
  let nodeMessage = (message: string): string => `Invalid 'when' expression '${when}': ${message}${message.includes('Invalid token') ? invalidTokenHint : ''}`;
  try {
    const tokens = compiled(tokensOf(when));
    let plan = planOf(tokens);
    if (kind === 'step') {
      nodeMessage = (message) => `Failed to parse 'when' expression '${when}': ${message}`;
      plan = planOf(compiled(tokens.map(wordAsText)));
    }
    nodeMessage = (message) => `Failed to evaluate 'when' expresion '${when}': ${message}`;
    return answer(when, plan === null ? null : evaluate(plan));
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    // With parts of the text missing, what is wrong with it can't be told.
    const known = knownText(when);
    if (!known.ok) return { kind: 'unknown', because: known.message };
    const { where, message } = trouble;
    return { kind: 'error', where, message, nodeMessage: where === 'panic' ? message : nodeMessage(message) };
  }
}

const invalidTokenHint = ' (hint: try wrapping the affected expression in quotes ("))';

function answer(when: string, value: Value): WhenResult {
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (isUnknown(value)) return { kind: 'unknown', because: value.because };
  const known = knownText(when);
  if (!known.ok) return { kind: 'unknown', because: known.message };
  const message = `Expected boolean evaluation for '${when}'. Got ${show(value)}`;
  return { kind: 'error', where: 'type', message, nodeMessage: message };
}

/** Checks the order of tokens and compiles the patterns that are written out. */
function compiled(tokens: readonly Token[]): readonly Token[] {
  checkOrder(tokens);
  return tokens.map((token, index) => {
    const before = tokens[index - 1];
    if (before?.kind !== 'COMPARATOR' || (before.text !== '=~' && before.text !== '!~')) return token;
    if (token.kind !== 'STRING' || token.open !== undefined) return token;
    const pattern = compilePattern(token.text);
    if (!pattern.ok) throw new Trouble('compile', pattern.message);
    return { kind: 'PATTERN', pattern: pattern.value };
  });
}

/** What is not known yet may turn out a number, too, and stays as it is. */
function wordAsText(token: Token): Token {
  return token.kind === 'VARIABLE' && token.open === undefined ? { kind: 'STRING', text: token.text } : token;
}

function evaluate(stage: Stage): Value {
  const left = stage.left === null ? null : evaluate(stage.left);
  switch (stage.symbol) {
    case 'and':
      if (left === false) return false;
      break;
    case 'or':
      if (left === true) return true;
      break;
    case 'otherwise': case 'coalesce':
      if (left !== null) return left;
      break;
    case 'then':
      if (left === false) return null;
      break;
    case 'literal': return stage.value;
    case 'value': throw new Trouble('run', `No parameter '${stage.name}' found.`);
    default:
  }
  const right = stage.right === null ? null : evaluate(stage.right);
  if (stage.symbol === 'access') throw new Trouble('run', `No parameter '${stage.name}' found.`);
  return operate(stage.symbol, left, right);
}
