import type { Json } from '../lang/index.ts';
import type { PodShare } from '../model/index.ts';

/** 25 % without a value. A text that is no percentage is a schema error, reported elsewhere. */
export function podShare(value: Json | undefined): PodShare {
  if (typeof value === 'number') return { unit: 'pods', count: value };
  if (typeof value === 'string' && /^\d+%$/.test(value)) return { unit: 'percent', percent: Number(value.slice(0, -1)) };
  if (typeof value === 'string' && /^\d+$/.test(value)) return { unit: 'pods', count: Number(value) };
  return { unit: 'percent', percent: 25 };
}
