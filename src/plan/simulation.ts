import type { Decision, MeasureRequest, ReasonedWrite, RolloutProgram, UserAction, Verdict, Wait } from '../model/index.ts';
import { blankMemory, countsOf, decide, observe, request, type Answer, type Requested, type RolloutMemory, type RolloutWorld } from '../rollout/index.ts';
import type { ModelCluster } from '../world/index.ts';

/** Most pods desired and fewest ready at any moment of a stretch. */
export interface Envelope {
  readonly maxPods: number;
  readonly minReady: number;
}

/** Where a program waits on a gate, and how it came there from the rest before. */
export interface Rest {
  readonly program: RolloutProgram;
  readonly world: RolloutWorld;
  readonly memory: RolloutMemory;
  readonly waits: readonly Wait[];
  readonly outcome: 'Healthy' | 'Degraded' | null;
  readonly envelope: Envelope;
  readonly writes: readonly ReasonedWrite[];
  /** Nothing will ever change without a person: no timer runs, no pod is on its way. */
  readonly stuck: boolean;
}

/** What a measurement comes to in the model world. */
export type Measure = (request: MeasureRequest) => Verdict;

/** What is seen after each decision, on the way from rest to rest. */
export type Watch = (passing: { readonly program: RolloutProgram; readonly memory: RolloutMemory }) => void;

/** No program needs nearly as many decisions between two rests; more are a loop, which is our bug or the manifest's. */
const mostDecisions = 100_000;

/**
 * One Rollout in the model world: runs `decide` one reconcile at a time, so that the way between two rests gives the envelope exactly.
 *
 * It has state because a simulation is a walk; `fork` gives a second walk from the same place.
 */
export class Simulation {
  readonly cluster: ModelCluster;
  #program: RolloutProgram;
  #memory: RolloutMemory;
  /** What was to be measured at the last decision; answered when the walk goes on, so that a fork may answer otherwise. */
  #asked: readonly MeasureRequest[] = [];
  /** The last rest was one that the program would go on from at once. */
  #underWay = false;
  /** The analyses and experiments that the last rest waited for. */
  #awaited = '';
  #measure: Measure;
  #watch: Watch | null = null;
  #assumesRoutes = false;

  constructor(program: RolloutProgram, cluster: ModelCluster, measure: Measure, memory: RolloutMemory = blankMemory) {
    this.#program = program;
    this.cluster = cluster;
    this.#measure = measure;
    this.#memory = memory;
  }

  get program(): RolloutProgram {
    return this.#program;
  }

  get memory(): RolloutMemory {
    return this.#memory;
  }

  set watch(watch: Watch | null) {
    this.#watch = watch;
  }

  /** Takes routes that the cluster does not show to be there and right: it is a cluster of manifests alone. */
  assumeRoutes(): this {
    this.#assumesRoutes = true;
    return this;
  }

