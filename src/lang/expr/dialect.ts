/**
 * The two dialects of the expression language.
 *
 * `condition` is antonmedv/expr 1.15.5, which Argo Rollouts 1.9 uses for success and failure conditions; `workflow` is
 * expr-lang/expr 1.17.8 of Argo Workflows 4.1. They share one grammar and one set of values; `Dialect` names each point where
 * they part, so that no other file compares names of dialects.
 */
export type DialectName = 'condition' | 'workflow';

export interface Dialect {
  readonly name: DialectName;
  /** Raw strings in backquotes, byte strings b'..', `::name()`, `\u{..}`, 0b and 0o numbers, `a; b` and `if c { } else { }`. */
  readonly extendedSyntax: boolean;
  /** `a < b < c` means `a < b && b < c`. */
  readonly chainedComparisons: boolean;
  /** A name in the environment hides the builtin of that name. */
  readonly environmentHidesBuiltins: boolean;
  /** Whether the static types of an array's elements are followed, and types compare by identity and not by kind. */
  readonly exactTypes: boolean;
  /** What messages call a value whose static type is not known. */
  readonly unknownText: string;
  /** What messages call the static type of nil. */
  readonly nilText: string;
  /** `nil matches 'x'` and its kin are false and not an error. */
  readonly nilMatchesNothing: boolean;
  /** Arrays of different Go types can be equal. */
  readonly looseArrays: boolean;
  /** Larger trees are refused. */
  readonly maxNodes: number;
}

const condition: Dialect = {
  name: 'condition',
  extendedSyntax: false,
  chainedComparisons: false,
  environmentHidesBuiltins: false,
  exactTypes: false,
  unknownText: 'interface {}',
  nilText: '<nil>',
  nilMatchesNothing: false,
  looseArrays: false,
  maxNodes: 100_000,
};

const workflow: Dialect = {
  name: 'workflow',
  extendedSyntax: true,
  chainedComparisons: true,
  environmentHidesBuiltins: true,
  exactTypes: true,
  unknownText: 'unknown',
  nilText: 'unknown',
  nilMatchesNothing: true,
  looseArrays: true,
  maxNodes: 10_000,
};

/** The rules of a dialect. */
export function dialectOf(name: DialectName): Dialect {
  return name === 'condition' ? condition : workflow;
}
