/** Texts of tokens -> tokens. Fails with Fault. */
import { fault } from '../halt.ts';
import { parseGoInt } from '../../go-text.ts';
import { trimSpace } from '../builtins/letters.ts';
import { parseScript, type Script } from './script.ts';
import { splitPath } from './split.ts';
import type { Bound, Token } from './token.ts';

/** @see evilmonkeyinc/jsonpath 0.8.1 Compile */
export function parsePath(path: string): readonly Token[] {
  return splitPath(path).map(parseToken);
}

function wrongFormat(token: string): never {
  return fault(`invalid token. '${token}' does not match any token format`);
}

const isScript = (text: string): boolean => text.length > 2 && text.startsWith('(') && text.endsWith(')');
const isKey = (text: string): boolean => text.length > 1 && ["'", '"'].some((quote) => text.startsWith(quote) && text.endsWith(quote));
const inside = (text: string): string => text.slice(1, -1);

function parseToken(source: string): Token {
  const text = trimSpace(source);
  switch (text) {
    case '': return fault('invalid token. token string is empty');
    case '$': return { kind: 'root' };
    case '@': return { kind: 'current' };
    case '*': return { kind: 'wildcard' };
    case '..': return { kind: 'recursive' };
    case 'length': return { kind: 'length' };
  }
  if (!text.startsWith('[')) return { kind: 'key', key: text };
  const subscript = text.endsWith(']') ? trimSpace(inside(text)) : '';
  if (subscript === '') return wrongFormat(text);
  if (subscript === '*') return { kind: 'wildcard' };
  if (subscript.startsWith('?')) {
    if (!subscript.startsWith('?(') || !subscript.endsWith(')')) return wrongFormat(text);
    return { kind: 'filter', script: parseScript(trimSpace(subscript.slice(2, -1)), parsePath) };
  }
  return subscriptToken(argumentsOf(subscript, text), text);
}

/** What stands between brackets: numbers, quoted keys, scripts, and the signs between them; null for what is left out before a colon. */
type Argument = string | bigint | null;

function number(text: string): bigint | null {
  const parsed = parseGoInt(text);
  return parsed.ok ? parsed.value : null;
}

/** @see evilmonkeyinc/jsonpath 0.8.1 token.Parse */
function argumentsOf(subscript: string, token: string): readonly Argument[] {
  const args: Argument[] = [];
  let buffer = '';
  let quote: string | null = null;
  let open = 0;
  let closed = 0;
  for (const [at, char] of [...subscript].entries()) {
    buffer += char;
    if (char === ' ' && quote === null && open === closed) buffer = trimSpace(buffer);
    else if (char === '(' && quote === null) open++;
    else if (char === ')') {
      closed++;
      if (open !== closed) continue;
      if (!isScript(buffer)) fault(`invalid expression. invalid format '${buffer}'`);
      args.push(buffer);
      buffer = '';
    } else if (char === "'" || char === '"') {
      if ((quote !== null && quote !== char) || open !== closed) continue;
      if (buffer.at(-2) === '\\') {
        buffer = buffer.slice(0, -2) + char;
        continue;
      }
      quote = quote === null ? char : null;
      if (quote !== null) {
        if (buffer !== char) wrongFormat(token);
        continue;
      }
      if (!isKey(buffer)) wrongFormat(token);
      args.push(buffer);
      buffer = '';
    } else if ((char === ':' || char === ',') && quote === null && open === closed) {
      const text = buffer.slice(0, -1);
      if (text !== '') args.push(number(text) ?? (char === ',' ? text : wrongFormat(token)));
      else if (char === ':' && at === 0) args.push(null);
      args.push(char);
      buffer = '';
    }
  }
  if (buffer !== '') args.push(number(buffer) ?? buffer);
  return args;
}

function subscriptToken(args: readonly Argument[], token: string): Token {
  const [only] = args;
  if (args.length === 1 && only !== undefined) {
    if (typeof only === 'bigint') return { kind: 'index', index: only };
    if (only !== null && isKey(only)) return { kind: 'key', key: inside(only) };
    if (only !== null && isScript(only)) return { kind: 'script', script: parseScript(inside(only), parsePath) };
    return wrongFormat(token);
  }
  const colons = args.filter((arg) => arg === ':').length;
  const commas = args.filter((arg) => arg === ',').length;
  const values = args.flatMap((arg, index): Argument[] => {
    if (arg === ',') return [];
    if (arg === ':') return args[index - 1] === ':' ? [null] : [];
    return [arg];
  });
  if (colons > 0 && commas > 0) return wrongFormat(token);
  if (commas > 0) return commas >= values.length ? wrongFormat(token) : { kind: 'union', args: values.map((value) => unionArgument(value, token)) };
  if (colons === 0 || colons > 2) return wrongFormat(token);
  const [from = null, to = null, step = null] = values.map(bound);
  return { kind: 'range', from, to, step };
}

function unionArgument(value: Argument, token: string): string | bigint | Script {
  if (typeof value === 'bigint') return value;
  if (value !== null && isScript(value)) return script(value);
  return value !== null && isKey(value) ? inside(value) : wrongFormat(token);
}

function bound(value: Argument): Bound {
  if (typeof value !== 'string') return value;
  return isScript(value) ? script(value) : fault(`invalid expression. invalid format '${value}'`);
}

function script(text: string): Script {
  return parseScript(inside(text), parsePath);
}
