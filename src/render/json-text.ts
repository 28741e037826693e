import type { Json } from '../lang/index.ts';

/** A text that reads as nothing but itself: no line ends, no quotes around it needed. */
const PLAIN = /^[^\s"'{}[\],&*#?|<>=!%@`\-\u0000-\u001f][^\n\r\t]*$/;
const LOOKS_OTHERWISE = /^(?:true|false|null|yes|no|on|off|~|[-+.]?\d[\d_.]*(?:e[-+]?\d+)?)$/i;

/** A value on one line: texts as they are where nobody could mistake them, else as JSON. */
export function jsonText(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain = (PLAIN.test(value) || /^\([^\n]*\)$/.test(value)) && !value.endsWith(' ') && !LOOKS_OTHERWISE.test(value);
  return plain ? value : JSON.stringify(value);
}

/** The lines of a value that is shown at length: a text's own, else those of its JSON. */
export function jsonLines(value: Json): readonly string[] {
  if (typeof value === 'string') return value.replace(/\n$/, '').split('\n');
  return JSON.stringify(value, null, 2).split('\n');
}

/** Whether a value says more than a line can hold. */
export function isLong(value: Json): boolean {
  if (typeof value === 'string') return value.includes('\n');
  return typeof value === 'object' && value !== null && JSON.stringify(value).length > 60;
}
