import { goQuote, knownText, unknownText, type JsonObject } from '../lang/index.ts';
import { jsonError } from './aggregate.ts';
import { anyTextIn, fieldAt, listIn, objectIn, textIn } from './fields.ts';
import { fillIn } from './fill-in.ts';
import { itemLabel, itemOf, itemPrinted, itemText, parseItems, type Item } from './item.ts';
import { bad, good, type Result } from './result.ts';
import { joinScopes, mapScope, type Scope, type Variable } from './scope.ts';
import { shouldRun } from './should-run.ts';

/** One step or task as it is carried out: itself, or one item of its loop. */
export interface Expanded {
  readonly name: string;
  readonly value: JsonObject;
  /** Why neither items nor width of its loop are known yet; null: they are, or there is no loop. */
  readonly widthUnknown: string | null;
}

export function isLoop(value: JsonObject): boolean {
  return listIn(value, 'withItems').length > 0 || textIn(value, 'withParam') !== '' || fieldAt(value, 'withSequence') !== undefined;
}

/**
 * One for each item of a step's or task's loop. Its references are filled in already.
 *
 * @see Argo Workflows 4.1 controller expandStep, expandTask, processItem
 */
export function expandLoop(value: JsonObject, scope: Scope): Result<readonly Expanded[]> {
  const name = textIn(value, 'name');
  const items = itemsOf(value);
  if (!items.ok) return items;
  const { withItems: _items, withParam: _param, withSequence: _sequence, ...rest } = value;
  if (items.value.kind === 'unknown') {
    const { because } = items.value;
    const filled = fillIn(rest, joinScopes(scope, unknownItem(because)), 'lenient');
    return filled.ok ? good([{ name: `${name}(?)`, value: filled.value, widthUnknown: because }]) : filled;
  }
  const never = shouldRun(textIn(rest, 'when'));
  const mode = never.kind === 'known' && !never.value ? 'lenient' : 'all';
  const expanded: Expanded[] = [];
  for (const [index, item] of items.value.items.entries()) {
    const filled = fillIn(rest, joinScopes(scope, mapScope(itemVariables(item))), mode);
    if (!filled.ok) return filled;
    expanded.push({ name: `${name}(${index}:${itemLabel(item)})`, value: filled.value, widthUnknown: null });
  }
  return good(expanded);
}

function unknownItem(because: string): Scope {
  const text = unknownText(because);
  return { language: null, get: (name) => (name === 'item' || name.startsWith('item.') ? text : undefined), entries: () => [['item', text]] };
}

function itemVariables(item: Item): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>([['item', itemText(item)]]);
  if (item.kind === 'map') for (const [key, field] of item.fields) variables.set(`item.${key}`, itemPrinted(field));
  return variables;
}

type Items = { readonly kind: 'known'; readonly items: readonly Item[] } | { readonly kind: 'unknown'; readonly because: string };

function itemsOf(value: JsonObject): Result<Items> {
  const list = listIn(value, 'withItems');
  if (list.length > 0) return good({ kind: 'known', items: list.map(itemOf) });
  const text = textIn(value, 'withParam');
  const read = text === '' ? sequenceItems(objectIn(value, 'withSequence') ?? {}) : parameterItems(text);
  if (read.ok) return read;
  const runs = shouldRun(textIn(value, 'when'));
  return runs.kind === 'known' && !runs.value ? good({ kind: 'known', items: [] }) : read;
}

function parameterItems(text: string): Result<Items> {
  const known = knownText(text);
  if (!known.ok) return good({ kind: 'unknown', because: known.message });
  const items = parseItems(text);
  return items ? good({ kind: 'known', items }) : bad(`withParam value could not be parsed as a JSON list: ${text.trim()}: ${jsonError(text)}`);
}

/** No cluster stores a Workflow of nearly as many nodes; more are a slip of the pen, and would take all memory. */
const mostItems = 1_000_000;

/** @see Argo Workflows 4.1 controller expandSequence */
function sequenceItems(sequence: JsonObject): Result<Items> {
  const open = ['start', 'end', 'count'].map((field) => knownText(anyTextIn(sequence, field) ?? '')).find((known) => !known.ok);
  if (open && !open.ok) return good({ kind: 'unknown', because: open.message });
  const [start, end, count] = [whole(sequence, 'start'), whole(sequence, 'end'), whole(sequence, 'count')];
  for (const one of [start, end, count]) if (!one.ok) return one;
  const from = start.ok ? (start.value ?? 0) : 0;
  let to = end.ok ? end.value : null;
  if (to === null && count.ok && count.value !== null) {
    if (count.value === 0) return good({ kind: 'known', items: [] });
    to = from + count.value - 1;
  }
  if (to === null) return bad('neither end nor count was specified in withSequence');
  const step = from <= to ? 1 : -1;
  const format = textIn(sequence, 'format') || '%d';
  const length = Math.abs(to - from) + 1;
  if (length > mostItems) return bad(`withSequence has ${length} items, more than the ${mostItems} that a Workflow can hold`);
  const items = Array.from({ length }, (_, at) => itemOf(formatNumber(format, from + at * step)));
  return good({ kind: 'known', items });
}

function whole(sequence: JsonObject, field: string): Result<number | null> {
  const text = anyTextIn(sequence, field);
  if (text === null) return good(null);
  if (!/^[+-]?\d+$/.test(text)) return bad(`strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? good(Number(value)) : bad(`strconv.Atoi: parsing ${goQuote(text)}: value out of range`);
}

/** Go's verbs for whole numbers, with flags and width. */
function formatNumber(format: string, value: number): string {
  return format.replace(/%([-+ 0]*)(\d*)([dxXob%])/g, (_, flags: string, width: string, verb: string) => {
    if (verb === '%') return '%';
    const digits = Math.abs(value).toString(verb === 'd' ? 10 : verb === 'o' ? 8 : verb === 'b' ? 2 : 16);
    const text = verb === 'X' ? digits.toUpperCase() : digits;
    const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    const size = Number(width || 0);
    if (flags.includes('-')) return `${sign}${text}`.padEnd(size);
    return flags.includes('0') ? sign + text.padStart(size - sign.length, '0') : `${sign}${text}`.padStart(size);
  });
}
