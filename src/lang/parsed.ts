/** What a reader of a small language answers: the value, or the message that the reference implementation gives. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(message: string): Parsed<never> {
  return { ok: false, message };
}
