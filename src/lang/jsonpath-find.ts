import { goJson } from './go-json.ts';
import { goFloat, goPrint } from './go-print.ts';
import { type Json, isJsonObject } from './json.ts';
import type { JsonPathStep, Slice } from './jsonpath.ts';
import { type Parsed, parsed, refused } from './parsed.ts';
import { utf8Bytes } from './utf8.ts';

/** A value that was found. `type` tells Go's types of numbers apart; undefined stands for the item of an empty range. */
export interface Found {
  readonly value: Json | undefined;
  readonly type: 'nil' | 'bool' | 'int' | 'float' | 'string' | 'list' | 'map' | 'missing';
}

export interface JsonPathOptions {
  /** A missing field yields nothing instead of an error. */
  readonly allowMissing?: boolean;
  /** Whole numbers of the document are ints for kubectl, but floats for a metric of Argo Rollouts. */
  readonly numbers?: 'int' | 'float';
}

interface Run {
  readonly steps: readonly JsonPathStep[];
  readonly allowMissing: boolean;
  readonly find: (value: Json | undefined) => Found;
  begun: number;
  inside: number;
  ended: number;
  /** Index of the step that closed the last range. */
  lastEnd: number;
}

/**
 * What each step of a template finds in `document`, in order. Fields of objects come in the order of their keys, where Go has none.
 *
 * @see k8s.io/client-go 0.35, JSONPath.FindResults
 */
export function findJsonPath(
  steps: readonly JsonPathStep[],
  document: Json,
  options: JsonPathOptions = {},
): Parsed<readonly (readonly Found[])[]> {
  const find = (value: Json | undefined): Found => ({ value, type: typeOf(value, options.numbers ?? 'int') });
  const run = { steps, allowMissing: options.allowMissing ?? false, find, begun: 0, inside: 0, ended: 0, lastEnd: -1 };
  return runFrom(run, 0, find(document));
}

function typeOf(value: Json | undefined, numbers: 'int' | 'float'): Found['type'] {
  if (value === undefined) return 'missing';
  if (value === null) return 'nil';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return numbers === 'int' && Number.isInteger(value) ? 'int' : 'float';
  return isJsonObject(value) ? 'map' : 'list';
}

function runFrom(run: Run, from: number, current: Found): Parsed<readonly (readonly Found[])[]> {
  const all: (readonly Found[])[] = [];
  for (let index = from; index < run.steps.length; index++) {
    const found = walk(run, [current], run.steps.slice(index, index + 1));
    if (!found.ok) return found;
    if (run.ended > 0 && run.ended <= run.inside) {
      run.ended--;
      run.lastEnd = index;
      break;
    }
    if (run.begun === 0) {
      all.push(found.value);
      continue;
    }
    run.begun--;
    run.inside++;
    // An empty range is run once for nothing, to find its end.
    const items = found.value.length > 0 ? found.value : [run.find(undefined)];
    for (const item of items) {
      const inner = runFrom(run, index + 1, item.type === 'nil' ? run.find(undefined) : item);
      if (!inner.ok) return inner;
      if (found.value.length > 0) all.push(...inner.value);
    }
    run.inside--;
    index = Math.max(index, run.lastEnd);
  }
  return parsed(all);
}

function walk(run: Run, input: readonly Found[], steps: readonly JsonPathStep[]): Parsed<readonly Found[]> {
  let current = input;
  for (const step of steps) {
    const next = take(run, current, step);
    if (!next.ok) return next;
    current = next.value;
  }
  return parsed(current);
}

function take(run: Run, input: readonly Found[], step: JsonPathStep): Parsed<readonly Found[]> {
  switch (step.kind) {
    case 'action':
      return walk(run, input, step.steps);
    case 'text':
      return parsed([{ value: step.text, type: 'string' }]);
    case 'number':
      return parsed(input.map(() => ({ value: step.value, type: step.type })));
    case 'bool':
      return parsed(input.map(() => ({ value: step.value, type: 'bool' as const })));
    case 'field':
      return takeField(run, input, step.name);
    case 'slice':
      return takeSlice(run, input, step.slice);
    case 'filter':
      return filter(run, input, step);
    case 'wildcard':
      return parsed(input.flatMap((one) => children(run, one)));
    case 'recursive':
      return parsed(input.flatMap((one) => descendants(run, one)));
    case 'union': {
      const all: Found[] = [];
      for (const branch of step.branches) {
        const found = walk(run, input, branch);
        if (!found.ok) return found;
        all.push(...found.value);
      }
      return parsed(all);
    }
    case 'identifier':
      if (step.name === 'range') {
        run.begun++;
        return parsed(input);
      }
      if (step.name !== 'end') return refused(`unrecognized identifier ${step.name}`);
      if (run.inside === 0) return refused('not in range, nothing to end');
      run.ended++;
      return parsed([]);
  }
}

