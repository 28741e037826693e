/** Literals, names, parentheses, arrays, maps, let, if, and what can follow a value: `.name`, `[index]`, `[from:to]`. */
import type { Node } from './ast.ts';
import { isName } from './lexer.ts';
import { numberNode } from './parse-number.ts';
import { parseArguments, parseCall } from './parse-call.ts';
import { advance, at, expect, fail, made, unexpected, type Parser } from './parse-state.ts';
import { tokenText } from './token.ts';

/** `let name = value; body` */
export function parseLet(parser: Parser): Node {
  expect(parser, 'Operator', 'let');
  const name = parser.current;
  expect(parser, 'Identifier');
  expect(parser, 'Operator', '=');
  const value = parser.expression(0);
  expect(parser, 'Operator', ';');
  const body = parser.sequence();
  return made(parser, { kind: 'let', name: name.value, value, body, at: name.at }, [value, body]);
}

/** `if test { then } else { otherwise }` */
export function parseConditionalWord(parser: Parser): Node {
  advance(parser);
  const test = parser.expression(0);
  const then = parseBlock(parser);
  expect(parser, 'Operator', 'else');
  parser.nesting++;
  const otherwise = at(parser, 'Operator', 'if') && parser.nesting < 400 ? parseConditionalWord(parser) : parseBlock(parser);
  parser.nesting--;
  return made(parser, { kind: 'conditional', test, then, otherwise, at: 0 }, [test, then, otherwise]);
}

function parseBlock(parser: Parser): Node {
  expect(parser, 'Bracket', '{');
  const node = parser.sequence();
  expect(parser, 'Bracket', '}');
  return node;
}

/** A value without an operator before it, and all that follows it. */
export function parsePrimary(parser: Parser): Node {
  const token = parser.current;
  if (at(parser, 'Bracket', '(')) {
    advance(parser);
    const node = parser.sequence();
    expect(parser, 'Bracket', ')');
    return parsePostfix(parser, node);
  }
  if (at(parser, 'Operator', '#') || at(parser, 'Operator', '.')) {
    if (parser.predicates > 0) return parsePointer(parser);
    if (!parser.dialect.extendedSyntax) fail(parser, 'cannot use pointer accessor outside closure');
  }
  if (at(parser, 'Operator', '::')) {
    advance(parser);
    const name = parser.current;
    expect(parser, 'Identifier');
    return parsePostfix(parser, parseCall(parser, name, [], false));
  }
  switch (token.kind) {
    case 'Identifier':
      advance(parser);
      switch (token.value) {
        case 'true': case 'false':
          return made(parser, { kind: 'bool', value: token.value === 'true', at: token.at }, []);
        case 'nil':
          return made(parser, { kind: 'nil', at: token.at }, []);
      }
      if (at(parser, 'Bracket', '(')) return parsePostfix(parser, parseCall(parser, token, [], true));
      return parsePostfix(parser, made(parser, { kind: 'identifier', name: token.value, at: token.at }, []));
    case 'Number':
      advance(parser);
      return made(parser, numberNode(parser, token), []);
    case 'String': {
      advance(parser);
      const node = made(parser, { kind: 'string', value: token.value, at: token.at }, []);
      return parser.dialect.extendedSyntax ? parsePostfix(parser, node) : node;
    }
    case 'Bytes': {
      advance(parser);
      const value = Uint8Array.from(token.value, (char) => char.charCodeAt(0));
      return parsePostfix(parser, made(parser, { kind: 'bytes', value, at: token.at }, []));
    }
    case 'Bracket':
      if (token.value === '[') return parsePostfix(parser, parseArray(parser));
      if (token.value === '{') return parsePostfix(parser, parseMap(parser));
      return unexpected(parser);
    case 'Operator': case 'EOF':
      return unexpected(parser);
  }
}

/** `#`, `#index`, or the `.` that stands for `#.` */
function parsePointer(parser: Parser): Node {
  const token = parser.current;
  let name = '';
  if (token.value === '#') {
    advance(parser);
    if (at(parser, 'Identifier')) {
      name = parser.current.value;
      advance(parser);
    }
  }
  return parsePostfix(parser, made(parser, { kind: 'pointer', name, at: token.at }, []));
}

