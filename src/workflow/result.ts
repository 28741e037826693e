/** A value, or why there is none in the controller's words. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

export function good<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function bad(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}
