import { goJson, goJsonString, isOpenText, knownText, unknownText } from '../lang/index.ts';
import type { NodeStatus } from '../model/index.ts';
import { parseItem } from './item.ts';
import { bad, good, type Result } from './result.ts';

/** What a loop's children made, by the end of the variable's name: `outputs.result`, `outputs.parameters`, `outputs.parameters.v`. */
export type Aggregate = ReadonlyMap<string, string>;

/**
 * Lists of what the items of a loop made, in their order; only items that succeeded are in them.
 *
 * @see Argo Workflows 4.1 controller processAggregateNodeOutputs
 */
export function aggregateOutputs(children: readonly NodeStatus[]): Result<Aggregate> {
  if (children.length === 0) return good(new Map());
  const items = children.filter(({ hooked, retried }) => !hooked && !retried).map((node) => [indexIn(node.name), node] as const).sort((a, b) => a[0] - b[0]);
  const widthUnknown = items.find(([, node]) => node.widthUnknown !== null)?.[1].widthUnknown ?? null;
  const results: string[] = [];
  const parameterMaps: string[] = [];
  const values = new Map<string, string[]>();
  for (const [, { outputs, phase }] of items) {
    if (!outputs || phase !== 'Succeeded') continue;
    if (outputs.parameters.length > 0) {
      parameterMaps.push(goJson(Object.fromEntries(outputs.parameters.map(({ name, value }) => [name, value ?? '']))));
      for (const { name, value } of outputs.parameters) values.set(name, [...(values.get(name) ?? []), value ?? '']);
    }
    if (outputs.result !== null) {
      const item = isOpenText(outputs.result) ? { raw: outputs.result } : parseItem(outputs.result);
      if (!item) return bad(jsonError(outputs.result));
      results.push(item.raw);
    }
  }
  const hide = (text: string): string => (widthUnknown === null ? text : unknownText(widthUnknown));
  const found = new Map([['outputs.result', hide(openList(results))], ['outputs.parameters', hide(openList(parameterMaps))]]);
  for (const [name, list] of values) found.set(`outputs.parameters.${name}`, hide(valueList(list)));
  return good(found);
}

/** Of what is not known nobody can tell how it looks in a list. */
function openList(texts: readonly string[]): string {
  const list = `[${texts.join(',')}]`;
  const known = knownText(list);
  return known.ok ? list : unknownText(known.message);
}

/** Maps and lists are taken as such if all values are that; else all are texts. @see Argo Workflows 4.1 controller aggregatedJSONValueList */
function valueList(list: readonly string[]): string {
  const known = knownText(list.join(' '));
  if (!known.ok) return unknownText(known.message);
  const parsed = list.map((text) => parseItem(text));
  if (parsed.every((item) => item !== null && (item.kind === 'map' || (item.kind === 'list' && item.items !== null)))) {
    return `[${list.map((text) => goJson(JSON.parse(text) as never)).join(',')}]`;
  }
  return `[${list.map(goJsonString).join(',')}]`;
}

/** The number of a loop's item in its node's name. */
function indexIn(name: string): number {
  const last = name.slice(name.lastIndexOf('(') + 1);
  return Number(last.slice(0, last.indexOf(':')));
}

/** Go's words for a text that is no JSON, as far as the first character decides. */
export function jsonError(text: string): string {
  const trimmed = text.trimStart();
  if (trimmed === '') return 'unexpected end of JSON input';
  const literal = ['true', 'false', 'null'].find((word) => word.charAt(0) === trimmed.charAt(0));
  if (literal !== undefined) {
    const at = [...literal].findIndex((char, index) => trimmed.charAt(index) !== char);
    if (at > 0) return `invalid character '${trimmed.charAt(at)}' in literal ${literal} (expecting '${literal.charAt(at)}')`;
  }
  return `invalid character '${trimmed.charAt(0)}' looking for beginning of value`;
}
