import { plainDuration } from '../lang/index.ts';
import { held } from './view.ts';
import type { StringMap } from '../model/index.ts';

/** "1 pod", "3 pods", "no pods". */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`;
}

/** "1 min 0 s", held together by blanks at which no line is broken. */
export function duration(seconds: number): string {
  return plainDuration(seconds * 1000).replaceAll(' ', held);
}

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** "app=web, role=canary", in the order of the names. */
export function mapText(map: StringMap): string {
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`)
    .join(', ');
}
