import { isJsonObject, type Json, type JsonObject } from '../../src/lang/index.ts';

/** What the recordings' README excepts, and nothing else. */
interface Exceptions {
  /** `message` and `exitCode` of Pod nodes: two writers race for them. */
  readonly podEnds: boolean;
  readonly podOrder: boolean;
  readonly maxConcurrentPods: boolean;
  /** Messages from this on are Go's own words, or a person's name. */
  readonly wordsFrom: RegExp | null;
}

const wording: Readonly<Record<string, RegExp>> = {
  'loop-aggregate-text': /invalid character.*/s,
  'loop-param-not-json': /invalid character.*/s,
  'bad-sequence-number': /strconv\..*/s,
  'bad-when-syntax': /Invalid token.*/s,
  'expr-bad-syntax': /unexpected token.*/s,
  'retry-bad-expression': /unexpected token.*/s,
  'suspend-duration-bad': /time: invalid duration.*/s,
  'suspend-supplied': /(?<=Resumed by: ).*/s,
};

function exceptionsOf(name: string): Exceptions {
  return {
    podEnds: /^(deadline|shutdown)-/.test(name),
    podOrder: name === 'retry-dag-tasks' || name === 'loop-nested-template',
    maxConcurrentPods: name === 'dag-depends-succeeded-failed',
    wordsFrom: wording[name] ?? null,
  };
}

/** Fields of a trace that are not what the controller did with the Workflow. */
const apart: readonly string[] = ['case', 'lint', 'rejected', 'unstable'];

/** Field-by-field differences between what was recorded and what sluice did; empty: none. */
export function compareWorkflow(name: string, got: JsonObject, wants: readonly JsonObject[]): readonly string[] {
  const exceptions = exceptionsOf(name);
  const differences = wants.map((want) => differencesOf('', plain(got, exceptions), plain(want, exceptions)));
  return differences.find((one) => one.length === 0) ?? differences[0] ?? ['nothing was recorded'];
}

function plain(trace: JsonObject, exceptions: Exceptions): JsonObject {
  const nodes = (Array.isArray(trace['nodes']) ? (trace['nodes'] as readonly JsonObject[]) : []).map((node) => plainNode(node, exceptions));
  const kept = Object.entries(trace).filter(([key]) => !apart.includes(key) && !(key === 'podOrder' && exceptions.podOrder) && !(key === 'maxConcurrentPods' && exceptions.maxConcurrentPods));
  return {
    ...Object.fromEntries(kept),
    message: worded(String(trace['message'] ?? ''), exceptions),
    nodes: Object.fromEntries(nodes.map((node) => [`'${String(node['name'])}'`, node])),
    pods: plainPods(trace['pods']),
  };
}

function plainNode(node: JsonObject, exceptions: Exceptions): JsonObject {
  const { message, exitCode, ...rest } = node;
  const ends = exceptions.podEnds && node['type'] === 'Pod' ? {} : { ...(message !== undefined && { message: worded(String(message), exceptions) }), ...(exitCode !== undefined && { exitCode }) };
  return { ...rest, ...ends };
}

/** The controller's image carries the registry it was pulled from. */
function plainPods(pods: Json | undefined): JsonObject {
  if (!isJsonObject(pods)) return {};
  return Object.fromEntries(Object.entries(pods).map(([name, pod]) => {
    const image = isJsonObject(pod) ? pod['image'] : undefined;
    return [name, isJsonObject(pod) && typeof image === 'string' && /\/argoexec:/.test(image) ? { ...pod, image: image.slice(image.lastIndexOf('/') + 1) } : pod];
  }));
}

function worded(message: string, { wordsFrom }: Exceptions): string {
  return wordsFrom ? message.replace(wordsFrom, '(words)') : message;
}

function differencesOf(where: string, got: Json | undefined, want: Json | undefined): readonly string[] {
  if (sorted(got) === sorted(want)) return [];
  if (isJsonObject(got) && isJsonObject(want)) {
    const keys = [...new Set([...Object.keys(got), ...Object.keys(want)])];
    return keys.flatMap((key) => differencesOf(where === '' ? key : `${where}.${key}`, got[key], want[key]));
  }
  return [`${where}: got ${sorted(got)}, recorded ${sorted(want)}`];
}

function sorted(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_, one: Json) => (isJsonObject(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one));
}
