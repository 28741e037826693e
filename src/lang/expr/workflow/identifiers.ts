/** The names that an expression needs. */
import type { MemberNode, Node } from '../ast.ts';
import { dialectOf } from '../dialect.ts';
import { Halt } from '../halt.ts';
import { parseTree } from '../parser.ts';
import { rewrite } from '../rewrite.ts';

/**
 * Names and paths of members (`tasks`, `tasks.a`) in the order in which they are met, inner ones first. Paths before `??` and before `?.`
 * are not among them, since they need not be there.
 *
 * @returns null for a text that is no expression
 * @see Argo Workflows 4.1.2 util/template getIdentifiers
 */
export function identifiersOf(expression: string): readonly string[] | null {
  let tree: Node;
  try {
    tree = parseTree([...expression], dialectOf('workflow'), new Set());
  } catch (trouble) {
    if (trouble instanceof Halt) return null;
    throw trouble;
  }
  const guarded = new Set<Node>();
  visit(tree, (node) => {
    if (node.kind === 'binary' && node.operator === '??') visit(node.left, (inner) => void (inner.kind === 'member' && guarded.add(inner)));
    if (node.kind === 'member' && node.optional && node.node.kind === 'member') guarded.add(node.node);
  });
  const found = new Set<string>();
  visit(tree, (node) => {
    if (guarded.has(node)) return;
    if (node.kind === 'identifier') found.add(node.name);
    const path = node.kind === 'member' ? pathOf(node) : null;
    if (path !== null) found.add(path);
  });
  return [...found];
}

function visit(tree: Node, look: (node: Node) => void): void {
  rewrite(tree, (node) => {
    look(node);
    return node;
  }, (_, to) => to);
}

function pathOf(member: MemberNode): string | null {
  const parts: string[] = [];
  for (let node: Node = member; ; node = node.node) {
    if (node.kind === 'identifier') return [node.name, ...parts].join('.');
    if (node.kind !== 'member' || node.optional || node.property.kind !== 'string') return null;
    parts.unshift(node.property.value);
  }
}
