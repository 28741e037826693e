/** Whether a step runs, as its `when` says once it is filled in. */
export type ShouldRun =
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'error'; readonly error: string };

export function shouldRun(when: string): ShouldRun {
  if (when === '') return { kind: 'known', value: true };
  if (when === 'true' || when === 'false') return { kind: 'known', value: when === 'true' };
  return { kind: 'error', error: `Invalid 'when' expression '${when}'` };
}
