import type { CST } from 'yaml';

/**
 * Offset of the first value nested deeper than `limit`, or null.
 *
 * Looks at the parser's tokens, without recursion, since composing them recurses.
 */
export function nestedDeeperThan(limit: number, token: CST.Token): number | null {
  const pending: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.depth > limit) return next.token.offset;
    if (next.token.type === 'document') {
      if (next.token.value !== undefined) pending.push({ token: next.token.value, depth: 1 });
    } else if ('items' in next.token) {
      for (const item of next.token.items) {
        if (item.key) pending.push({ token: item.key, depth: next.depth + 1 });
        if (item.value) pending.push({ token: item.value, depth: next.depth + 1 });
      }
    }
  }
  return null;
}
