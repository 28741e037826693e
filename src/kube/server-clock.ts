/**
 * The time by an API server, from the `Date` of its answers.
 *
 * Each answer says between which bounds the two clocks differ: `Date` has whole seconds, and the answer was made while it was waited for. The
 * bounds narrow with each answer. Clocks that may agree are taken to agree. Times in ms since 1970.
 */
export class ServerClock {
  readonly #wall: () => number;
  #least = -Infinity;
  #most = Infinity;
  #latest = 0;

  constructor(wall: () => number) {
    this.#wall = wall;
  }

  get now(): number {
    const offset = this.#least <= 0 && this.#most >= 0 ? 0 : this.#least === -Infinity ? 0 : Math.round((this.#least + this.#most) / 2);
    // A correction never takes time back.
    this.#latest = Math.max(this.#latest, this.#wall() + offset);
    return this.#latest;
  }

  /** @param sentAt, receivedAt by this machine */
  learn(date: string | undefined, sentAt: number, receivedAt: number): void {
    const said = Date.parse(date ?? '');
    if (Number.isNaN(said)) return;
    const [least, most] = [said - receivedAt, said + 1000 - sentAt];
    const narrowed = [Math.max(this.#least, least), Math.min(this.#most, most)] as const;
    // One of the clocks was set: what was known no longer holds.
    [this.#least, this.#most] = narrowed[0] <= narrowed[1] ? narrowed : [least, most];
  }
}
