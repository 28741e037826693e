/** Texts that no message may show, collected while a request is made up. */
export class Secrecy {
  readonly #secrets = new Set<string>();

  /** Texts shorter than `shortest` are left: a header's "1" is no secret, and without it few messages could be read. */
  hide(text: string, shortest = 1): void {
    const trimmed = text.trim();
    if (trimmed.length < shortest) return;
    this.#secrets.add(trimmed);
    this.#secrets.add(encodeURIComponent(trimmed));
    this.#secrets.add(JSON.stringify(trimmed).slice(1, -1));
  }

  /** The text with every secret taken out, the longest first. */
  clean(text: string): string {
    let cleaned = text;
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) cleaned = cleaned.replaceAll(secret, '*****');
    return cleaned;
  }
}
