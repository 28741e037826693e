import { Fault } from '../expr/halt.ts';
import { compileRegexp } from '../expr/regexp/index.ts';
import { parsed, refused, type Parsed } from '../parsed.ts';
import type { Pattern } from './value.ts';

/** @returns Go's message for a text that is no pattern */
export function compilePattern(source: string): Parsed<Pattern> {
  try {
    return parsed({ kind: 'pattern', source, regexp: compileRegexp(source) });
  } catch (trouble) {
    if (trouble instanceof Fault) return refused(trouble.message);
    throw trouble;
  }
}
