/** Defaults, types and JSON. */
import { kindText } from '../builtins/builtin.ts';
import { readJson, writeJson } from '../builtins/json.ts';
import { Fault, fault } from '../halt.ts';
import { typeName, type Known } from '../value.ts';
import { define, text, type Functions } from './define.ts';
import { isEmpty, isSame } from './same.ts';

function orNothing<T>(run: () => T, nothing: T): T {
  try {
    return run();
  } catch (trouble) {
    if (trouble instanceof Fault) return nothing;
    throw trouble;
  }
}

/** Without the escapes for HTML; what a text itself brings of that kind stays. */
function rawJson(value: Known): string {
  return writeJson(value, null).replace(/\\(u003c|u003e|u0026|.)/g, (whole, escape: string) => {
    switch (escape) {
      case 'u003c': return '<';
      case 'u003e': return '>';
      case 'u0026': return '&';
      default: return whole;
    }
  });
}

const kindOf = (value: Known | undefined): string => kindText(value);

/** @see Masterminds/sprig 3.3.0 defaults.go, reflect.go, functions.go */
export const defaultFunctions: Functions = {
  default: define('aa*:a', ([fallback = null, ...given]) => (given.length === 0 || isEmpty(given[0] ?? null) ? fallback : (given[0] ?? null))),
  empty: define('a:b', ([value = null]) => isEmpty(value)),
  coalesce: define('a*:a', (values) => values.find((value) => !isEmpty(value)) ?? null),
  all: define('a*:b', (values) => values.every((value) => !isEmpty(value))),
  any: define('a*:b', (values) => values.some((value) => !isEmpty(value))),
  ternary: define('aab:a', ([yes = null, no = null, test]) => (test === true ? yes : no)),
  fromJson: define('s:a', ([source]) => orNothing(() => readJson(text(source)), null)),
  mustFromJson: define('s:a', ([source]) => readJson(text(source))),
  toJson: define('a:s', ([value = null]) => orNothing(() => writeJson(value, null), '')),
  mustToJson: define('a:s', ([value = null]) => writeJson(value, null)),
  toPrettyJson: define('a:s', ([value = null]) => orNothing(() => writeJson(value, ''), '')),
  mustToPrettyJson: define('a:s', ([value = null]) => writeJson(value, '')),
  toRawJson: define('a:s', ([value = null]) => rawJson(value)),
  mustToRawJson: define('a:s', ([value = null]) => rawJson(value)),
  typeOf: define('a:s', ([value = null]) => typeName(value)),
  typeIs: define('sa:b', ([name, value = null]) => typeName(value) === name),
  typeIsLike: define('sa:b', ([name, value = null]) => typeName(value) === name || typeName(value) === `*${text(name)}`),
  kindOf: define('a:s', ([value]) => kindOf(value)),
  kindIs: define('sa:b', ([name, value]) => kindOf(value) === name),
  deepEqual: define('aa:b', ([left = null, right = null]) => isSame(left, right)),
  fail: define('s:s', ([message]) => fault(text(message))),
  hello: define(':s', () => 'Hello!'),
};
