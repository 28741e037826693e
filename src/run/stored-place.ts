import type { Locator } from '../model/index.ts';

/** Where things of a stored program stand: it has no text any more. */
export function storedPlace(name: string): Locator {
  const start = { line: 1, column: 1, offset: 0 };
  const span = { file: `<state of ${name}>`, start, end: start };
  return { spanOf: () => span, keySpanOf: () => span };
}
