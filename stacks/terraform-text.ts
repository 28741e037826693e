/**
 * Terraform's template escapes.
 *
 * In the JSON of a configuration every text is a template, the keys of objects included: `${` and `%{` begin an expression, and doubled they stand
 * for themselves.
 */
import { Tokenization } from 'cdktf';

const marks = /[$%](?=\{)/g;
/** What CDKTF puts in place of values that come with synthesis, references among them. */
const token = /(\$\{TfToken\[[\w:.-]+\]\})/;

/** A text that means itself to Terraform. */
export function escapedText(text: string): string {
  return text.replace(marks, (mark) => mark + mark);
}

/** The same of what an author of an app wrote, whose references to other constructs stay what they are. */
export function escapedAround(value: unknown): unknown {
  if (typeof value === 'string') return value.split(token).map((part, index) => (index % 2 === 1 ? part : escapedText(part))).join('');
  if (Array.isArray(value)) return value.map(escapedAround);
  if (typeof value !== 'object' || value === null || Tokenization.isResolvable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapedAround(key), escapedAround(item)]));
}

/** Data that means itself to Terraform, in all its texts and keys. */
export function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapedText(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapedText(key), escaped(item)]));
}
