/** Follows a path through a document. Fails with Fault. */
import { isDict, isList, kindText } from '../builtins/builtin.ts';
import { fault, Fault } from '../halt.ts';
import { byteLength, compareText } from '../text.ts';
import * as types from '../types.ts';
import { list, sized, type Known } from '../value.ts';
import { evaluateScript } from './evaluate.ts';
import type { Script } from './script.ts';
import type { Bound, Token } from './token.ts';

/** @see evilmonkeyinc/jsonpath 0.8.1 Selector.Query */
export function applyPath(tokens: readonly Token[], root: Known, current: Known): Known {
  const [token, ...next] = tokens;
  if (token === undefined) return current;
  switch (token.kind) {
    case 'root': return applyPath(next, root, root);
    case 'current': return applyPath(next, root, current);
    case 'key': return applyPath(next, root, valueAt(current, token.key));
    case 'length': return applyPath(next, root, lengthOf(current));
    case 'index': return applyPath(next, root, itemAt(current, token.index));
    case 'wildcard': return list(childrenOf(current, 'wildcard').flatMap((item) => (next.length === 0 ? [item] : found(next, root, item))));
    case 'recursive': return list(below(next, root, current));
    case 'filter': return filtered(token.script, next, root, current);
    case 'script': return scripted(token.script, next, root, current);
    case 'range': return gathered(ranged(token, root, current), next, root);
    case 'union': return gathered(united(token.args, root, current), next, root);
  }
}

function wrongTarget(token: string, value: Known, expected: string): never {
  return fault(`${token}: invalid token target. expected [${expected}] got [${value === null ? 'nil' : kindText(value)}]`);
}

function valueAt(value: Known, key: string): Known {
  if (!isDict(value)) return wrongTarget('key', value, 'map');
  const entry = value.entries.get(`s${key}`);
  return entry === undefined ? fault(`key: invalid token key '${key}' not found`) : (entry.value as Known);
}

function lengthOf(value: Known): Known {
  const count = (size: number): Known => sized(types.int64, BigInt(size));
  if (isDict(value)) return (value.entries.get('slength')?.value as Known | undefined) ?? count(value.entries.size);
  if (isList(value)) return count(value.items.length);
  return typeof value === 'string' ? count(byteLength(value)) : wrongTarget('length', value, 'array map slice string');
}

function items(value: Known, token: string): readonly Known[] {
  return isList(value) ? (value.items as readonly Known[]) : wrongTarget(token, value, 'array slice');
}

function itemAt(value: Known, index: bigint): Known {
  const all = items(value, 'index');
  const at = index < 0n ? BigInt(all.length) + index : index;
  if (at < 0n || at >= BigInt(all.length)) return fault('index: invalid token out of range');
  return all[Number(at)] ?? null;
}

function childrenOf(value: Known, token: string): readonly Known[] {
  if (isList(value)) return value.items as readonly Known[];
  if (!isDict(value)) return wrongTarget(token, value, 'array map slice');
  return [...value.entries.values()].toSorted((a, b) => compareText(String(a.key), String(b.key))).map((entry) => entry.value as Known);
}

/** What a path finds from here; nothing if it fails or finds nil. */
function found(tokens: readonly Token[], root: Known, current: Known): readonly Known[] {
  try {
    const value = applyPath(tokens, root, current);
    return value === null ? [] : [value];
  } catch (trouble) {
    if (trouble instanceof Fault) return [];
    throw trouble;
  }
}

/** Everything that the rest of the path finds here and further down; lists found are taken apart. */
function below(next: readonly Token[], root: Known, current: Known): readonly Known[] {
  if (current === null) return [];
  const here = next.length === 0 ? [current] : found(next, root, current).flatMap((value) => (isList(value) ? (value.items as readonly Known[]) : [value]));
  const children = isList(current) || isDict(current) ? childrenOf(current, 'recursive') : [];
  return [...here, ...children.flatMap((child) => below(next, root, child))];
}

