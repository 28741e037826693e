import type { ModelCluster } from '../world/index.ts';

/** Lets everything happen that is due until then, each at its own time, so that two readers of the same file see the same cluster. */
export function advanceThrough(cluster: ModelCluster, now: number): void {
  cluster.settle();
  for (let next = cluster.nextEvent(); next !== null && next <= now; next = cluster.nextEvent()) {
    cluster.advance(next);
    cluster.settle();
  }
  cluster.advance(now);
  cluster.settle();
}
