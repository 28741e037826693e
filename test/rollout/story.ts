import { assess } from '../../src/metrics/index.ts';
import { limitsOf, type Decision, type Measured, type RolloutProgram, type UserAction, type Wait } from '../../src/model/index.ts';
import { blankMemory, decide, observe, request, type Answer, type RolloutMemory, type RolloutWorld } from '../../src/rollout/index.ts';
import { ModelCluster, type Readiness } from '../../src/world/index.ts';
import { plainOf, programOf, type Written } from './written.ts';

/** Seconds after its creation at which the nth pod of a version gets ready; the last one repeats. */
export type ReadySeconds = readonly (number | 'never')[];

/** Pods of all sets at one moment. */
export interface Moment {
  readonly desired: number;
  readonly available: number;
}

/** What is seen before and after each decision. */
export type Witness = (seen: { readonly program: RolloutProgram; readonly before: Moment; readonly after: Moment; readonly decision: Decision<RolloutMemory> }) => void;

/**
 * One Rollout on a model cluster, one decision after the other, with a clock that stops where a test wants it to.
 *
 * It starts when the first version is Healthy and that is a minute ago; `seconds` counts from there.
 */
export class Story {
  readonly cluster: ModelCluster;
  written: Written;
  program: RolloutProgram;
  memory: RolloutMemory = blankMemory;
  witness: Witness | null = null;
  /** What the metric answers, one after the other; the last one repeats. */
  measures: readonly Measured[] = [];
  envelope = { most: 0, fewest: Infinity };
  #answers: readonly Answer[] = [];
  #measured = 0;
  #startedAt = 0;

  constructor(written: Written, ready: Readonly<Record<string, ReadySeconds>> = {}) {
    this.written = written;
    this.program = programOf(written);
    this.cluster = new ModelCluster(0, () => 0);
    for (const object of plainOf(written)) this.cluster.write({ verb: 'create', object });
    this.runUntil(Infinity, () => undefined);
    this.cluster.advance(60_000);
    this.#startedAt = 60_000;
    this.cluster.setReadiness(readinessOf(ready));
  }

  get seconds(): number {
    return (this.cluster.now - this.#startedAt) / 1000;
  }

  ask(action: UserAction): string | null {
    const asked = request(this.program, this.memory, action);
    if (!asked.ok) return asked.reason;
    [this.program, this.memory] = [asked.program, asked.memory];
    return null;
  }

  /** A changed manifest. */
  apply(change: Partial<Written>): void {
    this.written = { ...this.written, ...change };
    this.program = programOf(this.written);
  }

  /** Decides until nothing is left to do at this moment. */
  settle(): { readonly world: RolloutWorld; readonly decision: Decision<RolloutMemory> } {
    this.envelope = { most: 0, fewest: Infinity };
    for (let count = 0; count < 10_000; count++) {
      const world = observe(this.program, this.cluster, this.memory, this.#answers);
      const before = momentOf(world);
      this.#widen(world);
      const decision = decide(this.program, world);
      const moved = decision.memory !== this.memory || decision.writes.length > 0 || decision.measure.length > 0;
      if (!moved) return { world, decision };
      this.memory = decision.memory;
      for (const { write } of decision.writes) this.cluster.write(write);
      this.#widen(observe(this.program, this.cluster, this.memory));
      this.cluster.settle();
      this.#answers = decision.measure.map(({ run, metric, number }) => {
        const measured = this.measures[Math.min(this.#measured++, this.measures.length - 1)] ?? { kind: 'value', value: 100 };
        return { run, metric: metric.name, number, at: this.cluster.now, verdict: assess(metric, measured) };
      });
      this.witness?.({ program: this.program, before, after: momentOf(observe(this.program, this.cluster, this.memory)), decision });
    }
    throw new Error('decide never comes to rest');
  }

  /** Goes on to `limit` seconds, or until nothing more comes by itself; `atRest` sees every moment at which nothing is left to do. */
  runUntil(limit: number, atRest: (rest: { readonly world: RolloutWorld; readonly decision: Decision<RolloutMemory>; readonly stuck: boolean }) => void): void {
    const until = this.#startedAt + limit * 1000;
    for (;;) {
      const { world, decision } = this.settle();
      const next = this.#next(decision.waits);
      const stuck = next === null || next > until;
      atRest({ world, decision, stuck });
      if (stuck) {
        if (until !== Infinity) this.#moveTo(until);
        return;
      }
      this.#moveTo(next);
    }
  }

  #moveTo(at: number): void {
    this.cluster.advance(at);
    this.cluster.settle();
  }

  #next(waits: readonly Wait[]): number | null {
    let next = this.cluster.nextEvent();
    for (const { until } of waits) if (until !== null && until > this.cluster.now && (next === null || until < next)) next = until;
    return next;
  }

  #widen(world: RolloutWorld): void {
    const desired = world.sets.reduce((sum, set) => sum + set.desired, 0);
    const ready = world.sets.reduce((sum, set) => sum + Math.min(set.ready, set.desired), 0);
    this.envelope = { most: Math.max(this.envelope.most, desired), fewest: Math.min(this.envelope.fewest, ready) };
  }
}

function momentOf(world: RolloutWorld): Moment {
  return {
    desired: world.sets.reduce((sum, set) => sum + set.desired, 0),
    available: world.sets.reduce((sum, set) => sum + Math.min(set.available, set.desired), 0),
  };
}

/** What maxSurge and maxUnavailable allow; only a canary has such limits. */
export function boundsOf({ spec }: RolloutProgram): { readonly most: number; readonly fewest: number } {
  if (spec.strategy.kind !== 'canary') return { most: Infinity, fewest: 0 };
  const { surge, unavailable } = limitsOf(spec.strategy, spec.replicas);
  return { most: spec.replicas + surge, fewest: spec.replicas - unavailable };
}

/** By the container's image: "web:2". */
function readinessOf(ready: Readonly<Record<string, ReadySeconds>>): Readiness {
  return (set, nth) => {
    const template = (set.spec?.['template'] ?? {}) as { spec?: { containers?: readonly { image?: string }[] } };
    const seconds = ready[template.spec?.containers?.[0]?.image ?? ''] ?? [0];
    const at = seconds[Math.min(nth, seconds.length - 1)] ?? 0;
    return at === 'never' ? 'never' : at * 1000;
  };
}
