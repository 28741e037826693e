import { type Alias, isAlias, isMap, isScalar, isSeq, type ParsedNode, type Range, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { readPlainScalar } from './plain-scalar.ts';
import type { Problem } from './problem.ts';
import { scalarProblem } from './scalar-problem.ts';
import { isCollectionTag, readTaggedScalar } from './tagged-scalar.ts';
import { isMap as isValueMap, itemsOf, type Located, partOf, type Place, placeOf, setField, withKey, type YamlMap, type YamlValue } from './value.ts';

/** Values that aliases may repeat, all in all. A manifest repeats a few dozen; a bomb billions. */
const MAX_REPEATED = 1_000_000;

interface Anchored extends Located {
  /** Values within, repeats counted again. */
  readonly size: number;
}

/** Makes plain data of one document's nodes, with places, and tells what kubectl would read otherwise or refuse. */
export function readNodes(root: ParsedNode, text: string): { readonly located: Located | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const anchors = new Map<string, Anchored | 'open'>();
  let count = 0;
  let repeated = 0;

  function report(code: Problem['code'], [start, end]: readonly [number, number], detail: string, related?: Problem['related']): void {
    problems.push({ code, start, end: Math.max(start, end), detail, ...(related && { related }) });
  }

  /** `emptyAt` is where a value stands that is not written out. */
  function readNode(node: ParsedNode | null, emptyAt: number): Located {
    if (node === null) return { value: null, place: placeOf(emptyAt, emptyAt) };
    if (isAlias(node)) return readAlias(node);
    const anchor = node.anchor;
    const before = count++;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const located = isMap(node) ? readMap(node) : isSeq(node) ? readSeq(node) : readScalar(node, emptyAt);
    if (anchor !== undefined) anchors.set(anchor, { ...located, size: count - before });
    return located;
  }

  function readAlias(node: Alias.Parsed): Located {
    const found = anchors.get(node.source);
    const [start, end] = node.range;
    if (found === undefined) report('SLU115', [start, end], `The alias *${node.source} stands for the value with the anchor &${node.source}, and none stands before it.`);
    else if (found === 'open') report('SLU116', [start, end], `The alias *${node.source} stands within the value it repeats, which would never end.`);
    else if ((repeated += found.size) > MAX_REPEATED) {
      if (repeated - found.size <= MAX_REPEATED) report('SLU105', [start, end], `Aliases repeat more than a million values from here on. Write out what is meant.`);
    } else {
      count += found.size;
      return found;
    }
    return { value: null, place: placeOf(start, end) };
  }

  function readScalar(node: Scalar.Parsed, emptyAt: number): Located {
    const [start, end] = node.range;
    const source = String(node.value);
    const place = placeOf(start, node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' ? trimmedEnd(start, end) : end);
    if (node.tag !== undefined) {
      const tagged = readTaggedScalar(node.tag, source);
      if (tagged.tag === 'misfit') report('SLU114', [start, end], `kubectl would refuse this value behind the tag ${shortTag(node.tag)}, or decode it. Write the plain value without a tag.`);
      if (tagged.tag === 'unknown') report('SLU113', [start, end], `Nothing gives the tag ${shortTag(node.tag)} a meaning, so the value is the text behind it. Take the tag away.`);
      return { value: tagged.tag === 'misfit' ? source : tagged.value, place };
    }
    if (node.type !== 'PLAIN') return { value: source, place };
    if (source === '') return { value: null, place: placeOf(emptyAt, emptyAt) };
    const { value, surprise } = readPlainScalar(source);
    if (surprise !== undefined) problems.push(scalarProblem(source, value, surprise, start, end));
    return { value, place };
  }

  function readSeq(node: YAMLSeq.Parsed): Located {
    checkCollectionTag(node);
    const value: YamlValue[] = [];
    const parts: Place[] = [];
    let end = node.range[0];
    for (const item of node.items as readonly ParsedNode[]) {
      const read = readNode(item, text.lastIndexOf('-', item.range[0] - 1) + 1);
      value.push(read.value);
      parts.push(read.place);
      end = endOf(item, read);
    }
    return { value, place: placeOf(node.range[0], collectionEnd(node, end), parts) };
  }

  function readMap(node: YAMLMap.Parsed): Located {
    checkCollectionTag(node);
    const value: Record<string, YamlValue> = {};
    const parts: Record<string, Place> = {};
    const own = new Map<string, Range>();
    let end = node.range[0];
    for (const { key, value: valueNode } of node.items) {
      const range = key.range;
      if (isScalar(key) && key.type === 'PLAIN' && key.tag === undefined && key.value === '<<') {
        const merged = readNode(valueNode, range[1]);
        end = endOf(valueNode, merged);
        merge(merged, range, value, parts);
        continue;
      }
      const name = readKey(key);
      const part = readNode(valueNode, range[1]);
      end = endOf(valueNode, part);
      if (name === null) continue;
      const first = own.get(name);
      if (first !== undefined) {
        report('SLU103', [range[0], range[1]], `The key ${name} stands twice in this mapping, and only the last counts. Take one of them away.`, { message: 'it stands here first', start: first[0], end: first[1] });
      }
      own.set(name, range);
      setField(value, name, part.value);
      setField(parts, name, withKey(part.place, range[0], range[1]));
    }
    return { value, place: placeOf(node.range[0], collectionEnd(node, end), parts) };
  }

  /** @see go.yaml.in/yaml/v2 decoderc: merged fields replace those before them and give way to those behind; the first of a list wins. */
  function merge(from: Located, [start, end]: Range, into: Record<string, YamlValue>, parts: Record<string, Place>): void {
    const sources = itemsOf(from) ?? [from];
    if (!sources.every(({ value }) => isValueMap(value))) {
      report('SLU117', [start, end], 'The key << takes fields over from a mapping or a list of mappings, mostly through an alias. Put one behind it, or quote the key.');
      return;
    }
    for (const { value, place } of sources.toReversed()) {
      for (const [name, field] of Object.entries(value as YamlMap)) {
        setField(into, name, field);
        setField(parts, name, partOf(place, name) ?? place);
      }
    }
  }

  /** A key as text. kubectl makes texts of numbers and booleans, and refuses the rest. */
  function readKey(key: ParsedNode): string | null {
    const before = problems.length;
    const { value } = readNode(key, key.range[0]);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (problems.length === before) {
      const what = value === null ? 'Null' : Array.isArray(value) ? 'A list' : 'A mapping';
      report('SLU104', [key.range[0], key.range[1]], `${what} cannot be a key: JSON has texts alone. Quote it, or write a name before the colon.`);
    }
    return null;
  }

  function checkCollectionTag(node: YAMLMap.Parsed | YAMLSeq.Parsed): void {
    if (node.tag === undefined || isCollectionTag(node.tag)) return;
    const start = node.range[0];
    report('SLU113', [start, start], `Nothing gives the tag ${shortTag(node.tag)} a meaning. Take it away.`);
  }

  /** Block collections end with their last value; the library counts the comments behind it. */
  function collectionEnd(node: YAMLMap.Parsed | YAMLSeq.Parsed, last: number): number {
    return node.flow === true ? node.range[1] : last;
  }

  /** An aliased value ends elsewhere. */
  function endOf(node: ParsedNode | null, located: Located): number {
    return isAlias(node) ? node.range[1] : located.place.end;
  }

  function trimmedEnd(start: number, end: number): number {
    let at = end;
    while (at > start && /\s/.test(text[at - 1] ?? '')) at--;
    return at;
  }

  const located = readNode(root, 0);
  return { located, problems };
}

function shortTag(tag: string): string {
  return tag.replace('tag:yaml.org,2002:', '!!');
}
