import type { Diagnostic } from '../diagnostic/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import type { Inventory, Path, Resource } from '../model/index.ts';
import { listAt, numberAt, objectAt } from './fields.ts';

/** A Rollout taken apart for the rules. What is absent, or null, is null or empty. */
export interface RolloutParts {
  readonly resource: Resource;
  readonly name: string;
  readonly namespace: string;
  readonly spec: JsonObject;
  readonly replicas: number;
  readonly canary: JsonObject | null;
  readonly blueGreen: JsonObject | null;
  /** `trafficRouting` of the canary. */
  readonly routing: JsonObject | null;
  readonly steps: readonly Json[];
}

/** One thing that can be wrong with a Rollout. */
export type RolloutRule = (rollout: RolloutParts, inventory: Inventory) => Iterable<Diagnostic>;

export const canaryPath: Path = ['spec', 'strategy', 'canary'];
export const blueGreenPath: Path = ['spec', 'strategy', 'blueGreen'];
export const routingPath: Path = [...canaryPath, 'trafficRouting'];
export const stepPath = (index: number, ...rest: Path): Path => [...canaryPath, 'steps', index, ...rest];

export function rolloutParts(resource: Resource): RolloutParts {
  const spec = resource.object.spec ?? {};
  const canary = objectAt(spec, 'strategy', 'canary');
  return {
    resource,
    name: resource.object.metadata.name,
    namespace: resource.object.metadata.namespace ?? '',
    spec,
    replicas: numberAt(spec, 'replicas') ?? 1,
    canary,
    blueGreen: objectAt(spec, 'strategy', 'blueGreen'),
    routing: objectAt(canary ?? undefined, 'trafficRouting'),
    steps: listAt(canary ?? undefined, 'steps'),
  };
}
