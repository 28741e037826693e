import { expect, test } from 'vitest';
import { fc } from '../../fast-check.ts';
import { templateExpressions } from '../../../src/lang/expr/index.ts';
import { substituteJson, substituteText, templateTags, unknownText, type Json, type Required, type ScopeValue } from '../../../src/lang/index.ts';
import { check } from '../check.ts';

const scope = new Map<string, ScopeValue>([
  ['inputs.parameters.x', 'red'],
  ['inputs.parameters.red', 'wine'],
  ['inputs.parameters.quote', 'say "hi"\n\t<&>'],
  ['inputs.parameters.list', '["a","b"]'],
  ['inputs.parameters.n', '3'],
  ['inputs.parameters', '[{"name":"x"}]'],
  ['item', 'x'],
  ['steps.gone.outputs.result', null],
  ['steps.gen.outputs.result', unknownText('step "gen" has not run')],
  ['cronworkflow.failed', 2n],
  ['bell', '\u0007'],
]);

const filled = (required: Required) => (value: Json): Json | string => {
  const result = substituteJson(value, scope, { required, expressions: templateExpressions() });
  return result.ok ? result.value : `${result.missing ? 'missing' : 'error'}: ${result.message}`;
};

check('plain tags', filled('none'), [
  ['{{inputs.parameters.x}}-{{ item }}', 'red-x'],
  [{ a: ['{{item}}', 1, null], '{{item}}': true }, { a: ['x', 1, null], x: true }],
  ['no tags < here', 'no tags < here'],
  ['{{inputs.parameters.quote}}', 'say "hi"\n\t<&>'],
  ['{{inputs.parameters.list}}', '["a","b"]'],
  ['{{inputs.parameters}}', '[{"name":"x"}]'],
  ['{{nowhere}} {{ now here }}', '{{nowhere}} {{ now here }}'],
  ['{{inputs.parameters.{{item}}}}', '{{inputs.parameters.x}}'],
  ['{{a.{{nope}}}}', '{{a.{{nope}}}}'],
  ['{{steps.gone.outputs.result}}', 'error: unable to substitute {{steps.gone.outputs.result}}: output is an absent optional (skipped/omitted node with no default)'],
  ['{{inputs.parameters.{{steps.gone.outputs.result}}}}', 'error: unable to substitute nested tag {{inputs.parameters.{{steps.gone.outputs.result}}: "steps.gone.outputs.result" is an absent optional'],
  ['{{cronworkflow.failed}}', 'missing: failed to resolve {{cronworkflow.failed}} to string'],
  ['{{steps.gen.outputs.result}}!', `${unknownText('step "gen" has not run')}!`],
  // Go writes a bell as \a, which is no JSON.
  ['{{bell}}', 'error: cannot finish template replacement because the result was invalid JSON'],
  ['open {{ end', 'error: Cannot find end tag="}}" in the template="\\"open {{ end\\"" starting from " end\\""'],
]);

check('tags that must find a value', filled('all'), [
  ['{{item}}', 'x'],
  ['{{nowhere}}', 'missing: failed to resolve {{nowhere}}'],
  ['{{steps.a.outputs.artifacts.b}}', 'missing: failed to resolve {{steps.a.outputs.artifacts.b}}'],
  ['{{=inputs.parameters.nope}}', 'missing: failed to evaluate expression: inputs.parameters.nope is missing'],
]);

check('tags below steps and tasks must find a value', filled(['steps', 'tasks']), [
  ['{{nowhere}} {{tasksmith.a}}', '{{nowhere}} {{tasksmith.a}}'],
  ['{{tasks.a.outputs.result}}', 'missing: failed to resolve {{tasks.a.outputs.result}}'],
  ['{{steps.a.outputs.artifacts.b}}', '{{steps.a.outputs.artifacts.b}}'],
  ['{{=steps.a.outputs.result}}', 'missing: failed to evaluate expression: steps.a is missing'],
  ["{{=steps.gone.outputs.result ?? 'none'}}", 'none'],
  ["{{=steps.gone.outputs.nope ?? 'none'}}", 'none'],
  ['{{=nowhere}}', '{{=nowhere}}'],
  // All names are there, so what goes wrong is told.
  ['{{=steps.gone.outputs.result}}', 'error: failed to evaluate expression "steps.gone.outputs.result"'],
  ['{{=1 +}}', 'error: failed to evaluate expression: unexpected token EOF (1:3)\n | 1 +\n | ..^'],
  ["{{=asInt('a')}}", "error: failed to evaluate expression: invalid operation: int(a) (1:1)\n | asInt('a')\n | ^"],
]);

check('expressions', filled('none'), [
  ['{{=asInt(inputs.parameters.n) + 1}}', '4'],
  ["{{=item == 'x' ? \"yes\" : 'no'}}", 'yes'],
  ['{{= item}}', 'x'],
  // With a space before it the sign belongs to a name.
  ['{{ =item}}', '{{ =item}}'],
  ['{{=1 < 2 && 3 > 2}}', 'true'],
  ["{{=inputs.parameters.x + '<'}}", 'red<'],
  ['{{=toJson({a: [1, "<"]})}}', '{"a":[1,"\\u003c"]}'],
  // The first two braces end the tag.
  ['{{={a: [1, 2.5]}}}', 'error: failed to evaluate expression: unexpected token EOF (1:12)\n | {a: [1, 2.5]\n | ...........^'],
  ['{{={a: [1, 2.5]} }}', '{"a":[1,2.5]}'],
  ['{{=steps.gen.outputs.result + "!"}}', unknownText('step "gen" has not run')],
  ['{{=false && steps.gen.outputs.result == "a"}}', 'false'],
  ['{{=workflow.status}}', '{{=workflow.status}}'],
  ['{{=item + retries}}', '{{=item + retries}}'],
  ['{{=1/0}}', '{{=1/0}}'],
  ['{{=1 +}}', 'error: failed to evaluate expression: unexpected token EOF (1:3)\n | 1 +\n | ..^'],
]);

test('a text by itself has its values escaped as JSON has', () => {
  const options = { required: 'none', expressions: null } as const;
  expect(substituteText('x={{inputs.parameters.quote}}', scope, options)).toEqual({ ok: true, value: 'x=say \\"hi\\"\\n\\t<&>' });
});

test('nothing is copied where there is nothing to fill in', () => {
  const value = { a: '{{nowhere}}' };
  const result = substituteJson(value, scope, { required: 'none', expressions: null });
  expect(result.ok && result.value).toBe(value);
});

check('tags as written', templateTags, [
  ['a {{ b }} {{=c }}', { ok: true, value: [{ kind: 'name', name: 'b' }, { kind: 'expression', expression: 'c ' }] }],
  ['', { ok: true, value: [] }],
]);

test('any value comes through as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = text.replace(/[\0-\x1f\x7f]|\p{Cn}|\p{Co}|\p{Cs}|\p{Cf}|\p{Z}/gu, '');
      const result = substituteJson({ a: '<{{v}}>' }, new Map([['v', clean]]), { required: 'all', expressions: null });
      expect(result).toEqual({ ok: true, value: { a: `<${clean}>` } });
    }),
  );
});
