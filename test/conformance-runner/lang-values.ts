import { isDeepStrictEqual } from 'node:util';
import {
  type Cron,
  type Found,
  type Json,
  type JsonObject,
  type LabelSelector,
  type Labels,
  type NameRule,
  type Parsed,
  type Quantity,
  type Selector,
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  findJsonPath,
  fnv1a32,
  formatDuration,
  formatPreciseTime,
  formatSelector,
  goJson,
  isJsonObject,
  isName,
  labelSelector,
  matchesSelector,
  nextCronTime,
  parseCron,
  parseDuration,
  parseJsonPath,
  parseQuantity,
  parseQuantityJson,
  parseSelector,
  parseTime,
  printJsonPath,
  safeEncode,
  scaledValue,
  subtractQuantities,
  wholeQuantity,
} from '../../src/lang/index.ts';

/** One line of test/conformance/lang/values.json. */
export interface ValuesEntry {
  readonly id: string;
  readonly kind: string;
  readonly input: JsonObject;
  readonly ok?: Json;
  readonly text?: string;
  readonly error?: string;
  readonly where?: string;
}

type Answer = Pick<ValuesEntry, 'ok' | 'text' | 'error' | 'where'>;

export interface ValuesResult {
  readonly id: string;
  readonly ok: boolean;
  readonly got: Answer;
  readonly want: Answer;
}

/** Holds the small languages against recorded answers. A kind that is not known here fails. */
export function runValues(entries: readonly ValuesEntry[]): ValuesResult[] {
  return entries.map((entry) => {
    const { id, kind, input, ...want } = entry;
    const answer = answers[kind];
    const got = answer === undefined ? { error: `no rule for the kind ${kind}` } : answer(input);
    return { id, ok: isDeepStrictEqual(got, want), got, want };
  });
}

const answers: Readonly<Record<string, (input: JsonObject) => Answer>> = {
  duration: ({ text }) =>
    answer(parseDuration(String(text)), (value) => ({ ok: { duration: String(value) }, text: formatDuration(value) })),
  quantity: ({ text }) => answer(parseQuantity(String(text)), describeQuantity),
  quantityJSON: ({ json }) => answer(parseQuantityJson(String(json)), describeQuantity),
  quantityOp: ({ a, b }) =>
    answer(parseQuantity(String(a)), (left) => answer(parseQuantity(String(b)), (right) => calculate(left, right))),
  scaled: ({ value, total }) => {
    const from = typeof value === 'number' ? value : String(value);
    return answer(scaledValue(from, Number(total), 'down'), (roundDown) =>
      answer(scaledValue(from, Number(total), 'up'), (roundUp) => ({ ok: { roundDown, roundUp } })),
    );
  },
  selector: ({ selector, labels }) =>
    answer(parseSelector(String(selector)), (value) => describeSelector(value, labels as unknown as readonly Labels[])),
  labelSelector: ({ selector, labels }) =>
    answer(labelSelector(selector as unknown as LabelSelector | null), (value) =>
      describeSelector(value, labels as unknown as readonly Labels[]),
    ),
  name: ({ text }) => ({ ok: Object.fromEntries(nameRules.map((rule) => [rule, isName(rule, String(text))])) }),
  hash: ({ text }) => {
    const hash = String(fnv1a32(String(text)));
    return { ok: { fnv1a32: hash, safe: safeEncode(hash) } };
  },
  cron: ({ spec, from }) => answer(parseCron(String(spec)), (cron) => ({ ok: { next: nextFive(cron, String(from)) } })),
  jsonpath: ({ template, doc = null, allowMissingKeys }) =>
    answer(parseJsonPath(String(template)), (path) =>
      answer(
        findJsonPath(path, doc, { allowMissing: allowMissingKeys === true }),
        (found) => ({ ok: { string: printJsonPath(found) } }),
        'run',
      ),
    ),
  webmetric: ({ jsonPath, doc = null }) =>
    answer(parseJsonPath(String(jsonPath)), (path) =>
      answer(findJsonPath(path, doc, { numbers: 'float' }), (found) => describeMetric(found.flat()[0]), 'run'),
    ),
  safeEncode: ({ text }) => ({ ok: { string: safeEncode(String(text)) } }),
};

const nameRules: readonly NameRule[] = [
  'dns1035Label',
  'dns1123Label',
  'dns1123Subdomain',
  'envVarName',
  'labelValue',
  'portName',
  'qualifiedName',
];

function answer<T>(result: Parsed<T>, describe: (value: T) => Answer, where = 'parse'): Answer {
  if (result.ok) return describe(result.value);
  return { error: result.message, where: result.message.startsWith('runtime error') ? 'panic' : where };
}

function describeMetric(found: Found | undefined): Answer {
  if (found === undefined) return { error: 'result of web metric produced no value', where: 'run' };
  return { ok: tagged(found.value ?? null, found.type === 'int' ? 'int' : 'float'), text: goJson(found.value) };
}

/** A value in the tagged form of the tables. */
function tagged(value: Json, number: 'int' | 'float'): Json {
  if (value === null) return { nil: true };
  if (typeof value === 'boolean') return { bool: value };
  if (typeof value === 'number') return { [number]: value };
  if (typeof value === 'string') return { string: value };
  if (!isJsonObject(value)) return { array: value.map((item) => tagged(item, number)) };
  return { map: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagged(item, number)])) };
}

function nextFive(cron: Cron, from: string): readonly (string | null)[] {
  const times: (string | null)[] = [];
  let last = parseTime(from);
  while (times.length < 5 && last !== null) {
    last = nextCronTime(cron, last);
    times.push(last === null ? null : formatPreciseTime(last));
  }
  return times;
}

function describeQuantity(quantity: Quantity): Answer {
  const number = (to: 0 | -3): string | null => wholeQuantity(quantity, to)?.toString() ?? null;
  const { text, format, unscaled } = quantity;
  const sign = unscaled > 0n ? 1 : unscaled < 0n ? -1 : 0;
  return { ok: { text, format, sign, canonical: canonicalQuantity(quantity), value: number(0), milli: number(-3) } };
}

function calculate(a: Quantity, b: Quantity): Answer {
  return {
    ok: { cmp: compareQuantities(a, b), sum: addQuantities(a, b).text, difference: subtractQuantities(a, b).text },
  };
}

function describeSelector(selector: Selector, labels: readonly Labels[]): Answer {
  return { ok: { canonical: formatSelector(selector), matches: labels.map((one) => matchesSelector(selector, one)) } };
}
