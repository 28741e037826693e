import { errorText, evaluate, identifiersOf, toPlain, workflowEnvironment } from '../../../src/lang/expr/index.ts';
import { unknownText, type ScopeValue } from '../../../src/lang/index.ts';
import { check } from '../check.ts';

check('names that an expression needs', identifiersOf, [
  ['a.b.c + d', ['a', 'a.b', 'a.b.c', 'd']],
  ["a['b-c'].d[0]", ['a', 'a.b-c', 'a.b-c.d']],
  ["a.b ?? 'x'", ['a']],
  ['a?.b?.c', ['a']],
  ['upper(a)', ['a']],
  ['missing(a)', ['missing', 'a']],
  ['sprig.trim(a)', ['sprig', 'sprig.trim', 'a']],
  ['map([1], #)', []],
  ['let x = 1; x', ['x']],
  ['1 +', null],
]);

const environment = workflowEnvironment(
  new Map<string, ScopeValue>([
    ['tasks.a', 'dropped'],
    ['tasks.a.outputs.parameters.x', 'ax'],
    ['tasks.a-b.outputs.result', unknownText('task "a-b" has not run')],
    ['item', '{"x": 1}'],
    ['cronworkflow.failed', 2n],
    ['cronworkflow.labels', { app: 'web' }],
  ]),
);

check('dots are levels', (source: string) => {
  const result = evaluate(source, environment, 'workflow');
  if (result.kind === 'value') return toPlain(result.value);
  return result.kind === 'unknown' ? `unknown: ${result.because}` : errorText(source, result);
}, [
  ['tasks.a', { outputs: { parameters: { x: 'ax' } } }],
  ["tasks['a-b'].outputs.result", 'unknown: task "a-b" has not run'],
  ["item != '' || tasks['a-b'].outputs.result == 'x'", true],
  ['cronworkflow.failed + 1', 3n],
  ['cronworkflow.labels.app', 'web'],
  ["fromJSON(item).x + asInt('2')", 3],
  ['tasks.b', null],
  ['ghost', 'unknown name ghost (1:1)\n | ghost\n | ^'],
]);
