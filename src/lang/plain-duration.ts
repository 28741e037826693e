const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/**
 * Milliseconds as people write them: every unit from the largest that counts down to seconds.
 *
 * @example plainDuration(120_000) // 2 min 0 s
 * @example plainDuration(90_061_500) // 1 d 1 h 1 min 1.5 s
 */
export function plainDuration(milliseconds: number): string {
  let rest = Math.round(Math.abs(milliseconds));
  const words: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || words.length > 0) words.push(`${count} ${unit}`);
  }
  words.push(`${rest / 1000} s`);
  return (milliseconds < 0 ? '-' : '') + words.join(' ');
}