function parseArray(parser: Parser): Node {
  const { at: start } = parser.current;
  const nodes: Node[] = [];
  expect(parser, 'Bracket', '[');
  while (!at(parser, 'Bracket', ']')) {
    if (nodes.length > 0) {
      expect(parser, 'Operator', ',');
      if (at(parser, 'Bracket', ']')) break;
    }
    nodes.push(parser.expression(0));
  }
  expect(parser, 'Bracket', ']');
  return made(parser, { kind: 'array', nodes, at: start }, nodes);
}

function parseMap(parser: Parser): Node {
  const { at: start } = parser.current;
  const pairs: { key: Node; value: Node }[] = [];
  expect(parser, 'Bracket', '{');
  while (!at(parser, 'Bracket', '}')) {
    if (pairs.length > 0) {
      expect(parser, 'Operator', ',');
      if (at(parser, 'Bracket', '}')) break;
      if (at(parser, 'Operator', ',')) unexpected(parser);
    }
    const key = parseKey(parser);
    expect(parser, 'Operator', ':');
    pairs.push({ key, value: parser.expression(0) });
  }
  expect(parser, 'Bracket', '}');
  return made(parser, { kind: 'map', pairs, at: start }, pairs.flatMap((pair) => [pair.key, pair.value]));
}

function parseKey(parser: Parser): Node {
  const token = parser.current;
  if (token.kind === 'Number' || token.kind === 'String' || token.kind === 'Identifier') {
    advance(parser);
    return made(parser, { kind: 'string', value: token.value, at: token.at }, []);
  }
  if (at(parser, 'Bracket', '(')) return parser.expression(0);
  return fail(
    parser,
    `a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token ${tokenText(token)})`,
  );
}

/** Everything that follows a value. */
export function parsePostfix(parser: Parser, start: Node): Node {
  let node = start;
  for (;;) {
    if (at(parser, 'Operator', '.')) node = parseProperty(parser, node, false);
    else if (at(parser, 'Operator', '?.')) {
      advance(parser);
      node = at(parser, 'Bracket', '[') && parser.dialect.extendedSyntax ? parseIndex(parser, node, true) : parsePropertyName(parser, node, true);
    } else if (at(parser, 'Bracket', '[')) node = parseIndex(parser, node, false);
    else return node;
  }
}

function parseProperty(parser: Parser, node: Node, optional: boolean): Node {
  advance(parser);
  return parsePropertyName(parser, node, optional);
}

function parsePropertyName(parser: Parser, base: Node, optional: boolean): Node {
  const token = parser.current;
  advance(parser);
  if (token.kind !== 'Identifier' && (token.kind !== 'Operator' || !isName(token.value))) fail(parser, 'expected name');
  const property = made(parser, { kind: 'string', value: token.value, at: token.at }, []);
  const chained = base.kind === 'chain';
  const node = chained ? base.node : base;
  const method = at(parser, 'Bracket', '(');
  const member = made(parser, { kind: 'member', node, property, optional, method, at: token.at }, [node, property]);
  let out: Node = member;
  if (method) {
    const args = parseArguments(parser, []);
    out = made(parser, { kind: 'call', callee: member, args, at: token.at }, [member, ...args]);
  }
  return chained || optional ? made(parser, { kind: 'chain', node: out, at: token.at }, [out]) : out;
}

function parseIndex(parser: Parser, node: Node, optional: boolean): Node {
  const { at: start } = parser.current;
  advance(parser);
  const from = at(parser, 'Operator', ':') ? null : parser.expression(0);
  if (at(parser, 'Operator', ':')) {
    advance(parser);
    const to = at(parser, 'Bracket', ']') ? null : parser.expression(0);
    const slice = made(parser, { kind: 'slice', node, from, to, at: start }, [node, from, to]);
    expect(parser, 'Bracket', ']');
    return slice;
  }
  if (from === null) return unexpected(parser);
  const member = made(parser, { kind: 'member', node, property: from, optional, method: false, at: start }, [node, from]);
  const out = optional ? made(parser, { kind: 'chain', node: member, at: start } as const, [member]) : member;
  expect(parser, 'Bracket', ']');
  return out;
}
