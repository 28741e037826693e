/** Tokens -> stages, in the very order in which the reference computes them. */
import { chainOf, operatorSymbols, prefixSymbols, type Level, type Symbol } from './symbol.ts';
import type { Token } from './token.ts';
import { Trouble } from './trouble.ts';
import type { Value } from './value.ts';

/** A step of an evaluation. Stages change while a plan is made, and no longer after it. */
export interface Stage {
  symbol: Symbol;
  left: Stage | null;
  right: Stage | null;
  /** Of literals. */
  value: Value;
  /** The name of a variable, or the first of an accessor. */
  name: string;
}

interface Stream {
  readonly tokens: readonly Token[];
  at: number;
}

const levels: readonly Level[] = ['separator', 'ternary', 'or', 'and', 'comparator', 'bitwise', 'shift', 'additive', 'multiplicative', 'exponential'];
/** So that no walk over a plan can overflow the stack. */
const maxTokens = 4000;
const maxClauses = 300;

function stage(symbol: Symbol, left: Stage | null, right: Stage | null, value: Value = null, name = ''): Stage {
  return { symbol, left, right, value, name };
}

/**
 * The stages of tokens whose order has been checked. What follows a complete expression without an operator is not looked at.
 *
 * @see Knetic/govaluate planStages
 */
export function planOf(tokens: readonly Token[]): Stage | null {
  if (tokens.length > maxTokens || tokens.filter(({ kind }) => kind === 'CLAUSE').length > maxClauses) throw new Trouble('compile', 'The expression is too long');
  const root = planTokens({ tokens, at: 0 });
  if (root !== null) takeFromLeft(root);
  return root;
}

function planTokens(stream: Stream): Stage | null {
  return stream.at < stream.tokens.length ? planLevel(stream, 0) : null;
}

/** A chain of one level is planned from the right, and turned round afterwards. */
function planLevel(stream: Stream, depth: number): Stage | null {
  const level = levels[depth];
  if (level === undefined) return planAccess(stream);
  const left = planLevel(stream, depth + 1);
  const token = stream.tokens[stream.at];
  const symbol = token === undefined ? null : symbolAt(token, level);
  if (symbol === null) return left;
  stream.at++;
  const right = planLevel(stream, depth);
  return stage(symbol, left, right);
}

function symbolAt(token: Token, level: Level): Symbol | null {
  if (token.kind === 'SEPARATOR') return level === 'separator' ? 'separate' : null;
  if (token.kind !== 'MODIFIER' && token.kind !== 'COMPARATOR' && token.kind !== 'LOGICALOP' && token.kind !== 'TERNARY') return null;
  const found = operatorSymbols[token.text];
  return found?.level === level ? found.symbol : null;
}

/** An accessor with parentheses behind it takes all that follows for its arguments. */
function planAccess(stream: Stream): Stage | null {
  const token = stream.tokens[stream.at];
  if (token?.kind !== 'ACCESSOR') return planValue(stream);
  stream.at++;
  const args = stream.tokens[stream.at]?.kind === 'CLAUSE' ? planTokens(stream) : null;
  return stage('access', null, args, null, token.names[0]);
}

function planValue(stream: Stream): Stage | null {
  const token = stream.tokens[stream.at];
  if (token === undefined || token.kind === 'CLAUSE_CLOSE') return null;
  stream.at++;
  switch (token.kind) {
    case 'CLAUSE': {
      const inside = planTokens(stream);
      stream.at++;
      return stage('group', null, inside);
    }
    case 'PREFIX': {
      const operand = planAccess(stream);
      return stage(prefixSymbols[token.text] ?? 'negate', null, operand);
    }
    case 'VARIABLE': return token.open === undefined ? stage('value', null, null, null, token.text) : stage('literal', null, null, token.open);
    case 'STRING': return stage('literal', null, null, token.open ?? token.text);
    case 'NUMERIC': case 'BOOLEAN': return stage('literal', null, null, token.value);
    case 'PATTERN': return stage('literal', null, null, token.pattern);
    case 'TIME': return stage('literal', null, null, token.seconds);
    default: throw new Trouble('compile', `Unable to plan token kind: '${token.kind}', value: '${'text' in token ? token.text : ''}'`);
  }
}

/** Turns each chain of operators of one strength round, so that it is taken from the left. */
function takeFromLeft(root: Stage): void {
  let chain: Stage[] = [];
  let current = chainOf(root.symbol);
  for (let one: Stage | null = root; one !== null; ) {
    const { right }: Stage = one;
    if (one.left !== null) takeFromLeft(one.left);
    const kind = chainOf(one.symbol);
    if (kind === current) chain.push(one);
    else {
      mirror(chain);
      chain = [one];
      current = kind;
    }
    one = right;
  }
  mirror(chain);
}

/**
 * a - (b - (c - d)) becomes ((a - b) - c) - d: each stage keeps its place on the way down, which now leads to the left, and takes the
 * operator of its opposite. Chains of prefixes and of groups have no left side, and their one operand changes sides as it moves.
 */
function mirror(chain: readonly Stage[]): void {
  const [first] = chain;
  const last = chain.at(-1);
  if (first === undefined || last === undefined || chain.length < 2) return;
  for (const one of chain) [one.left, one.right] = [one.right, one.left];
  [last.left, first.right] = [first.right, last.left];
  const count = chain.length;
  for (let n = 0; n < Math.trunc((count - 2) / 2) + 1; n++) {
    const front = chain[n + 1];
    const back = chain[count - n - 1];
    if (front !== undefined && back !== undefined) [front.right, back.right] = [back.right, front.right];
  }
  for (let n = 0; n < Math.trunc(count / 2); n++) {
    const front = chain[n];
    const back = chain[count - n - 1];
    if (front === undefined || back === undefined) continue;
    [front.symbol, back.symbol] = [back.symbol, front.symbol];
    [front.value, back.value] = [back.value, front.value];
    [front.name, back.name] = [back.name, front.name];
  }
}
