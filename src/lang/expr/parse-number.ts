/** Number tokens -> nodes. */
import type { FloatNode, IntegerNode } from './ast.ts';
import { fail, type Parser } from './parse-state.ts';
import { parseFloat64, parseInt64 } from './strconv.ts';
import type { Token } from './token.ts';

/** The value of a number token. Messages point at the token behind it, as the reference's do. */
export function numberNode(parser: Parser, token: Token): IntegerNode | FloatNode {
  const text = token.value.replaceAll('_', '');
  const { extendedSyntax } = parser.dialect;
  const lower = text.toLowerCase();
  const integer = (label: string, base: number): IntegerNode => {
    const parsed = parseInt64(text, base);
    if ('error' in parsed) return fail(parser, `invalid ${label} literal: ${parsed.error}`);
    return { kind: 'integer', value: parsed.value, at: token.at };
  };
  if (extendedSyntax ? lower.startsWith('0x') : text.includes('x')) return integer('hex', 0);
  if (/[.e]/.test(lower)) {
    const parsed = parseFloat64(text);
    if ('error' in parsed) return fail(parser, `invalid float literal: ${parsed.error}`);
    return { kind: 'float', value: parsed.value, at: token.at };
  }
  if (extendedSyntax && lower.startsWith('0b')) return integer('binary', 0);
  if (extendedSyntax && lower.startsWith('0o')) return integer('octal', 0);
  return integer('integer', 10);
}
