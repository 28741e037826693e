import { knownText, parseDuration } from '../lang/index.ts';
import type { NodeStatus } from '../model/index.ts';
import { fieldAt, textIn } from './fields.ts';
import type { CacheEntry } from './memory.ts';
import { bad, good, type Result } from './result.ts';
import type { Run } from './run.ts';
import type { Template } from './template.ts';

/** Under which key a template's outputs are kept; null: they are not. */
export function memoKeyOf(template: Template): NodeStatus['memoization'] {
  if (fieldAt(template, 'memoize') === undefined) return null;
  return { hit: false, key: textIn(template, 'memoize', 'key'), cacheName: textIn(template, 'memoize', 'cache', 'configMap', 'name') };
}

/** The kept outputs that a template can have instead of running; null: there are none, or they are too old. */
export function cachedOutputs(run: Run, template: Template): Result<CacheEntry | null> {
  const key = memoKeyOf(template);
  if (!key) return good(null);
  if (!/^[-a-zA-Z0-9]+$/.test(key.key) && knownText(key.key).ok) return bad(`invalid cache key: ${key.key}`);
  const entry = run.memory.caches.find((one) => one.cache === key.cacheName && one.key === key.key) ?? null;
  const maxAge = textIn(template, 'memoize', 'maxAge');
  if (maxAge === '') return good(entry);
  const duration = parseDuration(maxAge);
  if (!duration.ok) return bad(`invalid maxAge: ${duration.message}`);
  return good(entry && entry.createdAt + Number(duration.value / 1_000_000n) < run.now ? null : entry);
}

/** Keeps the outputs of a memoized node that succeeded. */
export function keepOutputs(run: Run, node: NodeStatus): void {
  const { memoization, outputs } = node;
  if (!memoization || memoization.hit || node.phase !== 'Succeeded') return;
  const entry: CacheEntry = {
    cache: memoization.cacheName,
    key: memoization.key,
    node: node.id,
    parameters: outputs?.parameters ?? [],
    artifacts: outputs?.artifacts ?? [],
    result: outputs?.result ?? null,
    createdAt: run.now,
  };
  const others = run.memory.caches.filter((one) => one.cache !== entry.cache || one.key !== entry.key);
  run.memory = { ...run.memory, caches: [...others, entry] };
}
