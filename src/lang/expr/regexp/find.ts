/** Where a program matches, and its groups: all alternatives side by side, in the order in which the pattern prefers them. */
import { hasChar } from './charset.ts';
import type { Program } from './compile.ts';
import { holds, normal } from './match.ts';

/** Begin and end of each group, the whole match first; -1 for groups that took no part. */
export type Found = readonly number[];

interface Thread {
  readonly at: number;
  readonly found: Found;
}

/** The first match at or behind `from`. Work is at most steps of the program times characters. */
export function find(program: Program, groups: number, points: readonly string[], from: number, step: (count: number) => void): Found | null {
  const codes = points.map((point) => normal(point.codePointAt(0) ?? 0));
  const marks = new Uint32Array(program.length);
  const nowhere = Array.from({ length: 2 * groups }, () => -1);
  let best: Found | null = null;
  let threads: readonly Thread[] = [];
  for (let at = from; at <= codes.length; at++) {
    // Once something matches, nothing that begins later can be better.
    const starting: readonly Thread[] = best === null ? [...threads, { at: 0, found: nowhere.with(0, at) }] : threads;
    if (starting.length === 0) break;
    const waiting = follow(program, starting, codes, at, marks);
    step(1 + waiting.threads.length);
    if (waiting.match !== null) best = waiting.match.with(1, at);
    const code = codes[at];
    if (code === undefined) break;
    threads = waiting.threads.flatMap(({ at: place, found }) => {
      const one = program[place];
      return one?.kind === 'char' && hasChar(one.set, code) ? [{ at: place + 1, found }] : [];
    });
  }
  return best;
}

/** The threads that wait for a character, up to the first that has matched: what comes behind it is worse. */
function follow(
  program: Program, from: readonly Thread[], codes: readonly number[], at: number, marks: Uint32Array,
): { readonly threads: readonly Thread[]; readonly match: Found | null } {
  const stack = from.toReversed();
  const threads: Thread[] = [];
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    if (marks[thread.at] === at + 1) continue;
    marks[thread.at] = at + 1;
    const { found } = thread;
    const one = program[thread.at];
    switch (one?.kind) {
      case 'match': return { threads, match: found };
      case 'char': threads.push(thread); break;
      case 'jump': stack.push({ at: one.to, found }); break;
      case 'split': stack.push({ at: one.second, found }, { at: one.first, found }); break;
      case 'save': stack.push({ at: thread.at + 1, found: found.with(one.slot, at) }); break;
      case 'assert':
        if (holds(one.assertion, codes, at)) stack.push({ at: thread.at + 1, found });
        break;
      case undefined: break;
    }
  }
  return { threads, match: null };
}
