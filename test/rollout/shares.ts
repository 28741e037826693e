import type { PodShare } from '../../src/model/index.ts';

/** "20%" or "2", as maxSurge and maxUnavailable have them. */
export function podShareOf(text: string): PodShare {
  return text.endsWith('%') ? { unit: 'percent', percent: Number(text.slice(0, -1)) } : { unit: 'pods', count: Number(text) };
}
