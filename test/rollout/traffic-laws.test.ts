import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { KubeObject, RolloutProgram, UserAction } from '../../src/model/index.ts';
import { Simulation, type Rest } from '../../src/plan/index.ts';
import { decide, observe } from '../../src/rollout/index.ts';
import { ModelCluster } from '../../src/world/index.ts';
import { fc } from '../fast-check.ts';
import { routedBy, routers, type Routed } from './routed.ts';
import { objectsOf, readObjects, type Written } from './written.ts';

const names = Object.keys(routers);
const step: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.integer({ min: 0, max: 100 }).map((setWeight) => ({ setWeight })),
  fc.constantFrom<JsonObject>({ pause: {} }, { pause: { duration: '10s' } }, { setCanaryScale: { matchTrafficWeight: true } }),
  fc.integer({ min: 1, max: 5 }).map((replicas) => ({ setCanaryScale: { replicas } })),
);
const written = fc.record({ replicas: fc.integer({ min: 1, max: 8 }), steps: fc.array(step, { maxLength: 5 }), dynamicStableScale: fc.boolean(), minPods: fc.constantFrom(undefined, 2) });
const actions = fc.array(fc.constantFrom<UserAction>({ do: 'promote' }, { do: 'promote-full' }, { do: 'abort' }, { do: 'retry' }, { do: 'undo', revision: null }), { maxLength: 4 });

interface Given {
  readonly replicas: number;
  readonly steps: readonly JsonObject[];
  readonly dynamicStableScale: boolean;
  readonly minPods: number | undefined;
}

function versions(routed: Routed, { replicas, steps, dynamicStableScale, minPods }: Given): readonly [RolloutProgram, RolloutProgram, readonly KubeObject[]] {
  const of = (image: string): Written => routedBy(routed, { replicas, image, canary: { steps, dynamicStableScale, ...(minPods !== undefined && { minPodsPerReplicaSet: minPods }) } });
  const [first, second] = ['web:1', 'web:2'].map((image) => readObjects([...objectsOf(of(image)), ...routed.routes]));
  const [one, two] = [first, second].map((programs) => programs?.programs[0]) as readonly RolloutProgram[];
  return [one as RolloutProgram, two as RolloutProgram, (first?.plain ?? []).map(({ object }) => object)];
}

/** To where nothing but a person can go on, or nobody can. */
function settled(simulation: Simulation): Rest {
  for (;;) {
    const rest = simulation.toRest();
    const again = decide(simulation.program, observe(simulation.program, simulation.cluster, simulation.memory));
    expect([again.writes, again.memory === simulation.memory], 'a rest is where nothing is left to decide').toEqual([[], true]);
    if (!simulation.pass(rest)) return rest;
  }
}

describe.each(names)('whatever the steps and the people, through %s', (name) => {
  const routed = routers[name] as Routed;

  it('shares add up, rests are rests, and the end is all for one version', () => {
    fc.assert(
      fc.property(written, actions, (given, asked) => {
        const [first, second, plain] = versions(routed, given);
        const cluster = new ModelCluster(0);
        for (const object of plain) cluster.write({ verb: 'create', object });
        const simulation = new Simulation(first, cluster, () => ({ phase: 'Successful', value: '', message: '' }));
        settled(simulation);
        cluster.advance(cluster.now + 1000);
        simulation.replace(second);
        simulation.watch = ({ memory: { weights } }) => {
          if (!weights) return;
          expect(weights.canary.weight + weights.stable.weight).toBe(100);
          expect(weights.canary.weight).toBeGreaterThanOrEqual(0);
        };
        for (const action of asked) {
          settled(simulation);
          simulation.act(action);
        }
        let rest = settled(simulation);
        for (let count = 0; rest.outcome === null && count < 20; count++) {
          simulation.act({ do: 'promote' });
          rest = settled(simulation);
        }
        const { memory } = simulation;
        expect(rest.outcome).toBe(memory.aborted ? 'Degraded' : 'Healthy');
        expect(memory.weights?.canary.weight).toBe(0);
        // Where nothing was shared yet, a router has made nothing.
        expect(routed.share(cluster.all()) ?? 0).toBe(0);
        const stable = rest.world.sets.find(({ hash }) => hash === memory.stableHash);
        expect(stable?.available).toBe(Math.max(given.replicas, given.minPods ?? 0));
      }),
      { numRuns: 25 },
    );
  });
});
