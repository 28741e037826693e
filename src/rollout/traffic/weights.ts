/** Where a share of the traffic goes. Weights are in the router's units, of which all traffic is `maxWeight`. */
export interface WeightDestination {
  readonly weight: number;
  /** null: no version was known. */
  readonly hash: string | null;
  /** null: the router tells versions apart otherwise, as by subsets. */
  readonly service: string | null;
}

/** What was last asked of the routers. @see Argo Rollouts 1.9 TrafficWeights */
export interface TrafficWeights {
  readonly canary: WeightDestination;
  readonly stable: WeightDestination;
  /** Sets of experiments, which take theirs from the stable version's. */
  readonly additional: readonly WeightDestination[];
}

/** @see Argo Rollouts 1.9 rollout/trafficrouting.go calculateWeightStatus */
export function weightsOf(given: {
  readonly max: number;
  readonly canary: WeightDestination;
  readonly stable: Omit<WeightDestination, 'weight'>;
  readonly additional: readonly WeightDestination[];
}): TrafficWeights {
  const { max, canary, stable, additional } = given;
  const beside = additional.reduce((sum, { weight }) => sum + weight, 0);
  return { canary, stable: { ...stable, weight: max - canary.weight - beside }, additional };
}
