import { fault } from '../halt.ts';

/**
 * Cuts a path into the texts of its tokens: `$.a[0]..b` into `$`, `a`, `[0]`, `..`, `b`. Fails with Fault.
 *
 * @see evilmonkeyinc/jsonpath 0.8.1 token.Tokenize
 */
export function splitPath(path: string): readonly string[] {
  const [first = '', ...rest] = path;
  const unexpected = (char: string, at: number): never => fault(`unexpected token '${char}' at index ${at}`);
  if (first !== '$' && first !== '@') unexpected(first, 0);
  if (rest[0] !== undefined && rest[0] !== '.' && rest[0] !== '[') unexpected(rest[0], 1);
  const tokens = [first];
  let current = '';
  let quotes = 0;
  let scripts = 0;
  let subscripts = 0;
  const take = (text: string): void => void tokens.push(text.startsWith('.') ? text.slice(1) : text);
  for (const char of rest) {
    if (current === '') {
      quotes = 0;
      scripts = 0;
    }
    if (char === "'") quotes++;
    else if (char === '(' || char === ')') scripts += char === '(' ? 1 : -1;
    else if (char === '[' || char === ']') subscripts += char === '[' ? 1 : -1;
    current += char;
    const inside = quotes % 2 === 1 || scripts !== 0;
    if (current === '..') {
      tokens.push(current);
      current = '';
    } else if (char === '[' && current !== '[' && current !== '.[') {
      if (current.indexOf('[') < current.length - 1) continue;
      take(current.slice(0, -1));
      current = '[';
    } else if (current.includes('[')) {
      if (inside || char !== ']' || subscripts !== 0) continue;
      take(current);
      current = '';
    } else if (char === '.' && current !== '.' && !inside) {
      take(current.slice(0, -1));
      current = '.';
    }
  }
  if (current !== '') take(current);
  return tokens;
}
