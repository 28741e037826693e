import { goJsonString, goQuote, parseGoInt } from './go-text.ts';
import { labelKeyFaults, labelValueFaults } from './name.ts';
import { type Parsed, parsed, refused } from './parsed.ts';

export type Labels = Readonly<Record<string, string>>;

export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

/** One condition on the label `key`. `exists` and `!` have no values, `in` and `notin` have any number, the others have one. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** Labels must meet all requirements (none: everything matches); null matches nothing. */
export type Selector = readonly Requirement[] | null;

/**
 * Checks and builds one condition.
 *
 * @see k8s.io/apimachinery 0.35, labels.NewRequirement
 */
export function requirement(key: string, operator: Operator, values: readonly string[]): Parsed<Requirement> {
  const faults: string[] = [];
  const keyFaults = labelKeyFaults(key);
  if (keyFaults.length > 0) faults.push(invalid('key', goQuote(key), keyFaults.join('; ')));
  const valuesFault = countFault(operator, values.length);
  if (valuesFault !== null) {
    const shown = values.length === 0 ? 'null' : `[${values.map(goJsonString).join(',')}]`;
    faults.push(invalid('values', shown, valuesFault));
  }
  values.forEach((value, index) => {
    if ((operator === 'gt' || operator === 'lt') && !parseGoInt(value).ok) {
      faults.push(invalid(`values[${index}]`, goQuote(value), "for 'Gt', 'Lt' operators, the value must be an integer"));
    }
  });
  values.forEach((value, index) => {
    const valueFaults = labelValueFaults(value);
    if (valueFaults.length > 0) faults.push(invalid(`values[${index}][${key}]`, goQuote(value), valueFaults.join('; ')));
  });
  const distinct = [...new Set(faults)];
  if (distinct.length > 1) return refused(`[${distinct.join(', ')}]`);
  return distinct[0] === undefined ? parsed({ key, operator, values }) : refused(distinct[0]);
}

function countFault(operator: Operator, count: number): string | null {
  switch (operator) {
    case 'in':
    case 'notin':
      return count > 0 ? null : "for 'in', 'notin' operators, values set can't be empty";
    case '=':
    case '==':
    case '!=':
      return count === 1 ? null : 'exact-match compatibility requires one single value';
    case 'exists':
    case '!':
      return count === 0 ? null : 'values set must be empty for exists and does not exist';
    case 'gt':
    case 'lt':
      return count === 1 ? null : "for 'Gt', 'Lt' operators, exactly one value is required";
  }
}

/** A fault as the API server words it; `path` is null where there is none. */
export function invalid(path: string | null, value: string, detail: string): string {
  return `${path ?? '<nil>'}: Invalid value: ${value}: ${detail}`;
}

/** Whether the selector selects an object with these labels. */
export function matchesSelector(selector: Selector, labels: Labels): boolean {
  return selector !== null && selector.every((one) => meets(one, labels));
}

function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'gt':
    case 'lt': {
      const [left, right] = [parseGoInt(value ?? ''), parseGoInt(values[0] ?? '')];
      if (!left.ok || !right.ok) return false;
      return operator === 'gt' ? left.value > right.value : left.value < right.value;
    }
  }
}

/** The selector as text, values in order; empty both for one that matches everything and one that matches nothing. */
export function formatSelector(selector: Selector): string {
  return (selector ?? []).map(formatRequirement).join(',');
}

function formatRequirement({ key, operator, values }: Requirement): string {
  const list = [...values].sort().join(',');
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`;
    case 'gt':
      return `${key}>${list}`;
    case 'lt':
      return `${key}<${list}`;
    case '=':
    case '==':
    case '!=':
      return key + operator + list;
  }
}

/** Requirements in the order of their keys, which is the order they are written in. */
export function byKey(requirements: readonly Requirement[]): readonly Requirement[] {
  return [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
