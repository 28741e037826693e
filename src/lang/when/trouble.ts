/** Trouble with the user's expression. It never leaves this folder: `evaluateWhen` turns it into a result. */
export class Trouble extends Error {
  readonly where: 'compile' | 'run' | 'panic';
  constructor(where: 'compile' | 'run' | 'panic', message: string) {
    super(message);
    this.where = where;
  }
}
