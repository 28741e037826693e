/** Runs a program over a text, all alternatives side by side. */
import { hasChar } from './charset.ts';
import type { Program } from './compile.ts';
import type { Assertion } from './tree.ts';

/** Whether the program matches anywhere. Work is at most steps of the program times characters. */
export function search(program: Program, text: string, step: (count: number) => void): boolean {
  const codes = Array.from(text, (char) => normal(char.codePointAt(0) ?? 0));
  let current: number[] = [];
  const marks = new Uint32Array(program.length);
  for (let at = 0; at <= codes.length; at++) {
    const next: number[] = [];
    // Threads of this position, and a new one, since a match may begin anywhere.
    const all = follow(program, [...current, 0], codes, at, marks);
    if (all === 'match') return true;
    step(1 + all.length);
    const code = codes[at];
    if (code === undefined) return false;
    for (const thread of all) {
      const one = program[thread];
      if (one?.kind === 'char' && hasChar(one.set, code)) next.push(thread + 1);
    }
    current = next;
  }
  return false;
}

export function normal(code: number): number {
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
}

/** All steps that wait for a character, reached without reading one. */
function follow(program: Program, from: number[], codes: readonly number[], at: number, marks: Uint32Array): number[] | 'match' {
  const stack = from.reverse();
  const out: number[] = [];
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    if (marks[thread] === at + 1) continue;
    marks[thread] = at + 1;
    const one = program[thread];
    switch (one?.kind) {
      case 'match': return 'match';
      case 'char': out.push(thread); break;
      case 'jump': stack.push(one.to); break;
      case 'save': stack.push(thread + 1); break;
      case 'split': stack.push(one.second, one.first); break;
      case 'assert':
        if (holds(one.assertion, codes, at)) stack.push(thread + 1);
        break;
      case undefined: break;
    }
  }
  return out;
}

export function holds(assertion: Assertion, codes: readonly number[], at: number): boolean {
  const isWord = (code: number | undefined): boolean => code !== undefined && /^\w$/.test(String.fromCodePoint(code));
  switch (assertion) {
    case 'text start': return at === 0;
    case 'text end': return at === codes.length;
    case 'line start': return at === 0 || codes[at - 1] === 10;
    case 'line end': return at === codes.length || codes[at] === 10;
    case 'word boundary': return isWord(codes[at - 1]) !== isWord(codes[at]);
    case 'no word boundary': return isWord(codes[at - 1]) === isWord(codes[at]);
  }
}
