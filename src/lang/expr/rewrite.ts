/** Trees changed from the leaves up. */
import type { Node } from './ast.ts';

/**
 * Visits every node after its children and puts what `visit` gives in its place.
 *
 * @param keep called with a node and its copy where a child has changed; gives the copy.
 */
export function rewrite(node: Node, visit: (node: Node) => Node, keep: (from: Node, to: Node) => Node): Node {
  return visit(keep(node, withChildren(node, (child) => rewrite(child, visit, keep))));
}

function withChildren(node: Node, change: (node: Node) => Node): Node {
  const all = (nodes: readonly Node[]): readonly Node[] => {
    const changed = nodes.map(change);
    return changed.every((one, index) => one === nodes[index]) ? nodes : changed;
  };
  switch (node.kind) {
    case 'integer': case 'float': case 'bool': case 'string': case 'bytes': case 'nil': case 'constant': case 'identifier': case 'pointer':
      return node;
    case 'unary': case 'chain': case 'predicate': {
      const inner = change(node.node);
      return inner === node.node ? node : { ...node, node: inner };
    }
    case 'binary': {
      const left = change(node.left);
      const right = change(node.right);
      return left === node.left && right === node.right ? node : { ...node, left, right };
    }
    case 'member': {
      const base = change(node.node);
      const property = change(node.property);
      return base === node.node && property === node.property ? node : { ...node, node: base, property };
    }
    case 'slice': {
      const base = change(node.node);
      const from = node.from === null ? null : change(node.from);
      const to = node.to === null ? null : change(node.to);
      return base === node.node && from === node.from && to === node.to ? node : { ...node, node: base, from, to };
    }
    case 'call': {
      const callee = change(node.callee);
      const args = all(node.args);
      return callee === node.callee && args === node.args ? node : { ...node, callee, args };
    }
    case 'builtin': {
      const args = all(node.args);
      const map = node.map === undefined ? undefined : change(node.map);
      if (args === node.args && map === node.map) return node;
      return map === undefined ? { ...node, args } : { ...node, args, map };
    }
    case 'let': {
      const value = change(node.value);
      const body = change(node.body);
      return value === node.value && body === node.body ? node : { ...node, value, body };
    }
    case 'sequence': case 'array': {
      const nodes = all(node.nodes);
      return nodes === node.nodes ? node : { ...node, nodes };
    }
    case 'conditional': {
      const test = change(node.test);
      const then = change(node.then);
      const otherwise = change(node.otherwise);
      return test === node.test && then === node.then && otherwise === node.otherwise ? node : { ...node, test, then, otherwise };
    }
    case 'map': {
      const pairs = node.pairs.map((pair) => ({ key: change(pair.key), value: change(pair.value) }));
      const same = pairs.every((pair, index) => pair.key === node.pairs[index]?.key && pair.value === node.pairs[index]?.value);
      return same ? node : { ...node, pairs };
    }
  }
}
