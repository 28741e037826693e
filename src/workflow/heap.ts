/** Whole numbers, each once, taken out from the smallest. It has state because it is a queue. */
export class Heap {
  #items: number[] = [];
  #members = new Set<number>();

  get size(): number {
    return this.#items.length;
  }

  has(item: number): boolean {
    return this.#members.has(item);
  }

  peek(): number | null {
    return this.#items[0] ?? null;
  }

  push(item: number): void {
    if (this.#members.has(item)) return;
    this.#members.add(item);
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((items[parent] as number) <= item) break;
      items[at] = items[parent] as number;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number | null {
    const items = this.#items;
    const first = items[0];
    if (first === undefined) return null;
    this.#members.delete(first);
    const last = items.pop() as number;
    if (items.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number)) child++;
      if ((items[child] as number) >= last) break;
      items[at] = items[child] as number;
      at = child;
    }
    items[at] = last;
    return first;
  }
}
