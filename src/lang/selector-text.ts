import { goQuote } from './go-text.ts';
import { labelKeyFaults } from './name.ts';
import { type Parsed, parsed, refused } from './parsed.ts';
import { type Operator, type Requirement, type Selector, byKey, invalid, requirement } from './selector.ts';

type Token =
  | { readonly kind: 'end' | 'word'; readonly text: string }
  | { readonly kind: ')' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | '('; readonly text: string };

/** A word may hold anything but blanks, NUL and special characters. A NUL ends a token, and elsewhere the text. */
const tokenForm = /[ \t\r\n]*(?:(==|!=|[=!(),<>])|([^ \t\r\n=!(),<>\0]+))/y;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  tokenForm.lastIndex = 0;
  for (let match = tokenForm.exec(text); match !== null; match = tokenForm.exec(text)) {
    const [, symbol, word = ''] = match;
    if (symbol !== undefined) found.push({ kind: symbol as Exclude<Token['kind'], 'end' | 'word'>, text: symbol });
    else found.push({ kind: 'word', text: word });
    if (text[tokenForm.lastIndex] === '\0') tokenForm.lastIndex++;
  }
  return found;
}

const end: Token = { kind: 'end', text: '' };

/** Tokens and the place reached in them. The one piece of state of the reading below. */
interface Reader {
  peek(): Token;
  take(): Token;
}

function reader(text: string): Reader {
  const all = tokens(text);
  let at = 0;
  return { peek: () => all[at] ?? end, take: () => all[at++] ?? end };
}

/**
 * Reads a selector in text form: `app=web,tier in (fe, be),!canary,generation>3`.
 *
 * @see k8s.io/apimachinery 0.35, labels.Parse
 */
export function parseSelector(text: string): Parsed<Selector> {
  const input = reader(text);
  const requirements: Requirement[] = [];
  for (;;) {
    const { kind, text: found } = input.peek();
    if (kind === 'end') return parsed(byKey(requirements));
    if (kind !== 'word' && kind !== '!') return refused(`found '${found}', expected: !, identifier, or 'end of string'`);
    const one = readRequirement(input);
    if (!one.ok) return refused(`unable to parse requirement: ${one.message}`);
    requirements.push(one.value);
    const next = input.take();
    if (next.kind === 'end') return parsed(byKey(requirements));
    if (next.kind !== ',') return refused(`found '${next.text}', expected: ',' or 'end of string'`);
    const after = input.peek();
    if (after.kind !== 'word' && after.kind !== '!') return refused(`found '${after.text}', expected: identifier after ','`);
  }
}

function readRequirement(input: Reader): Parsed<Requirement> {
  const negated = input.peek().kind === '!';
  if (negated) input.take();
  const key = input.take();
  if (key.kind !== 'word') return refused(`found '${key.text}', expected: identifier`);
  const keyFaults = labelKeyFaults(key.text);
  if (keyFaults.length > 0) return refused(invalid(null, goQuote(key.text), keyFaults.join('; ')));
  if (negated) return requirement(key.text, '!', []);
  const next = input.peek().kind;
  if (next === 'end' || next === ',') return requirement(key.text, 'exists', []);
  const operator = readOperator(input.take());
  if (!operator.ok) return operator;
  const values = operator.value === 'in' || operator.value === 'notin' ? readList(input) : readValue(input);
  return values.ok ? requirement(key.text, operator.value, [...new Set(values.value)].sort()) : values;
}

function readOperator({ kind, text }: Token): Parsed<Operator> {
  switch (kind) {
    case '=':
    case '==':
    case '!=':
      return parsed(kind);
    case '>':
      return parsed('gt');
    case '<':
      return parsed('lt');
    default:
      if (text === 'in' || text === 'notin') return parsed(text);
      return refused(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function readValue(input: Reader): Parsed<readonly string[]> {
  const next = input.peek().kind;
  if (next === 'end' || next === ',') return parsed(['']);
  const value = input.take();
  return value.kind === 'word' ? parsed([value.text]) : refused(`found '${value.text}', expected: identifier`);
}

/** `(a, b)`. An empty place between commas is the empty value. */
function readList(input: Reader): Parsed<readonly string[]> {
  const open = input.take();
  if (open.kind !== '(') return refused(`found '${open.text}' expected: '('`);
  const first = input.peek();
  if (first.kind === ')') {
    input.take();
    return parsed(['']);
  }
  if (first.kind !== 'word' && first.kind !== ',') return refused(`found '${first.text}', expected: ',', ')' or identifier`);
  const values: string[] = [];
  for (;;) {
    const token = input.take();
    const next = input.peek();
    if (token.kind === 'word') {
      values.push(token.text);
      if (next.kind !== ',' && next.kind !== ')') return refused(`found '${next.text}', expected: ',' or ')'`);
    } else if (token.kind === ',') {
      if (values.length === 0 || next.kind === ')' || next.kind === ',') values.push('');
    } else {
      return refused(`found '${token.text}', expected: ',', or identifier`);
    }
    if (next.kind === ')') {
      input.take();
      return parsed(values);
    }
  }
}
