/**
 * The candidate that a user most likely meant, or null.
 *
 * Letter case, dashes and underscores count for nothing; else at most one edit in three letters, where an edit adds, drops, changes or swaps letters.
 *
 * @example nearest('setweight', ['setWeight', 'pause']) // 'setWeight'
 */
export function nearest(given: string, candidates: Iterable<string>): string | null {
  const wanted = plain(given);
  let best: string | null = null;
  let fewest = Math.max(1, Math.floor(Math.min(wanted.length, 40) / 3)) + 1;
  for (const candidate of candidates) {
    const edits = editDistance(wanted, plain(candidate), fewest);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

/** ` Did you mean X?`, or nothing: to be put behind a sentence. */
export function didYouMean(given: string, candidates: Iterable<string>): string {
  const found = nearest(given, candidates);
  return found === null ? '' : ` Did you mean ${found}?`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

/** Optimal string alignment distance; stops early, with `limit`, where the lengths alone differ by that much. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, (twoAbove[column - 2] ?? 0) + 1);
      }
      current.push(edits);
    }
    twoAbove = above;
    above = current;
  }
  return above[b.length] ?? limit;
}