  fork(measure: Measure = this.#measure): Simulation {
    const copy = new Simulation(this.#program, this.cluster.fork(), measure, this.#memory);
    copy.#asked = this.#asked;
    copy.#awaited = this.#awaited;
    copy.#underWay = this.#underWay;
    copy.#assumesRoutes = this.#assumesRoutes;
    return copy;
  }

  /** A new version of the manifest. */
  replace(program: RolloutProgram): void {
    this.#program = program;
  }

  /** A person's request; a refused one changes nothing. */
  act(action: UserAction): Requested {
    const requested = request(this.#program, this.#memory, action);
    if (requested.ok) [this.#program, this.#memory] = [requested.program, requested.memory];
    return requested;
  }

  /**
   * Goes on, letting time pass while only pods are waited for, to the next place where the program waits on a gate. An analysis that it waits for is
   * one as soon as it begins, however soon it may be over.
   */
  toRest(): Rest {
    const writes: ReasonedWrite[] = [];
    const envelope = { maxPods: 0, minReady: Infinity };
    this.#underWay = false;
    for (let count = 0; count < mostDecisions; count++) {
      this.cluster.settle();
      const world = this.#look(this.#asked.map((asked) => this.#answer(asked)));
      this.#asked = [];
      this.#widen(envelope);
      const decision = decide(this.#program, world);
      const moved = decision.memory !== this.#memory || decision.writes.length > 0 || decision.measure.length > 0;
      this.#memory = decision.memory;
      if (moved) {
        writes.push(...decision.writes);
        this.#perform(decision.writes, envelope);
        this.#asked = decision.measure;
        this.#watch?.({ program: this.#program, memory: this.#memory });
        const awaited = awaitedRuns(decision.waits);
        const isBegun = awaited !== '' && awaited !== this.#awaited;
        this.#awaited = awaited;
        this.#underWay = isBegun;
        if (isBegun) return this.#restHere(decision, { envelope, writes, stuck: false });
        continue;
      }
      const next = this.#nextEvent(decision.waits);
      const stuck = next === null;
      if (stuck || isRest(decision.waits, decision.outcome)) {
        this.#watch?.({ program: this.#program, memory: this.#memory });
        return this.#restHere(decision, { envelope, writes, stuck });
      }
      this.cluster.advance(next);
    }
    throw new Error(`Bug in sluice: ${this.#program.name} never comes to rest`);
  }

  /** Where it stands now, as if nothing were done: what someone else changed since the last decision still shows. */
  asItIs(): Rest {
    const world = this.#look();
    const { waits, outcome } = decide(this.#program, world);
    const envelope = { maxPods: 0, minReady: Infinity };
    this.#widen(envelope);
    return { program: this.#program, world, memory: this.#memory, waits, outcome, envelope, writes: [], stuck: false };
  }

  #look(answers: readonly Answer[] = []): RolloutWorld {
    return observe(this.#program, this.cluster, this.#memory, answers, { assumesRoutes: this.#assumesRoutes });
  }

  #restHere(decision: Decision<RolloutMemory>, way: Pick<Rest, 'envelope' | 'writes' | 'stuck'>): Rest {
    const world = this.#look();
    return { program: this.#program, world, memory: this.#memory, waits: decision.waits, outcome: decision.outcome, ...way };
  }

  /** Lets time pass at a rest: to the next timer, measurement or pod event, but no later than `limit`. False when none comes. */
  pass(rest: Rest, limit: number = Infinity): boolean {
    // What was just begun comes first, and takes no time of its own.
    if (this.#underWay) return true;
    const next = this.#nextEvent(rest.waits);
    if (next === null || next > limit) {
      if (limit !== Infinity) this.#moveTo(limit);
      return false;
    }
    this.#moveTo(next);
    return true;
  }

  #moveTo(at: number): void {
    this.cluster.advance(at);
    this.cluster.settle();
  }

  #perform(writes: readonly ReasonedWrite[], envelope: { maxPods: number; minReady: number }): void {
    for (const { write } of writes) this.cluster.write(write);
    this.#widen(envelope);
  }

  /** Ready pods above the desired number are going and not counted. */
  #widen(envelope: { maxPods: number; minReady: number }): void {
    let desired = 0;
    let ready = 0;
    for (const counts of countsOf(this.#program, this.cluster)) {
      desired += counts.desired;
      ready += Math.min(counts.ready, counts.desired);
    }
    envelope.maxPods = Math.max(envelope.maxPods, desired);
    envelope.minReady = Math.min(envelope.minReady, ready);
  }

  #answer(asked: MeasureRequest): Answer {
    return { run: asked.run, metric: asked.metric.name, number: asked.number, at: this.cluster.now, verdict: this.#measure(asked) };
  }

  #nextEvent(waits: readonly Wait[]): number | null {
    let next = this.cluster.nextEvent();
    for (const { until } of waits) if (until !== null && until > this.cluster.now && (next === null || until < next)) next = until;
    return next;
  }
}

/** Pods being waited for is no rest: they come by themselves. A background run alone holds nothing either. */
function isRest(waits: readonly Wait[], outcome: Rest['outcome']): boolean {
  return outcome !== null || waits.some(isGate);
}

function isGate(wait: Wait): boolean {
  switch (wait.kind) {
    case 'timer':
    case 'approval':
      return true;
    case 'scale-down':
      return !wait.beside;
    case 'analysis':
      return wait.holds;
    case 'experiment':
      return wait.available;
    case 'pods':
    case 'restart':
      return false;
  }
}

/** Analyses and experiments, by name. */
function awaitedRuns(waits: readonly Wait[]): string {
  return waits
    .flatMap((wait) => {
      if (wait.kind === 'analysis' && wait.holds) return [wait.run];
      return wait.kind === 'experiment' && wait.available ? [wait.name] : [];
    })
    .join(' ');
}