function takeField(run: Run, input: readonly Found[], name: string): Parsed<readonly Found[]> {
  const found = input.flatMap(({ value }) =>
    isJsonObject(value) && Object.hasOwn(value, name) ? [run.find(value[name])] : [],
  );
  if (found.length === 0 && input.length > 0 && !run.allowMissing) return refused(`${name} is not found`);
  return parsed(found);
}

const goTypes: Readonly<Record<Found['type'], string>> = {
  nil: 'nil',
  missing: 'nil',
  bool: 'bool',
  int: 'int64',
  float: 'float64',
  string: 'string',
  list: '[]interface {}',
  map: 'map[string]interface {}',
};

function takeSlice(run: Run, input: readonly Found[], slice: Slice): Parsed<readonly Found[]> {
  const all: Found[] = [];
  for (const one of input) {
    if (one.type === 'nil') continue;
    if (!Array.isArray(one.value)) return refused(`${goTypes[one.type]} is not array or slice`);
    const list: readonly Json[] = one.value;
    const length = list.length;
    let start = slice.start ?? 0;
    let end = slice.single ? start + 1 : (slice.end ?? length);
    if (start < 0) start += length;
    if (end < 0 || (end === 0 && slice.single)) end += length;
    // An empty slice also ends the search in the lists that follow.
    if (start === end) return parsed(all);
    if (start >= length || start < 0) return refused(`array index out of bounds: index ${start}, length ${length}`);
    if (end > length || end < 0) return refused(`array index out of bounds: index ${end - 1}, length ${length}`);
    if (start > end) return refused(`starting index ${start} is greater than ending index ${end}`);
    if (slice.step !== null && slice.step <= 0) return refused('step must be > 0');
    for (let index = start; index < end; index += slice.step ?? 1) all.push(run.find(list[index]));
  }
  return parsed(all);
}

function children(run: Run, { value }: Found): readonly Found[] {
  if (typeof value === 'string') return utf8Bytes(value).map((byte) => ({ value: byte, type: 'int' }));
  if (Array.isArray(value)) return value.map((item: Json) => run.find(item));
  if (!isJsonObject(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => run.find(value[key]));
}

function descendants(run: Run, one: Found): readonly Found[] {
  const below = children(run, one);
  return below.length === 0 ? [] : [one, ...below.flatMap((child) => descendants(run, child))];
}

function filter(
  run: Run,
  input: readonly Found[],
  { left, operator, right }: Extract<JsonPathStep, { readonly kind: 'filter' }>,
): Parsed<readonly Found[]> {
  const kept: Found[] = [];
  for (const one of input) {
    if (!Array.isArray(one.value)) {
      const shown = one.type === 'missing' ? '<invalid reflect.Value>' : goPrint(one.value);
      return refused(`${shown} is not array or slice and cannot be filtered`);
    }
    for (const value of one.value as readonly Json[]) {
      const item = run.find(value);
      const lefts = walk(run, [item], left);
      if (operator === 'exists') {
        if (lefts.ok && lefts.value.length > 0) kept.push(item);
        continue;
      }
      if (!lefts.ok) return lefts;
      if (lefts.value.length > 1) return refused('can only compare one element at a time');
      if (lefts.value[0] === undefined) continue;
      const rights = walk(run, [item], right);
      if (!rights.ok) return rights;
      if (rights.value.length > 1) return refused('can only compare one element at a time');
      if (rights.value[0] === undefined) continue;
      const passes = compare(lefts.value[0], operator, rights.value[0]);
      if (!passes.ok) return passes;
      if (passes.value) kept.push(item);
    }
  }
  return parsed(kept);
}

const scalars: readonly Found['type'][] = ['bool', 'int', 'float', 'string'];

/** Only values of one type compare; an int and a float are two. */
function compare(left: Found, operator: string, right: Found): Parsed<boolean> {
  if (!['<', '>', '==', '!=', '<=', '>='].includes(operator)) return refused(`unrecognized filter operator ${operator}`);
  if (!scalars.includes(left.type) || !scalars.includes(right.type)) return refused('invalid type for comparison');
  if (left.type !== right.type) return refused('incompatible types for comparison');
  if (operator === '==') return parsed(left.value === right.value);
  if (operator === '!=') return parsed(left.value !== right.value);
  if (left.type === 'bool') return refused('invalid type for comparison');
  const [a, b] = [left.value as number | string, right.value as number | string];
  if (operator === '<') return parsed(a < b);
  if (operator === '>') return parsed(a > b);
  return parsed(operator === '<=' ? a <= b : a >= b);
}

/** What a step found, as kubectl prints it: values with blanks between, lists and objects as JSON. */
export function printJsonPath(results: readonly (readonly Found[])[]): string {
  return results.map((found) => found.map(printFound).join(' ')).join('');
}

function printFound({ value, type }: Found): string {
  if (type === 'missing') return '<no value>';
  if (typeof value === 'string') return value;
  return typeof value === 'number' && type === 'float' ? goFloat(value) : goJson(value);
}
