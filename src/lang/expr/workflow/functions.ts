/** The functions of Workflows' expressions beside the language's own. */
import { builtinOf } from '../builtins/index.ts';
import { writeJson } from '../builtins/json.ts';
import { dialectOf } from '../dialect.ts';
import { fault } from '../halt.ts';
import { queryJson } from '../query/index.ts';
import { sprigMap, type Random } from '../sprig/index.ts';
import * as types from '../types.ts';
import { func, type Known, type Value } from '../value.ts';

const dialect = dialectOf('workflow');

/** What functions may learn of the world. */
export interface FunctionOptions {
  /** The time in nanoseconds since 1970; without it what depends on it is unknown. */
  readonly now?: bigint;
  /** Numbers from 0 up to but without 1; without it what depends on them is unknown. */
  readonly random?: Random;
}

/** @see Argo Workflows 4.1.2 util/expr/env GetFuncMap */
export function workflowFunctions({ now, random }: FunctionOptions): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['asInt', alias('int')],
    ['asFloat', alias('float')],
    ['toJson', func(types.func([types.any], [types.string]), ([value = null]) => writeJson(value, null))],
    ['jsonpath', func(types.func([types.string, types.string], [types.any]), ([json, path]) => queryJson(String(json), String(path)))],
    ['sprig', now === undefined && random === undefined ? timeless() : sprigMap(now ?? null, random ?? null)],
  ]);
}

let made: Value | null = null;

function timeless(): Value {
  made ??= sprigMap(null, null);
  return made;
}

/** A builtin under an older name, which takes anything. */
function alias(name: 'int' | 'float'): Value {
  const builtin = builtinOf(name, dialect);
  return func(types.func([types.any], [types.any]), (args: readonly Known[]) => builtin?.run(args, { dialect, now: null, grow: () => undefined }) ?? fault(`no builtin ${name}`));
}
