import { expect, test } from 'vitest';

/** One table of a pure function: each row is an input and what it must answer. */
export function check<Input, Output>(
  name: string,
  run: (input: Input) => Output,
  rows: readonly (readonly [input: Input, output: Output])[],
): void {
  test.each(rows.map(([input, output]) => ({ input, output })))(`${name} $input`, ({ input, output }) => {
    expect(run(input)).toEqual(output);
  });
}
