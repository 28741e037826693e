import { type BlueGreenStrategy, type CanaryStrategy, type RolloutProgram, type Router, type Traffic, type TrafficRouting } from '../model/index.ts';
import { currentWeight, type RolloutMemory, type SetView } from '../rollout/index.ts';

/** What share the new version was meant to get, and what it gets. Null when no update is on its way. */
export function trafficOf(program: RolloutProgram, memory: RolloutMemory, sets: readonly SetView[]): Traffic | null {
  const { replicas, strategy } = program.spec;
  switch (strategy.kind) {
    case 'canary':
      return canaryTraffic(strategy, replicas, memory, sets);
    case 'blueGreen':
      return blueGreenTraffic(strategy, memory, sets);
  }
}

/** By the numbers of pods. */
function canaryTraffic(strategy: CanaryStrategy, replicas: number, memory: RolloutMemory, sets: readonly SetView[]): Traffic | null {
  if (memory.stableHash === null || memory.stableHash === memory.currentHash) return null;
  if (strategy.routing) return routedTraffic(strategy, strategy.routing, memory);
  const asked = currentWeight(strategy, memory);
  const total = sets.reduce((sum, set) => sum + set.desired, 0);
  const canary = sets.find((set) => set.hash === memory.currentHash)?.desired ?? 0;
  const real = total === 0 ? 0 : (canary / total) * 100;
  return { asked, real, derivation: `${asked} % of ${replicas} = ${decimal((asked * replicas) / 100)} -> ${canary} of ${total}: ${decimal(real)} %` };
}

/** By what the routers were told. */
function routedTraffic(strategy: CanaryStrategy, routing: TrafficRouting, memory: RolloutMemory): Traffic {
  const percent = (weight: number): number => (weight / routing.maxWeight) * 100;
  const { weights } = memory;
  const shares = weights ? [weights.canary, ...weights.additional, weights.stable].filter(({ weight }, index) => index === 0 || weight > 0) : [];
  const told = shares.map(({ weight, service }, index) => `${decimal(percent(weight))} % to ${service ?? (index === 0 ? 'the canary' : 'the stable version')}`);
  const kinds = routing.routers.map(({ kind }) => routerNames[kind]).join(', ');
  return { asked: percent(currentWeight(strategy, memory)), real: percent(weights?.canary.weight ?? 0), derivation: `${kinds === '' ? 'no router' : kinds}: ${told.join(', ') || 'nothing was asked yet'}` };
}

const routerNames: Readonly<Record<Router['kind'], string>> = {
  nginx: 'nginx',
  istio: 'Istio',
  alb: 'ALB',
  ambassador: 'Ambassador',
  apisix: 'APISIX',
  appMesh: 'App Mesh',
  traefik: 'Traefik',
  smi: 'SMI',
  gateway: 'Gateway API',
};

/** By what the active Service selects. Shown for as long as pods of two versions are up, so that the switch is seen. */
function blueGreenTraffic({ activeService }: BlueGreenStrategy, memory: RolloutMemory, sets: readonly SetView[]): Traffic | null {
  const { active } = memory.blueGreen;
  const up = sets.filter(({ desired }) => desired > 0).map(({ hash }) => hash === memory.currentHash);
  const reached = sets.find((set) => set.hash === active);
  if (memory.stableHash === null || !reached || !up.includes(true) || !up.includes(false)) return null;
  const share = active === memory.currentHash ? 100 : 0;
  return { asked: share, real: share, derivation: `Service ${activeService} selects ${reached.name}` };
}

/** At most one digit after the point. */
export function decimal(value: number): string {
  return String(Math.round(value * 10) / 10);
}
