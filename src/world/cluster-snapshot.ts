import type { KubeObject } from '../model/index.ts';

/** What the simulation knows of a pod beyond its object. Times in ms since 1970; `readyAt` null: never. */
export interface PodTimer {
  readonly owner: string;
  readonly readyAt: number | null;
  readonly ready: boolean;
}

/** Everything a stopped simulation needs to go on: plain data. */
export interface ClusterSnapshot {
  readonly now: number;
  readonly serial: number;
  readonly objects: readonly KubeObject[];
  readonly pods: readonly (readonly [string, PodTimer])[];
  readonly made: readonly (readonly [string, number])[];
}
