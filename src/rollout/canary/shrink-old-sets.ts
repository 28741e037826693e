import { limitsOf, type CanaryStrategy, type ReasonedWrite, type RolloutSpec } from '../../model/index.ts';
import type { SetView } from '../observe.ts';
import { scaleWrite } from '../scale.ts';
import type { Scene } from '../scene.ts';

/**
 * Scales down sets that are neither new nor stable: pods that are not available first, then as many as minimum availability lets go, the newest
 * revision first. Without a router their pods would go on taking traffic.
 *
 * @see Argo Rollouts 1.9 rollout/canary.go scaleDownOldReplicaSetsForCanary
 */
export function shrinkOldSets(strategy: CanaryStrategy, { program, cast }: Scene): readonly ReasonedWrite[] {
  const { spec, namespace } = program;
  const old = cast.others.filter((set) => set.desired > 0);
  const writes = new Map<string, ReasonedWrite>();
  const left = new Map<string, number>();
  for (const set of old) {
    left.set(set.name, set.desired);
    if (set.desired <= set.available) continue;
    left.set(set.name, set.available);
    addScale(writes, set, set.available, spec, namespace);
  }
  const available = cast.all.reduce((sum, set) => sum + set.available, 0);
  let spare = available - (spec.replicas - limitsOf(strategy, spec.replicas).unavailable);
  for (const set of [...old].sort((a, b) => b.revision - a.revision)) {
    const count = left.get(set.name) ?? 0;
    if (spare <= 0) break;
    if (count === 0) continue;
    const target = Math.max(0, count - spare);
    addScale(writes, set, target, spec, namespace);
    spare -= count - target;
  }
  return [...writes.values()];
}

function addScale(writes: Map<string, ReasonedWrite>, set: SetView, replicas: number, spec: RolloutSpec, namespace: string): void {
  const write = scaleWrite(set, replicas, spec.replicas, namespace);
  if (write) writes.set(set.name, write);
}