/** An index behind several values is taken from their list; all else is followed from each. */
function gathered(values: readonly Known[], next: readonly Token[], root: Known): Known {
  const [first] = next;
  if (first === undefined || first.kind === 'index') return applyPath(next, root, list(values));
  return list(values.flatMap((value) => found(next, root, value)));
}

function filtered(script: Script, next: readonly Token[], root: Known, current: Known): Known {
  if (script.text === '') return fault('invalid expression. is empty');
  return gathered(childrenOf(current, 'filter').filter((item) => isKept(script, root, item)), next, root);
}

function isKept(script: Script, root: Known, item: Known): boolean {
  let value: Known;
  try {
    value = evaluateScript(script, { root, current: item, follow: applyPath });
  } catch (trouble) {
    if (trouble instanceof Fault) return false;
    throw trouble;
  }
  if (isList(value)) return value.items.length > 0;
  if (isDict(value)) return value.entries.size > 0;
  if (typeof value === 'string') return value.replace(/^'(.*)'$|^"(.*)"$/s, '$1$2') !== '';
  return value !== null && value !== false && value !== 0 && value !== 0n;
}

function integer(value: Known): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  return typeof value === 'object' && value?.kind === 'sized' ? value.value : null;
}

function scripted(script: Script, next: readonly Token[], root: Known, current: Known): Known {
  if (script.text === '') return fault('invalid expression. is empty');
  const value = evaluateScript(script, { root, current, follow: applyPath });
  if (typeof value === 'string') return applyPath([{ kind: 'key', key: value }, ...next], root, current);
  const index = integer(value);
  if (index !== null) return applyPath([{ kind: 'index', index }, ...next], root, current);
  return fault(`unexpected expression result. expected [int string] got [${value === null ? 'nil' : kindText(value)}]`);
}

function numberOf(bound: Bound, root: Known, current: Known): bigint | null {
  if (bound === null || typeof bound === 'bigint') return bound;
  const value = evaluateScript(bound, { root, current, follow: applyPath });
  return integer(value) ?? fault(`range: invalid token unexpected expression result. expected [int] got [${value === null ? 'nil' : kindText(value)}]`);
}

function ranged(token: Extract<Token, { readonly kind: 'range' }>, root: Known, current: Known): readonly Known[] {
  const all = items(current, 'range');
  const length = BigInt(all.length);
  const limit = (bound: bigint): bigint => {
    const at = bound < 0n ? length + bound : bound;
    return at < 0n ? 0n : at > length ? length : at;
  };
  const from = limit(numberOf(token.from, root, current) ?? 0n);
  const to = limit(numberOf(token.to, root, current) ?? length);
  const step = numberOf(token.step, root, current) ?? 1n;
  if (step === 0n) return fault('range: invalid token out of range');
  const out: Known[] = [];
  for (let at = step < 0n ? to - 1n : from; step < 0n ? at >= from : at < to; at += step) out.push(all[Number(at)] ?? null);
  return out;
}

function united(args: readonly (string | bigint | Script)[], root: Known, current: Known): readonly Known[] {
  const values = args.map((arg) => (typeof arg === 'object' ? evaluateScript(arg, { root, current, follow: applyPath }) : arg));
  const keys = values.filter((value) => typeof value === 'string');
  const indices = values.flatMap((value) => integer(value) ?? []);
  for (const value of values) {
    if (typeof value !== 'string' && integer(value) === null) fault(`union: invalid token argument. expected [int string] got [${value === null ? 'nil' : kindText(value)}]`);
  }
  if (keys.length > 0 && indices.length > 0) {
    const [expected, got] = typeof values.at(-1) === 'string' ? ['int', 'string'] : ['string', 'int'];
    return fault(`union: invalid token argument. expected [${expected}] got [${got}]`);
  }
  if (keys.length > 0) {
    if (!isDict(current)) return wrongTarget('union', current, 'map');
    return keys.flatMap((key) => (current.entries.get(`s${key}`)?.value as Known | undefined) ?? []);
  }
  const all = items(current, 'union');
  return indices.flatMap((index) => all[Number(index < 0n ? BigInt(all.length) + index : index)] ?? []);
}
