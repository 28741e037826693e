/** The state of one parse, and the moves that every rule of the grammar is made of. */
import type { Node } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { Halt } from './halt.ts';
import type { Lexer } from './lexer.ts';
import { tokenText, type Token, type TokenKind } from './token.ts';

/** Deeper trees than this are refused, so that no walk over them can overflow the stack. */
export const maxDepth = 500;

/** The state of one parse. */
export interface Parser {
  readonly dialect: Dialect;
  /** Names of the environment, which may hide builtins. */
  readonly names: ReadonlySet<string>;
  readonly lexer: Lexer;
  readonly depths: WeakMap<Node, number>;
  /** An expression of operators that bind at least as strongly as `precedence`; at 0 also let, if and `? :`. */
  readonly expression: (precedence: number) => Node;
  /** `a; b; c`, where the dialect has it. */
  readonly sequence: () => Node;
  current: Token;
  stashed: Token | null;
  ended: boolean;
  /** How many predicates surround the current token. */
  predicates: number;
  nesting: number;
  nodes: number;
}

/** Whether the current token is of this kind and, if given, this text. */
export function at(parser: Parser, kind: TokenKind, value?: string): boolean {
  return parser.current.kind === kind && (value === undefined || parser.current.value === value);
}

/** Moves to the next token. */
export function advance(parser: Parser): void {
  if (parser.stashed !== null) {
    parser.current = parser.stashed;
    parser.stashed = null;
    return;
  }
  if (parser.ended) fail(parser, 'unexpected end of expression');
  parser.current = parser.lexer.next();
  parser.ended = parser.current.kind === 'EOF';
}

/** Moves past a token that must be there. */
export function expect(parser: Parser, kind: TokenKind, value?: string): void {
  if (!at(parser, kind, value)) unexpected(parser);
  advance(parser);
}

export function fail(parser: Parser, message: string, token: Token = parser.current): never {
  throw new Halt(message, token.at);
}

export function unexpected(parser: Parser): never {
  return fail(parser, `unexpected token ${tokenText(parser.current)}`);
}

/** Counts a node against the budgets of size and depth. */
export function made<N extends Node>(parser: Parser, node: N, children: readonly (Node | null)[]): N {
  let depth = 0;
  for (const child of children) if (child !== null) depth = Math.max(depth, parser.depths.get(child) ?? 1);
  parser.nodes++;
  if (parser.nodes > parser.dialect.maxNodes) fail(parser, 'compilation failed: expression exceeds maximum allowed nodes');
  if (depth >= maxDepth) fail(parser, 'expression is nested too deeply');
  parser.depths.set(node, depth + 1);
  return node;
}
