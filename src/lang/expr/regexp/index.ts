/**
 * Go's regular expressions (RE2): the syntax with its messages, and matching in time linear in the text.
 *
 * JavaScript's own engine is never asked about more than one character, since a pattern from a manifest could keep it busy for ever.
 */
import { compile } from './compile.ts';
import { parsePattern } from './parse.ts';
import { search } from './match.ts';

export interface Regexp {
  /**
   * Whether the pattern matches anywhere in the text.
   *
   * @param step is told how much work each character took; it may throw.
   */
  readonly test: (text: string, step: (count: number) => void) => boolean;
}

/**
 * Compiles a pattern. Fails with Fault in Go's words.
 *
 * @see Go 1.26 regexp.Compile
 */
export function compileRegexp(pattern: string): Regexp {
  const program = compile(parsePattern(pattern));
  return { test: (text, step) => search(program, text, step) };
}
