/**
 * The signals that end parsing, checking or evaluating early. They never leave this folder: the entry points in run.ts turn
 * them into results.
 */

/** Trouble with the user's expression. `at` is an offset in code points. */
export class Halt extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Trouble inside a function or operator that doesn't know where it stands; the walk adds the place. */
export class Fault extends Error {}

/** A value was needed that is not known yet. */
export class NotKnown extends Error {
  readonly because: string;
  constructor(because: string) {
    super(because);
    this.because = because;
  }
}

/** A budget ran out; unlike a Fault it cannot be swallowed by functions that answer nil on failure. */
export class OutOfBudget extends Error {}

/** Ends the current operation with a message in the reference's words. */
export function fault(message: string): never {
  throw new Fault(message);
}
