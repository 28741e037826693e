/** The functions of Workflows' expressions beside the language's own. */
import { builtinOf } from '../builtins/index.ts';
import { writeJson } from '../builtins/json.ts';
import { dialectOf } from '../dialect.ts';
import { fault } from '../halt.ts';
import * as types from '../types.ts';
import { func, type Known, type Value } from '../value.ts';

const dialect = dialectOf('workflow');

let made: ReadonlyMap<string, Value> | null = null;

/** @see Argo Workflows 4.1.2 util/expr/env GetFuncMap */
export function workflowFunctions(): ReadonlyMap<string, Value> {
  made ??= new Map<string, Value>([
    ['asInt', alias('int')],
    ['asFloat', alias('float')],
    ['toJson', func(types.func([types.any], [types.string]), ([value = null]) => writeJson(value, null))],
  ]);
  return made;
}

/** A builtin under an older name, which takes anything. */
function alias(name: 'int' | 'float'): Value {
  const builtin = builtinOf(name, dialect);
  return func(types.func([types.any], [types.any]), (args: readonly Known[]) => builtin?.run(args, { dialect, now: null, grow: () => undefined }) ?? fault(`no builtin ${name}`));
}
