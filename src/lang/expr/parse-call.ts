/** Calls: of builtins, of functions with predicates, of names. */
import type { Node } from './ast.ts';
import { isBuiltin } from './builtins/names.ts';
import { advance, at, expect, fail, made, type Parser } from './parse-state.ts';
import type { Token } from './token.ts';

type Argument = 'expression' | 'predicate' | 'optional expression' | 'optional predicate';

const onePredicate: readonly Argument[] = ['expression', 'predicate'];
const conditionForms: ReadonlyMap<string, readonly Argument[]> = new Map([
  ...['all', 'none', 'any', 'one', 'filter', 'map', 'count', 'find', 'findIndex', 'findLast', 'findLastIndex', 'groupBy'].map(
    (name) => [name, onePredicate] as const,
  ),
  ['reduce', ['expression', 'predicate', 'optional expression']],
]);
const workflowForms: ReadonlyMap<string, readonly Argument[]> = new Map([
  ...conditionForms,
  ['count', ['expression', 'optional predicate']],
  ['sum', ['expression', 'optional predicate']],
  ['sortBy', ['expression', 'predicate', 'optional expression']],
]);

/**
 * The call that `name` and the arguments from the current `(` on make.
 *
 * @param before arguments that stood in front of a pipe.
 * @param hideable whether the environment may hide a builtin of this name (`::name()` says no).
 */
export function parseCall(parser: Parser, name: Token, before: readonly Node[], hideable: boolean): Node {
  const hidden = hideable && parser.dialect.environmentHidesBuiltins && parser.names.has(name.value);
  const forms = parser.dialect.extendedSyntax ? workflowForms : conditionForms;
  const form = forms.get(name.value);
  if (form !== undefined && !hidden) {
    const args = parser.dialect.extendedSyntax ? parseForm(parser, form, before) : parseStrictForm(parser, form, before);
    return made(parser, { kind: 'builtin', name: name.value, args, at: name.at }, args);
  }
  const args = parseArguments(parser, before);
  if (!hidden && isBuiltin(name.value, parser.dialect)) return made(parser, { kind: 'builtin', name: name.value, args, at: name.at }, args);
  const callee = made(parser, { kind: 'identifier', name: name.value, at: name.at }, []);
  return made(parser, { kind: 'call', callee, args, at: name.at }, [callee, ...args]);
}

/** `(a, b)` */
export function parseArguments(parser: Parser, before: readonly Node[]): Node[] {
  const args = [...before];
  expect(parser, 'Bracket', '(');
  while (!at(parser, 'Bracket', ')')) {
    if (args.length > before.length) {
      expect(parser, 'Operator', ',');
      if (parser.dialect.extendedSyntax && at(parser, 'Bracket', ')')) break;
    }
    args.push(parser.expression(0));
  }
  expect(parser, 'Bracket', ')');
  return args;
}

function parseForm(parser: Parser, form: readonly Argument[], before: readonly Node[]): Node[] {
  const args = [...before];
  const rest = form.slice(before.length);
  expect(parser, 'Bracket', '(');
  for (const [index, argument] of rest.entries()) {
    if (at(parser, 'Bracket', ')')) {
      if (argument.startsWith('optional')) break;
      fail(parser, `expected at least ${rest.length} arguments`);
    }
    if (index > 0) expect(parser, 'Operator', ',');
    args.push(argument.endsWith('predicate') ? parsePredicate(parser) : parser.expression(0));
  }
  if (at(parser, 'Operator', ',')) advance(parser);
  expect(parser, 'Bracket', ')');
  return args;
}

function parseStrictForm(parser: Parser, form: readonly Argument[], before: readonly Node[]): Node[] {
  const args = [...before];
  expect(parser, 'Bracket', '(');
  for (const [index, argument] of form.slice(before.length).entries()) {
    if (argument === 'optional expression') {
      if (!at(parser, 'Operator', ',')) break;
      advance(parser);
    } else if (index > 0) expect(parser, 'Operator', ',');
    args.push(argument === 'predicate' ? parsePredicate(parser) : parser.expression(0));
  }
  expect(parser, 'Bracket', ')');
  return args;
}

function parsePredicate(parser: Parser): Node {
  const { at: start } = parser.current;
  const braces = at(parser, 'Bracket', '{');
  if (braces) advance(parser);
  parser.predicates++;
  const node = braces ? parser.sequence() : parser.expression(0);
  if (!braces && parser.dialect.extendedSyntax && at(parser, 'Operator', ';')) fail(parser, 'wrap predicate with brackets { and }');
  parser.predicates--;
  if (braces) expect(parser, 'Bracket', '}');
  return made(parser, { kind: 'predicate', node, at: start }, [node]);
}
