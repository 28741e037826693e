/** Fails on our own bugs. Trouble with the user's input is a Diagnostic, never this. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Bug in sluice: ${message}`);
}
