/** Letter case and white space as Go has them: one character at a time, so that nothing grows. */

function oneToOne(text: string, change: (char: string) => string, exceptions: Readonly<Record<string, string>>): string {
  let out = '';
  for (const char of text) {
    const changed = exceptions[char] ?? change(char);
    out += [...changed].length === 1 ? changed : char;
  }
  return out;
}

/** @see Go 1.26 strings.ToUpper */
export function upperText(text: string): string {
  return oneToOne(text, (char) => char.toUpperCase(), {});
}

/** @see Go 1.26 strings.ToLower */
export function lowerText(text: string): string {
  return oneToOne(text, (char) => char.toLowerCase(), { İ: 'i' });
}

/** Without the white space at both ends: Unicode's, which a byte order mark is none of. */
export function trimSpace(text: string): string {
  return text.replace(/^\p{White_Space}+/u, '').replace(/(?<!\p{White_Space})\p{White_Space}+$/u, '');
}

/** Without the characters of `set` at both ends. */
export function trimSet(text: string, set: string): string {
  const chars = [...text];
  const cut = new Set(set);
  let from = 0;
  let to = chars.length;
  while (from < to && cut.has(chars[from] ?? '')) from++;
  while (to > from && cut.has(chars[to - 1] ?? '')) to--;
  return chars.slice(from, to).join('');
}
