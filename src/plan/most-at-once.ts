/** What may go on at one time: items with weights, and which of them must end before another begins. */
export interface Order {
  readonly weights: readonly number[];
  /** Indexes of what each item waits for. */
  readonly needs: readonly (readonly number[])[];
}

/** Edges looked at before the search is given up: what is found until then is a bound still, only not the least one. */
const mostLooks = 20_000_000;

/**
 * The greatest weight of items that may go on at the same time, whatever time each of them takes.
 *
 * That is the heaviest antichain of a partial order. By Dilworth's theorem it weighs as much as the fewest chains that cover all items, so that it is
 * found as all weight less what a greatest flow can join into chains. A flow that is not yet the greatest gives a bound from above.
 */
export function mostAtOnce({ weights, needs }: Order): number {
  const count = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (needs.every((list) => list.length === 0)) return total;
  const flow = new Flow(2 * count + 2, needs.reduce((sum, { length }) => sum + length, 3 * count));
  const [source, sink] = [2 * count, 2 * count + 1];
  for (let item = 0; item < count; item++) {
    const weight = weights[item] ?? 0;
    if (weight > 0) {
      flow.link(source, item, weight);
      flow.link(count + item, sink, weight);
    }
    // A chain may pass through items that are not in it.
    flow.link(count + item, item, Infinity);
    for (const need of needs[item] ?? []) flow.link(need, count + item, Infinity);
  }
  return total - flow.greatest(source, sink, mostLooks);
}

/** A network of pipes; each has one in the other direction behind it. It has state because a flow is found bit by bit. @see Dinic's algorithm */
class Flow {
  readonly #to: Int32Array;
  readonly #room: Float64Array;
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  #pipes = 0;

  /** @param links the most of them */
  constructor(places: number, links: number) {
    this.#first = new Int32Array(places).fill(-1);
    this.#to = new Int32Array(2 * links);
    this.#room = new Float64Array(2 * links);
    this.#next = new Int32Array(2 * links);
  }

  link(from: number, to: number, room: number): void {
    this.#pipe(from, to, room);
    this.#pipe(to, from, 0);
  }

  #pipe(from: number, to: number, room: number): void {
    const pipe = this.#pipes++;
    this.#next[pipe] = this.#first[from] as number;
    this.#first[from] = pipe;
    this.#to[pipe] = to;
    this.#room[pipe] = room;
  }

  greatest(source: number, sink: number, mostLooks: number): number {
    let sum = 0;
    let looks = 0;
    for (;;) {
      const { levels, looked } = this.#levels(source);
      looks += looked;
      if ((levels[sink] ?? -1) < 0) return sum;
      const at = Int32Array.from(this.#first);
      for (;;) {
        const { pushed, looked: tried } = this.#push(source, sink, levels, at);
        looks += tried;
        sum += pushed;
        if (pushed === 0) break;
        if (looks > mostLooks) return sum;
      }
      if (looks > mostLooks) return sum;
    }
  }

  /** How many pipes each place is from the source. */
  #levels(source: number): { readonly levels: Int32Array; readonly looked: number } {
    const [first, next, to, room] = [this.#first, this.#next, this.#to, this.#room];
    const levels = new Int32Array(first.length).fill(-1);
    const queue = new Int32Array(first.length);
    queue[0] = source;
    levels[source] = 0;
    let looked = 0;
    for (let head = 0, tail = 1; head < tail; head++) {
      const place = queue[head] as number;
      const level = (levels[place] as number) + 1;
      for (let pipe = first[place] as number; pipe >= 0; pipe = next[pipe] as number) {
        looked++;
        const end = to[pipe] as number;
        if ((room[pipe] as number) <= 0 || (levels[end] as number) >= 0) continue;
        levels[end] = level;
        queue[tail++] = end;
      }
    }
    return { levels, looked };
  }

  /** One way from source to sink, each pipe a level further, without recursion since ways may be long. */
  #push(source: number, sink: number, levels: Int32Array, at: Int32Array): { readonly pushed: number; readonly looked: number } {
    const way: number[] = [];
    let place = source;
    let looked = 0;
    while (place !== sink) {
      const pipe = at[place] ?? -1;
      looked++;
      if (pipe < 0) {
        const back = way.pop();
        if (back === undefined) return { pushed: 0, looked };
        place = this.#to[back ^ 1] as number;
        at[place] = this.#next[at[place] ?? -1] ?? -1;
        continue;
      }
      const to = this.#to[pipe] as number;
      if ((this.#room[pipe] ?? 0) > 0 && levels[to] === (levels[place] ?? 0) + 1) {
        way.push(pipe);
        place = to;
      } else at[place] = this.#next[pipe] ?? -1;
    }
    const pushed = way.reduce((least, pipe) => Math.min(least, this.#room[pipe] ?? 0), Infinity);
    for (const pipe of way) {
      this.#room[pipe] = (this.#room[pipe] ?? 0) - pushed;
      this.#room[pipe ^ 1] = (this.#room[pipe ^ 1] ?? 0) + pushed;
    }
    return { pushed, looked };
  }
}
