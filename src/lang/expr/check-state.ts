/** The state of one check. */
import type { Node } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { Halt } from './halt.ts';
import type { Static } from './static.ts';

interface Scope {
  readonly collection: Static;
  /** `#index`, `#acc`. */
  readonly variables: ReadonlyMap<string, Static>;
}

export interface Checker {
  readonly dialect: Dialect;
  readonly env: ReadonlyMap<string, Static>;
  readonly statics: Map<Node, Static>;
  readonly replacements: Map<Node, Node>;
  /** Predicates around the node, innermost last. */
  readonly scopes: Scope[];
  readonly variables: { readonly name: string; readonly known: Static }[];
  readonly check: (node: Node) => Static;
}

/** Ends the check with an error at a node. */
export function reject(node: Node, message: string): never {
  throw new Halt(message, node.at);
}
