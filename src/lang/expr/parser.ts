/** Text -> syntax tree: operators and their precedence. Values and what follows them are in parse-primary.ts and parse-call.ts. */
import type { BinaryOperator, Node, UnaryOperator } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { lexer, type Lexer } from './lexer.ts';
import { binaryPrecedence, canBeNegated, groupsFromRight, isOrdering, unaryPrecedence } from './operators.ts';
import { parseCall } from './parse-call.ts';
import { parseConditionalWord, parseLet, parsePostfix, parsePrimary } from './parse-primary.ts';
import { advance, at, expect, fail, made, maxDepth, unexpected, type Parser } from './parse-state.ts';
import type { Token } from './token.ts';

/** Parses a whole expression. Fails with Halt at the first thing that can't be read. */
export function parseTree(points: readonly string[], dialect: Dialect, names: ReadonlySet<string>): Node {
  const parser: Parser = {
    dialect, names, lexer: lexer(points, dialect), depths: new WeakMap(), current: { kind: 'EOF', value: '', at: 0 }, stashed: null,
    ended: false, predicates: 0, nesting: 0, nodes: 0,
    expression: (precedence) => parseExpression(parser, precedence),
    sequence: () => parseSequence(parser),
  };
  // The older dialect splits the whole text into tokens first, so that a bad character comes before bad grammar.
  if (!dialect.extendedSyntax) readAll(lexer(points, dialect));
  advance(parser);
  const node = parseSequence(parser);
  if (parser.current.kind !== 'EOF') unexpected(parser);
  return node;
}

function readAll({ next }: Lexer): void {
  while (next().kind !== 'EOF');
}

function parseSequence(parser: Parser): Node {
  const first = parseExpression(parser, 0);
  if (!parser.dialect.extendedSyntax || !at(parser, 'Operator', ';')) return first;
  const nodes = [first];
  while (at(parser, 'Operator', ';')) {
    advance(parser);
    if (at(parser, 'EOF')) break;
    nodes.push(parseExpression(parser, 0));
  }
  return nodes.length === 1 ? first : made(parser, { kind: 'sequence', nodes, at: first.at }, nodes);
}

function parseExpression(parser: Parser, precedence: number): Node {
  parser.nesting++;
  if (parser.nesting > maxDepth) fail(parser, 'expression is nested too deeply');
  const node = parseOperators(parser, precedence);
  parser.nesting--;
  return node;
}

function parseOperators(parser: Parser, precedence: number): Node {
  if (precedence === 0 && at(parser, 'Operator', 'let')) return parseLet(parser);
  if (precedence === 0 && parser.dialect.extendedSyntax && at(parser, 'Operator', 'if')) return parseConditionalWord(parser);
  let left = parseUnary(parser);
  let previous = '';
  for (;;) {
    const step = parseOneOperator(parser, left, precedence, previous);
    if (step === null) break;
    left = step.node;
    previous = step.operator;
  }
  return precedence === 0 ? parseTernary(parser, left) : left;
}

function parseOneOperator(parser: Parser, left: Node, precedence: number, previous: string): { readonly node: Node; readonly operator: string } | null {
  let token = parser.current;
  if (token.kind !== 'Operator') return null;
  let negation: Token | null = null;
  if (token.value === 'not') {
    advance(parser);
    const strength = binaryPrecedence(parser.current.value);
    if (parser.dialect.chainedComparisons && !canBeNegated(parser.current.value)) unexpected(parser);
    if (parser.dialect.chainedComparisons && (strength === undefined || strength < precedence)) {
      parser.stashed = parser.current;
      parser.current = token;
      return null;
    }
    negation = parser.current;
    token = parser.current;
  }
  const strength = binaryPrecedence(token.value);
  if (strength === undefined || strength < precedence || token.kind !== 'Operator') return null;
  advance(parser);
  if (token.value === '|') {
    const name = parser.current;
    expect(parser, 'Identifier');
    return { node: parseCall(parser, name, [left], true), operator: '|' };
  }
  const operator = token.value as BinaryOperator;
  if (previous === '??' && operator !== '??') {
    fail(parser, `Operator (${operator}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.`, token);
  }
  if (parser.dialect.chainedComparisons && isOrdering(operator)) return parseOrdering(parser, left, token, strength);
  const right = parseExpression(parser, groupsFromRight(operator) ? strength : strength + 1);
  const node = made(parser, { kind: 'binary', operator, left, right, at: token.at }, [left, right]);
  if (negation === null) return { node, operator };
  return { node: made(parser, { kind: 'unary', operator: 'not', node, at: negation.at }, [node]), operator };
}

/** `a < b <= c`: each neighbour compared, all of it joined by &&. */
function parseOrdering(parser: Parser, first: Node, operator: Token, strength: number): { readonly node: Node; readonly operator: string } {
  let left = first;
  let token = operator;
  let all: Node | null = null;
  for (;;) {
    const right = parseExpression(parser, strength + 1);
    const one: Node = made(parser, { kind: 'binary', operator: token.value as BinaryOperator, left, right, at: token.at }, [left, right]);
    all = all === null ? one : made(parser, { kind: 'binary', operator: '&&', left: all, right: one, at: token.at }, [all, one]);
    left = right;
    if (!at(parser, 'Operator') || !isOrdering(parser.current.value)) return { node: all, operator: operator.value };
    token = parser.current;
    advance(parser);
  }
}

function parseUnary(parser: Parser): Node {
  const token = parser.current;
  const strength = token.kind === 'Operator' ? unaryPrecedence(token.value) : undefined;
  if (strength === undefined) return parsePrimary(parser);
  advance(parser);
  const node = parseExpression(parser, strength);
  return parsePostfix(parser, made(parser, { kind: 'unary', operator: token.value as UnaryOperator, node, at: token.at }, [node]));
}

function parseTernary(parser: Parser, first: Node): Node {
  let test = first;
  while (at(parser, 'Operator', '?')) {
    advance(parser);
    let then = test;
    if (at(parser, 'Operator', ':')) advance(parser);
    else {
      then = parseExpression(parser, 0);
      expect(parser, 'Operator', ':');
    }
    const otherwise = parseExpression(parser, 0);
    test = made(parser, { kind: 'conditional', test, then, otherwise, at: parser.current.at }, [test, then, otherwise]);
  }
  return test;
}
