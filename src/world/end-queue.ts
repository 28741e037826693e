/** Keys of pods by the time at which they end, those of one time in order of creation. It has state because it is a queue. */
export class EndQueue {
  #items: { readonly at: number; readonly order: number; readonly key: string }[] = [];
  #order = 0;

  copy(): EndQueue {
    const copy = new EndQueue();
    copy.#items = [...this.#items];
    copy.#order = this.#order;
    return copy;
  }

  push(key: string, at: number): void {
    const item = { at, order: this.#order++, key };
    const items = this.#items;
    let place = items.length;
    items.push(item);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = items[parent] as typeof item;
      if (!isBefore(item, above)) break;
      items[place] = above;
      place = parent;
    }
    items[place] = item;
  }

  /** When the next pod ends; null: none does. */
  next(): number | null {
    return this.#items[0]?.at ?? null;
  }

  /** The key of a pod that has ended by then; null: none has. */
  pop(now: number): string | null {
    const items = this.#items;
    const first = items[0];
    if (!first || first.at > now) return null;
    const last = items.pop() as typeof first;
    if (items.length === 0) return first.key;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1] as typeof first, items[child] as typeof first)) child++;
      if (!isBefore(items[child] as typeof first, last)) break;
      items[place] = items[child] as typeof first;
      place = child;
    }
    items[place] = last;
    return first.key;
  }
}

function isBefore(a: { readonly at: number; readonly order: number }, b: { readonly at: number; readonly order: number }): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
