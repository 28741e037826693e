import { describe, expect, test } from 'vitest';
import * as expr from '../../../src/lang/expr/index.ts';

const { evaluate, fromPlain, sensitive, toPlain, unknown } = expr;
const secret = (plain: expr.Plain): expr.Sensitive => sensitive(fromPlain(plain), 'digest-1');

/** What an expression gives over plain data, as text a person would read. */
function run(source: string, env: Readonly<Record<string, expr.Plain>> = {}, dialect: expr.DialectName = 'workflow'): string {
  const result = evaluate(source, new Map(Object.entries(env).map(([name, value]) => [name, fromPlain(value)])), dialect);
  switch (result.kind) {
    case 'value': return show(toPlain(result.value));
    case 'unknown': return `unknown: ${result.because}`;
    case 'error': return `${result.position.line}:${result.position.column} ${result.message}`;
  }
}

function show(value: expr.Plain): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `int ${item}` : item));
}

describe('unknown values', () => {
  test.each([
    ['false && x', 'false'],
    ['true || x', 'true'],
    ['true && x', 'unknown: step "gen" has not run'],
    ['x && false', 'false'],
    ['x && no', 'unknown: step "gen" has not run'],
    ['x == x', 'unknown: step "gen" has not run'],
    ['no ? x : 1', '"int 1"'],
    ['x ? 1 : 1', 'unknown: step "gen" has not run'],
    ['[1, x][0]', '"int 1"'],
    ['len([1, x])', '"int 2"'],
    ['upper(x)', 'unknown: step "gen" has not run'],
    ['all([1, x], # > 5)', 'false'],
    ['any([1, x], # > 5)', 'unknown: step "gen" has not run'],
    ['{a: x}.b ?? 2', '"int 2"'],
    ['toJSON({a: x})', 'unknown: step "gen" has not run'],
    ['now() > date("2026-01-01")', 'unknown: the time of the run'],
    ['x.y.z', 'unknown: step "gen" has not run'],
    ['x + ', '1:4 unexpected token EOF'],
    ['nope + x', '1:1 unknown name nope'],
  ])('%s', (source, want) => {
    expect(run(source, { x: unknown('step "gen" has not run'), no: false })).toBe(want);
  });

  test('inside of what an expression gives stay where they are', () => {
    expect(run('[1, x]', { x: unknown('y') })).toBe('["int 1",{"kind":"unknown","because":"y"}]');
  });
});

describe('sensitive values', () => {
  const env = { password: secret('hunter2'), plain: 'x', list: ['a', secret('hunter2')] };

  test.each([
    'password', 'upper(password)', "password + '!'", "password == 'hunter2'", 'plain + password', "password == 'x' ? 1 : 2", 'len(password)',
    'filter(list, # == "hunter2")', 'toJSON(list)', 'list[1]', 'let p = password; p + p',
  ])('%s is sensitive, and its plain text shows nowhere', (source) => {
    const shown = run(source, env);
    expect(shown).toContain('"kind":"sensitive","digest":"');
    expect(shown).not.toMatch(/hunter2/i);
  });

  test.each([
    ['false && password == "x"', 'false'],
    ['list[0]', '"a"'],
    ['len(list)', '"int 2"'],
    ['int(password)', '1:1 the expression fails on a sensitive value'],
    ['password.nope', '1:10 type string has no field nope'],
    ['fromJSON(password)', '1:1 the expression fails on a sensitive value'],
    ['upper(password) + nope', '1:19 unknown name nope'],
  ])('%s', (source, want) => {
    expect(run(source, env)).toBe(want);
  });

  test('derived values are named after their secrets, or by a digest of their own', () => {
    const values = new Map([['a', sensitive('x', 'one')], ['b', sensitive('y', 'two')]]);
    const digestOf = (options: expr.RunOptions): unknown => {
      const result = evaluate('b + a', values, 'workflow', options);
      return result.kind === 'value' && expr.isSensitive(result.value) ? result.value.digest : result;
    };
    expect(digestOf({})).toBe('from one and two');
    expect(digestOf({ digest: (text) => `keyed ${text.length}` })).toBe('keyed 2');
  });
});

