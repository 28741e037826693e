/** Runs the tables of expressions and conditions: what we answer beside what the Go implementations do. */
import { isDeepStrictEqual } from 'node:util';
import {
  assessMeasurement, evaluate, evaluateCondition, goTypes, list, record, expressionText, workflowEnvironment, type Environment, type Value,
} from '../../src/lang/expr/index.ts';

export type Table = 'expr' | 'condition' | 'sprig';

/** A value as the tables write it: one key that names its kind. */
export type Encoded = Readonly<Record<string, unknown>>;

export interface Entry {
  readonly id: string;
  readonly kind?: string;
  readonly input: string | { readonly successCondition?: string; readonly failureCondition?: string };
  readonly env?: string | Encoded;
  readonly ok?: Encoded;
  readonly error?: string;
  readonly where?: string;
  readonly phase?: string;
  /** What stands in a manifest in place of `{{= }}`. */
  readonly text?: string;
  readonly textError?: string;
}

export interface Outcome {
  readonly id: string;
  readonly ok: boolean;
  readonly got: string;
  readonly want: string;
}

/** Go's own messages, of which only `where` and the position carry meaning. */
const goWording = /^(reflect: |reflect\.|interface conversion: |runtime error: )/;

/** Runs the entries of a table against its environments. */
export function runExpr(table: Table, entries: readonly Entry[], envs: Readonly<Record<string, Encoded>> = {}): Outcome[] {
  return entries.map((entry) => {
    const want = wanted(entry);
    const got = table === 'condition' ? runCondition(entry) : runExpression(entry, table, envs);
    return { id: entry.id, ok: isDeepStrictEqual(comparable(got), comparable(want)), got: show(got), want: show(want) };
  });
}

interface Answer {
  readonly ok?: Encoded;
  readonly where?: string;
  readonly message?: string;
  readonly position?: string;
  readonly phase?: string;
  readonly text?: string;
}

function wanted(entry: Entry): Answer {
  if (entry.ok !== undefined) return { ok: entry.ok, ...textAnswer(entry.text, entry.textError) };
  const [, message = '', position = ''] = /^(.*?)(?: \((\d+:\d+)\))?$/s.exec(entry.error ?? '') ?? [];
  return { where: entry.where ?? '', message, position, ...(entry.phase === undefined ? {} : { phase: entry.phase }) };
}

const notJson = 'error: the result is no JSON';

/** The recorded messages are cut short behind what the template's own code says. */
function textAnswer(text: string | undefined, error: string | undefined): { readonly text?: string } {
  if (error !== undefined) return { text: error.startsWith('invalid character') ? notJson : `error: ${error}` };
  return text === undefined ? {} : { text };
}

function comparable(answer: Answer): Answer {
  if (answer.ok !== undefined) return { ...answer, ok: sorted(answer.ok) };
  return goWording.test(answer.message ?? '') ? { ...answer, message: '(Go)' } : answer;
}

/** Maps whose keys are not all text have no order. */
function sorted(value: unknown): Encoded {
  const normal = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(normal);
    if (typeof one !== 'object' || one === null) return one;
    const entries = Object.entries(one).map(([key, item]) => [key, normal(item)] as const);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, key === 'pairs' && Array.isArray(item) ? (item as unknown[]).toSorted((a, b) => (show(a) < show(b) ? -1 : 1)) : item]),
    );
  };
  return normal(value) as Encoded;
}

function show(value: unknown): string {
  return JSON.stringify(value);
}

function runExpression(entry: Entry, table: 'expr' | 'sprig', envs: Readonly<Record<string, Encoded>>): Answer {
  const source = entry.input as string;
  const named = typeof entry.env === 'string' ? envs[entry.env] : entry.env;
  const values = Object.entries(named ?? {}).map(([name, value]) => [name, decode(value as Encoded)] as const);
  // The scopes of the table hold nothing but text.
  const env: Environment = table === 'expr' ? new Map(values) : workflowEnvironment(new Map(values as readonly (readonly [string, string])[]));
  const result = evaluate(source, env, 'workflow');
  if (result.kind === 'value') return { ok: encode(result.value), ...(table === 'expr' ? {} : { text: inManifest(source, env) }) };
  if (result.kind === 'unknown') return { where: 'unknown', message: result.because, position: '' };
  const { line, column } = result.position;
  // The reference leaves the position out where the line is empty.
  const position = source.split('\n')[line - 1] === '' ? '' : `${line}:${column}`;
  return { where: result.where, message: result.message, position };
}

