import { isJsonObject, type Json } from './json.ts';

/** Whether any field within a value meets a test, however deep; items of lists have the key ''. A text of the whole value would cost more. */
export function someField(value: Json, test: (key: string, value: Json) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!isJsonObject(value)) {
    for (let at = 0; at < value.length; at++) if (test('', value[at] as Json) || someField(value[at] as Json, test)) return true;
    return false;
  }
  for (const key in value) {
    const field = value[key] as Json;
    if (test(key, field) || someField(field, test)) return true;
  }
  return false;
}

/** Whether any text within a value meets a test, names of fields among them. */
export function someText(value: Json, test: (text: string) => boolean): boolean {
  return someField(value, (key, field) => test(key) || (typeof field === 'string' && test(field)));
}

/** Whether anything within a value is an expression: `{{=...}}`, or a field that is one. */
export function holdsExpression(value: Json): boolean {
  return someField(value, (key, field) => key === 'expression' || key === 'fromExpression' || key.includes('{{=') || (typeof field === 'string' && field.includes('{{=')));
}
