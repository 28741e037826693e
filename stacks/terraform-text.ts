/**
 * Terraform's template escapes.
 *
 * In the JSON of a configuration every text is a template, the keys of objects included: `${` and `%{` begin an expression, and doubled they stand
 * for themselves.
 */
const marks = /[$%](?=\{)/g;

/** A text that means itself to Terraform. */
function escapedText(text: string): string {
  return text.replace(marks, (mark) => mark + mark);
}

/** Data that means itself to Terraform, in all its texts and keys. */
export function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapedText(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapedText(key), escaped(item)]));
}
