import type { ProgramId } from '../model/index.ts';
import type { Dependencies } from '../run/index.ts';
import { endedWell, type Ending } from './events.ts';

export interface Order {
  /** Who waits for whom. Programs that are not carried out now are not waited for. */
  readonly dependencies: Dependencies;
  readonly parallelism: number;
  /** After one that did not end Healthy, no other is begun. */
  readonly failFast: boolean;
  readonly stop: { readonly aborted: boolean };
}

/**
 * Carries programs out side by side, each after those that it waits for. One that does not end Healthy leaves the others running; those that wait for
 * it are skipped. What the user's stop kept from beginning has no ending.
 */
export async function inOrder(ids: readonly ProgramId[], order: Order, work: (id: ProgramId) => Promise<Ending>): Promise<ReadonlyMap<ProgramId, Ending>> {
  const endings = new Map<ProgramId, Ending>();
  const left = new Set(ids);
  const running = new Map<ProgramId, Promise<void>>();
  const start = (id: ProgramId): void => {
    left.delete(id);
    const run = async (): Promise<void> => {
      try {
        endings.set(id, await work(id));
      } finally {
        running.delete(id);
      }
    };
    running.set(id, run());
  };
  for (;;) {
    skip(left, endings, order);
    for (const id of left) {
      if (running.size >= Math.max(1, order.parallelism) || order.stop.aborted) break;
      const needs = (order.dependencies.get(id) ?? []).filter((needed) => left.has(needed) || running.has(needed));
      if (needs.length === 0) start(id);
    }
    if (running.size === 0) return new Map(ids.flatMap((id) => (endings.has(id) ? [[id, endings.get(id) as Ending]] : [])));
    await Promise.race(running.values());
  }
}

/** Gives an ending to those that will not begin any more. */
function skip(left: Set<ProgramId>, endings: Map<ProgramId, Ending>, { dependencies, failFast, stop }: Order): void {
  if (stop.aborted) return;
  for (let hasSkipped = true; hasSkipped; ) {
    hasSkipped = false;
    for (const id of left) {
      const needed = (dependencies.get(id) ?? []).find((other) => isInTheWay(endings.get(other)));
      const failed = failFast ? [...endings].find(([, ending]) => isFailure(ending))?.[0] : undefined;
      const because = needed ?? failed;
      if (because === undefined) continue;
      left.delete(id);
      endings.set(id, { kind: 'skipped', because, waitsForIt: needed !== undefined });
      hasSkipped = true;
    }
  }
}

function isInTheWay(ending: Ending | undefined): boolean {
  return ending !== undefined && !endedWell(ending);
}

/** A program that waits for a person has not failed. */
function isFailure(ending: Ending): boolean {
  return isInTheWay(ending) && ending.kind !== 'left' && ending.kind !== 'interrupted' && ending.kind !== 'skipped';
}
