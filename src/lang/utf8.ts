/** Unicode's stand-in for what is not a character; Go writes it for lone surrogates. */
const replacement = 0xfffd;

/** The UTF-8 bytes of `text`. A lone surrogate counts as U+FFFD. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      bytes.push(unit);
    } else if (unit < 0x800) {
      bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f));
    } else if (unit < 0xd800 || unit > 0xdfff) {
      pushThree(bytes, unit);
    } else {
      const point = text.codePointAt(at) ?? replacement;
      if (point < 0x10000) {
        pushThree(bytes, replacement);
      } else {
        bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
        at++;
      }
    }
  }
  return bytes;
}

function pushThree(bytes: number[], point: number): void {
  bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
}

/** Length of `text` in UTF-8 bytes, which is what Kubernetes' length limits count. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
