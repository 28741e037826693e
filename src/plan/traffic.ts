import type { Traffic } from '../model/index.ts';
import { currentWeight, type RolloutMemory, type SetView } from '../rollout/index.ts';
import type { RolloutProgram } from '../model/index.ts';

/** What share the canary was meant to get, and what its pods give it. Null when no update is on its way. */
export function trafficOf(program: RolloutProgram, memory: RolloutMemory, sets: readonly SetView[]): Traffic | null {
  if (memory.stableHash === null || memory.stableHash === memory.currentHash) return null;
  const { replicas, strategy } = program.spec;
  const asked = currentWeight(strategy, memory);
  const total = sets.reduce((sum, set) => sum + set.desired, 0);
  const canary = sets.find((set) => set.hash === memory.currentHash)?.desired ?? 0;
  const real = total === 0 ? 0 : (canary / total) * 100;
  return { asked, real, derivation: `${asked} % of ${replicas} = ${decimal((asked * replicas) / 100)} -> ${canary} of ${total}: ${decimal(real)} %` };
}

/** At most one digit after the point. */
export function decimal(value: number): string {
  return String(Math.round(value * 10) / 10);
}
