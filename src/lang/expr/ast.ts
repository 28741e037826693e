/** The syntax tree. `at` is where messages about the node point: an offset in code points. */
import type { Value } from './value.ts';
import type { GoType } from './types.ts';

interface Placed {
  readonly at: number;
}

export interface IntegerNode extends Placed { readonly kind: 'integer'; readonly value: bigint }
export interface FloatNode extends Placed { readonly kind: 'float'; readonly value: number }
interface BoolNode extends Placed { readonly kind: 'bool'; readonly value: boolean }
interface StringNode extends Placed { readonly kind: 'string'; readonly value: string }
interface BytesNode extends Placed { readonly kind: 'bytes'; readonly value: Uint8Array }
interface NilNode extends Placed { readonly kind: 'nil' }
/** A value computed before the run. */
interface ConstantNode extends Placed { readonly kind: 'constant'; readonly value: Value; readonly type: GoType }
export interface IdentifierNode extends Placed { readonly kind: 'identifier'; readonly name: string }
export interface UnaryNode extends Placed { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly node: Node }
export interface BinaryNode extends Placed { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
/** Where the short circuit of `?.` ends. */
export interface ChainNode extends Placed { readonly kind: 'chain'; readonly node: Node }
export interface MemberNode extends Placed { readonly kind: 'member'; readonly node: Node; readonly property: Node; readonly optional: boolean; readonly method: boolean }
export interface SliceNode extends Placed { readonly kind: 'slice'; readonly node: Node; readonly from: Node | null; readonly to: Node | null }
export interface CallNode extends Placed { readonly kind: 'call'; readonly callee: Node; readonly args: readonly Node[] }
export interface BuiltinNode extends Placed {
  readonly kind: 'builtin';
  readonly name: string;
  readonly args: readonly Node[];
  /** What `filter` and `find` give in place of the element, where a `map` was folded into them. */
  readonly map?: Node;
  /** `find` and `findLast` fail where nothing is found, as `filter(..)[0]` does. */
  readonly throws?: true;
  /** `count` may stop here, since only this much decides the comparison around it. */
  readonly threshold?: bigint;
}
interface PredicateNode extends Placed { readonly kind: 'predicate'; readonly node: Node }
/** `#` (name ''), `#index`, `#acc`. */
export interface PointerNode extends Placed { readonly kind: 'pointer'; readonly name: string }
export interface LetNode extends Placed { readonly kind: 'let'; readonly name: string; readonly value: Node; readonly body: Node }
interface SequenceNode extends Placed { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
export interface ConditionalNode extends Placed { readonly kind: 'conditional'; readonly test: Node; readonly then: Node; readonly otherwise: Node }
interface ArrayNode extends Placed { readonly kind: 'array'; readonly nodes: readonly Node[] }
interface MapNode extends Placed { readonly kind: 'map'; readonly pairs: readonly { readonly key: Node; readonly value: Node }[] }

export type Node =
  | IntegerNode | FloatNode | BoolNode | StringNode | BytesNode | NilNode | ConstantNode | IdentifierNode | UnaryNode | BinaryNode
  | ChainNode | MemberNode | SliceNode | CallNode | BuiltinNode | PredicateNode | PointerNode | LetNode | SequenceNode
  | ConditionalNode | ArrayNode | MapNode;

export type UnaryOperator = 'not' | '!' | '-' | '+';

export type BinaryOperator =
  | 'or' | '||' | 'and' | '&&' | '==' | '!=' | '<' | '>' | '>=' | '<=' | 'in' | 'matches' | 'contains' | 'startsWith' | 'endsWith'
  | '..' | '+' | '-' | '*' | '/' | '%' | '**' | '^' | '??';

