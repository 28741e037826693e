/**
 * Go's regular expressions (RE2): the syntax with its messages, and matching in time linear in the text.
 *
 * JavaScript's own engine is never asked about more than one character, since a pattern from a manifest could keep it busy for ever.
 */
import { compile } from './compile.ts';
import { parsePattern } from './parse.ts';
import { find, type Found } from './find.ts';
import { search } from './match.ts';
import type { Pattern } from './tree.ts';

export interface Regexp {
  /**
   * Whether the pattern matches anywhere in the text.
   *
   * @param step is told how much work each character took; it may throw.
   */
  readonly test: (text: string, step: (count: number) => void) => boolean;
  /** The first match from a place on, in characters; of several at one place the one that the pattern prefers. */
  readonly find: (points: readonly string[], from: number, step: (count: number) => void) => Found | null;
  /** Names of the groups by their numbers, '' for those without; the whole match is group 0. */
  readonly groups: readonly string[];
}

export type { Found } from './find.ts';

/**
 * Compiles a pattern. Fails with Fault in Go's words.
 *
 * @see Go 1.26 regexp.Compile
 */
export function compileRegexp(pattern: string): Regexp {
  const tree = parsePattern(pattern);
  const program = compile(tree, false);
  let withGroups: ReturnType<typeof compile> | null = null;
  const groups = ['', ...groupNames(tree)];
  return {
    groups,
    test: (text, step) => search(program, text, step),
    find: (points, from, step) => {
      withGroups ??= compile(tree, true);
      return find(withGroups, groups.length, points, from, step);
    },
  };
}

function groupNames(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'empty': case 'set': case 'assert': return [];
    case 'sequence': return pattern.parts.flatMap(groupNames);
    case 'choice': return pattern.options.flatMap(groupNames);
    case 'repeat': return groupNames(pattern.part);
    case 'group': return [pattern.name, ...groupNames(pattern.part)];
  }
}