/** What a manifest says in place of the expression. */
function inManifest(source: string, env: Environment): string {
  const outcome = expressionText(source, env, false);
  if (outcome.kind === 'unresolved') return outcome.kind;
  if (outcome.kind === 'error') return `error: ${outcome.message.replace(/^(failed to evaluate expression) ".*"$/s, '$1')}`;
  try {
    return JSON.parse(`"${outcome.text}"`) as string;
  } catch {
    return notJson;
  }
}

function runCondition(entry: Entry): Answer {
  const measured = decode(entry.env as Encoded);
  if (entry.kind === 'phase') {
    const assessment = assessMeasurement(entry.input as object, measured);
    if (assessment.kind === 'unknown') return { where: 'unknown', message: assessment.because, position: '' };
    if (assessment.phase !== 'Error') return { ok: { phase: assessment.phase } };
    return { where: assessment.error.where, message: assessment.message, position: '', phase: 'Error' };
  }
  const result = evaluateCondition(entry.input as string, measured);
  if (result.kind === 'bool') return { ok: { bool: result.value } };
  if (result.kind === 'unknown') return { where: 'unknown', message: result.because, position: '' };
  return { where: result.where, message: result.message, position: '' };
}

function decodeFloat(value: unknown): number {
  return value === '+Inf' ? Infinity : Number(value === '-Inf' ? -Infinity : value);
}

/** A value of the tables as one of ours. */
function decode(encoded: Encoded): Value {
  const [kind = '', value] = Object.entries(encoded)[0] ?? [];
  switch (kind) {
    case 'nil': return null;
    case 'bool': case 'string': return value as boolean | string;
    case 'int': return BigInt(value as number | string);
    case 'float': return decodeFloat(value);
    case 'floatptr': return value === null ? null : decodeFloat(value);
    case 'array': return list((value as Encoded[]).map(decode));
    case 'map': return record(Object.entries(value as Record<string, Encoded>).map(([key, item]) => [key, decode(item)]));
    case 'ints': return list((value as number[]).map(BigInt), goTypes.ints);
    case 'floats': return list((value as unknown[]).map(decodeFloat), goTypes.floats);
    case 'strings': return list(value as string[], goTypes.strings);
  }
  throw new Error(`The tables have no values of kind ${kind}.`);
}

/** A value of ours as the tables write it. */
function encode(value: Value): Encoded {
  if (typeof value === 'boolean') return { bool: value };
  if (typeof value === 'bigint') return { int: encodeInt(value) };
  if (typeof value === 'number') return { float: encodeFloat(value) };
  if (typeof value === 'string') return { string: value.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd') };
  if (value === null) return { nil: true };
  switch (value.kind) {
    case 'sized': return value.type.name === 'time.Duration' ? { duration: String(value.value) } : { int: encodeInt(value.value) };
    case 'list': return { array: value.items.map(encode) };
    case 'dict': {
      const entries = [...value.entries.values()];
      if (entries.every((entry) => typeof entry.key === 'string')) return { map: Object.fromEntries(entries.map((entry) => [entry.key, encode(entry.value)])) };
      return { pairs: entries.map((entry) => [encode(entry.key), encode(entry.value)]) };
    }
    case 'time': return { time: encodeTime(value) };
    case 'func': return { func: true };
    case 'location': case 'unknown': case 'sensitive': return { other: value.kind };
  }
}

function encodeInt(value: bigint): number | string {
  return value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER ? String(value) : Number(value);
}

function encodeFloat(value: number): number | string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : value;
}

function encodeTime(value: Value): string {
  const text = evaluate("t.Format('2006-01-02T15:04:05.999999999Z07:00')", new Map([['t', value]]), 'workflow');
  return text.kind === 'value' ? String(text.value) : text.kind;
}