describe('budgets', () => {
  const spend = (source: string): string => {
    const result = evaluate(source, new Map(), 'workflow', { budget: { steps: 20_000 } });
    return result.kind === 'error' ? result.message : result.kind;
  };

  test.each([
    ['1..10000000', 'memory budget exceeded'],
    ['1..9223372036854775807', 'memory budget exceeded'],
    ['map(1..1000, map(1..1000, #))', 'step budget exceeded'],
    ["reduce(1..40, #acc + #acc, 'x')", 'memory budget exceeded'],
    ["repeat('x', 2000000)", 'memory budget exceeded'],
    ["repeat(repeat('x', 1000), 100000)", 'memory budget exceeded'],
    ["repeat('a', 20000) matches '(a*)*b'", 'step budget exceeded'],
    ["repeat('a', 50) matches '(a|a)*b'", 'value'],
    ["'a' matches '((a{1000}){1000}){1000}'", 'error parsing regexp: invalid repeat count: `{1000}`'],
  ])('%s', (source, want) => {
    expect(spend(source)).toBe(want);
  });

  test.each([
    ['('.repeat(100_000), 'expression is nested too deeply'],
    ['['.repeat(100_000), 'expression is nested too deeply'],
    ['-'.repeat(100_000) + '1', 'expression is nested too deeply'],
    [Array(100_000).fill('1').join('+'), 'expression is nested too deeply'],
    [`a${'.b'.repeat(100_000)}`, 'expression is nested too deeply'],
    [Array(5_000).fill('[1]').join(','), 'unexpected token Operator(",")'],
    [`[${Array(20_000).fill('1').join(',')}]`, 'compilation failed: expression exceeds maximum allowed nodes'],
  ])('of depth and size', (source, want) => {
    expect(spend(source)).toBe(want);
  });

  test('hold for the longest chain that is allowed', () => {
    expect(spend(Array(499).fill('1').join(' + '))).toBe('value');
  });
});

describe('functions of the environment', () => {
  const { goTypes } = expr;
  const { any, int, int64, string } = goTypes;
  const half = expr.func(goTypes.func([int], [int64]), ([n]) => expr.sized(int64, (n as bigint) / 2n));
  const joined = expr.func(goTypes.func([string, goTypes.anys], [string], true), ([glue, ...parts]) => parts.map(expr.formatValue).join(String(glue)));
  const values = new Map<string, expr.Value>([
    ['half', half], ['joined', joined], ['lib', expr.record([['half', half]])], ['secret', sensitive('hunter2', 'digest')],
    ['same', expr.func(goTypes.func([any], [any]), ([value = null]) => value)],
  ]);
  const shown = (source: string): string => {
    const result = evaluate(source, values, 'workflow');
    return result.kind === 'value' ? show(toPlain(result.value)) : result.kind === 'error' ? `${result.where} ${result.position.column} ${result.message}` : result.kind;
  };

  test.each([
    ['half(7)', '"int 3"'],
    ['half(7) + 1', '"int 4"'],
    ['type(half(7))', '"int"'],
    ["half('7')", 'compile 6 cannot use string as argument (type int) to call half '],
    ['half()', 'compile 1 not enough arguments to call half'],
    ['half(7.5)', 'compile 6 cannot use float64 as argument (type int) to call half '],
    ['half(same(7.5))', 'run 1 interface conversion: interface {} is float64, not int'],
    ["lib.half('7')", 'run 5 reflect: Call using string as type int'],
    ['lib.half(1, 2)', 'run 5 invalid number of arguments: expected 1, got 2'],
    ["joined('-', 1, 2.5, nil, [true])", '"1-2.5-<nil>-[true]"'],
    ["same(secret) == 'x'", '{"kind":"sensitive","digest":"from digest"}'],
    ['9 | half() | half()', 'run 14 interface conversion: interface {} is int64, not int'],
  ])('%s', (source, want) => {
    expect(shown(source)).toBe(want);
  });
});

describe('text is bytes', () => {
  test.each([
    ["'é'[0:1] + 'é'[1:2]", '"é"'],
    ["'é'[0:1]", '"\ufffd"'],
    ["len('é'[0:1])", '"int 1"'],
    ["'é'[0:1] == 'é'[0:1]", 'true'],
    ["b'\\xc3\\xa9' matches 'é'", 'false'],
    ["string(b'ab')", '"[97 98]"'],
  ])('%s', (source, want) => {
    expect(run(source)).toBe(want);
  });
});

describe('syntax', () => {
  test.each([
    ['result >= 95', null],
    ['result >= ', '1:10 unexpected token EOF'],
    ['a\n  b', '2:3 unexpected token Identifier("b")'],
    ['`raw`', '1:1 unrecognized character: U+0060 \'`\''],
  ])('%s', (source, want) => {
    const error = expr.checkSyntax(source, 'condition');
    expect(error === null ? null : `${error.position.line}:${error.position.column} ${error.message}`).toBe(want);
  });
});
