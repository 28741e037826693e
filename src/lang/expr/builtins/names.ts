/** Which names are builtins; kept apart from what they do, since the parser needs no more. */
import type { Dialect } from '../dialect.ts';

const both = [
  'all', 'none', 'any', 'one', 'filter', 'map', 'find', 'findIndex', 'findLast', 'findLastIndex', 'count', 'sum', 'groupBy', 'sortBy', 'reduce',
  'len', 'type', 'abs', 'ceil', 'floor', 'round', 'int', 'float', 'string', 'trim', 'trimPrefix', 'trimSuffix', 'upper', 'lower', 'split',
  'splitAfter', 'replace', 'repeat', 'join', 'indexOf', 'lastIndexOf', 'hasPrefix', 'hasSuffix', 'max', 'min', 'mean', 'median', 'toJSON',
  'fromJSON', 'toBase64', 'fromBase64', 'now', 'duration', 'date', 'first', 'last', 'get', 'take', 'keys', 'values', 'toPairs', 'fromPairs', 'sort',
] as const;
const newer = [
  'timezone', 'reverse', 'uniq', 'concat', 'flatten', 'bitand', 'bitor', 'bitxor', 'bitnand', 'bitshl', 'bitshr', 'bitushr', 'bitnot',
] as const;

const names: ReadonlySet<string> = new Set(both);
const newerNames: ReadonlySet<string> = new Set(newer);

/** Whether a dialect has a builtin function of this name. */
export function isBuiltin(name: string, dialect: Dialect): boolean {
  return names.has(name) || (dialect.exactTypes && newerNames.has(name));
}
