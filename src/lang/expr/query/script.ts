/** The expressions within paths, `@.price < 10`: text that is cut at its operators. */
import { trimSpace } from '../builtins/letters.ts';
import { readJson } from '../builtins/json.ts';
import { Fault } from '../halt.ts';
import type { Known } from '../value.ts';
import type { Token } from './token.ts';

/** Loosest first; of several of one kind the first is cut at first. */
const operators = ['||', '&&', '==', '!=', '<=', '>=', '<', '>', '=~', '!', '+', '-', '**', '*', '/', '%', 'not in', 'in', '@', '$'] as const;

export type Operator = Exclude<(typeof operators)[number], '@' | '$'>;

export type Operand =
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Operand | null; readonly right: Operand | null }
  | { readonly kind: 'path'; readonly tokens: readonly Token[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: Known };

export interface Script {
  readonly kind: 'expression';
  readonly text: string;
  /** Null for a text without operators. */
  readonly root: Operand | null;
}

type ParsePath = (path: string) => readonly Token[];

export function parseScript(text: string, parsePath: ParsePath): Script {
  return { kind: 'expression', text, root: operation(text, operators, parsePath) };
}

/**
 * Cuts at the first operator of the list that has something on both sides.
 *
 * @see evilmonkeyinc/jsonpath 0.8.1 script/standard buildOperators
 */
function operation(source: string, from: readonly string[], parsePath: ParsePath): Operand | null {
  let text = trimSpace(source);
  if (text === '') return null;
  const [next = ''] = from;
  let rest = from;
  if (text.startsWith('(') && text.endsWith(')')) {
    text = trimSpace(text.slice(1, -1));
    // Within parentheses all operators count again.
    rest = ['', ...operators];
  }
  const further = (): Operand | null => (rest.length === 1 ? null : operation(text, rest.slice(1), parsePath));
  const at = outside(text, next);
  if (at < 0) return further();
  const right = trimSpace(text.slice(at + next.length));
  const left = trimSpace(text.slice(0, at));
  if (next === '@' || next === '$') return left === '' ? { kind: 'path', tokens: parsePath(text) } : further();
  if (right === '' || (next === '!' ? left !== '' : left === '')) return further();
  return { kind: 'operation', operator: next as Operator, left: operand(left, rest, parsePath), right: operand(right, rest, parsePath) };
}

function operand(source: string, from: readonly string[], parsePath: ParsePath): Operand | null {
  const found = operation(source, from, parsePath);
  if (found !== null) return found;
  const text = trimSpace(source);
  if (text === '') return null;
  if (!/^(\[.*\]|\{.*\})$/s.test(text)) return { kind: 'text', text };
  try {
    return { kind: 'json', value: readJson(text) };
  } catch (trouble) {
    if (trouble instanceof Fault) return { kind: 'text', text };
    throw trouble;
  }
}

/** Where an operator begins that stands in no quotes and no brackets; -1 if nowhere. */
function outside(text: string, operator: string): number {
  if (operator === '') return -1;
  let quote: string | null = null;
  let round = 0;
  let square = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if ((char === '(' || char === ')') && quote === null && square <= 0) round += char === '(' ? 1 : -1;
    else if ((char === '[' || char === ']') && quote === null && round <= 0) square += char === '[' ? 1 : -1;
    else if ((char === "'" || char === '"') && square <= 0 && round <= 0 && (quote === null || quote === char)) quote = quote === null ? char : null;
    if (quote !== null || round > 0 || square > 0) continue;
    const start = at + 1 - operator.length;
    if (start >= 0 && text.startsWith(operator, start)) return start;
  }
  return -1;
}
