import { expect, it } from 'vitest';
import { oneSpaced, tell, type Told } from './tell.ts';

/** Tells a story and compares what a person would read of it; blanks only make columns. */
export function check(name: string, { reads, ...told }: Told & { readonly reads: string }): void {
  it(name, () => {
    expect(tell(told)).toBe(reads.trim().split('\n').map(oneSpaced).join('\n'));
  });
}
