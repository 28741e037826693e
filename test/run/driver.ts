import type { Json } from '../../src/lang/index.ts';
import { assess } from '../../src/metrics/index.ts';
import { programId, type KubeObject, type Measured, type MeasureRequest, type ReasonedWrite, type RolloutPlan, type UserAction } from '../../src/model/index.ts';
import { buildPlan } from '../../src/plan/index.ts';
import { beginRun, decodeRun, encodeRun, revivedProgram, step, type RunEvent, type RunState, type Standing } from '../../src/run/index.ts';
import { ModelCluster, type Readiness } from '../../src/world/index.ts';
import { objectsOf, programOf, readObjects, type Written } from '../rollout/written.ts';

/** Thrown where a test kills the process. */
export class Killed extends Error {}

/**
 * The other half of apply, made of nothing but memory: carries plans out on a model cluster, from a text in which the run is stored.
 *
 * `lives` counts the places at which a process may die; at the last one it does, and all but the cluster and the stored text is lost.
 */
export class Driver {
  readonly cluster: ModelCluster;
  /** What a person would read. */
  readonly log: string[] = [];
  /** What the metric answers. */
  measures: readonly Measured[] = [];
  lives = Infinity;
  stored = '';
  #run: RunState | null = null;

  constructor(written: Written, readiness?: Readiness) {
    this.cluster = new ModelCluster(0, readiness);
    for (const { object } of readObjects(objectsOf(written)).plain) this.cluster.write({ verb: 'create', object });
  }

  get run(): RunState {
    this.#run ??= this.#load();
    return this.#run;
  }

  /** Plans a version on the cluster as it is, and begins to carry it out. */
  begin(written: Written): RolloutPlan {
    const last = this.stored === '' ? null : this.run;
    const program = programOf(written);
    const live = new Map(last ? [[programId(program), { program: revivedProgram(last.program), memory: last.memory }]] : []);
    const before = { kind: 'cluster' as const, title: 'a model', uid: 'model', cluster: this.cluster, live };
    const plan = buildPlan({ wanted: readObjects(objectsOf(written)), before, assess, alternatives: false, version: '0.0.0', diagnostics: [] }).programs[0];
    if (plan?.kind !== 'Rollout') throw new Error('no Rollout is planned');
    this.#run = beginRun(last, { plan, program, cluster: 'model', who: 'ada', now: this.cluster.now, digest: 'd' });
    this.#store();
    return plan;
  }

  /** Goes on until someone is needed, nothing more comes by itself, or the end. Pauses are promoted if `promoting`. */
  carryOn({ promoting = false }: { readonly promoting?: boolean } = {}): Standing {
    this.#perform(this.run.pending, this.run.asked);
    for (let turns = 0; turns < 5000; turns++) {
      const stepped = this.#step({ kind: 'observed', view: this.cluster });
      if (stepped.writes.length > 0 || stepped.measure.length > 0) {
        this.#store();
        this.#perform(stepped.writes, stepped.measure);
        continue;
      }
      this.#store();
      const { standing } = stepped;
      if (standing.kind === 'moving') continue;
      if (standing.kind === 'needs-person' && promoting) this.ask({ do: 'promote' });
      else if (standing.kind !== 'waiting' || !this.#wait(standing.until)) return standing;
    }
    throw new Error('the run never comes to rest');
  }

  ask(action: UserAction): void {
    this.#step({ kind: 'requested', action, who: 'ada', at: this.cluster.now });
    this.#store();
  }

  accept(): void {
    this.#step({ kind: 'accepted', who: 'ada', at: this.cluster.now });
    this.#store();
  }

  /** A new process: it knows what was stored. */
  restart(): void {
    this.#run = null;
    this.cluster.settle();
  }

  #wait(until: number | null): boolean {
    const event = this.cluster.nextEvent();
    const moments = [until, event].filter((at): at is number => at !== null && at > this.cluster.now);
    if (moments.length === 0) return false;
    this.cluster.advance(Math.min(...moments));
    this.cluster.settle();
    return true;
  }

  #step(event: RunEvent) {
    const stepped = step(this.run, event);
    this.#run = stepped.run;
    for (const note of stepped.notes) {
      if (note.kind === 'write') this.log.push(note.why);
      else if (note.kind === 'reached') this.log.push(`${note.ordinal} of ${note.of} reached: ${note.title}, ${note.phase}`);
      else if (note.kind === 'measured') this.log.push(`${note.metric} ${note.value}: ${note.verdict}`);
      else if (note.kind === 'refused') this.log.push(`refused: ${note.reason}`);
      else if (note.kind === 'asked') this.log.push(`> ${note.action}`);
    }
    return stepped;
  }

  #perform(writes: readonly ReasonedWrite[], measure: readonly MeasureRequest[]): void {
    const kept = this.#load();
    for (const { write } of writes) {
      if (!kept.pending.some((pending) => JSON.stringify(pending.write) === JSON.stringify(write))) throw new Error('a write is performed before it is stored');
      this.#mayDie();
      this.cluster.write(write);
    }
    this.cluster.settle();
    this.#mayDie();
    if (writes.length > 0) this.#step({ kind: 'performed' });
    for (const { run, metric, number } of measure) {
      if (!kept.asked.some((asked) => asked.run === run && asked.metric.name === metric.name && asked.number === number)) throw new Error('a measurement is made before it is stored');
      this.#mayDie();
      const measured = this.measures[Math.min(number, this.measures.length - 1)] ?? { kind: 'value', value: 100 };
      this.#step({ kind: 'measured', answer: { run, metric: metric.name, number, at: this.cluster.now, verdict: assess(metric, measured) } });
    }
  }

  #store(): void {
    this.#mayDie();
    this.stored = JSON.stringify(encodeRun(this.run));
    this.#mayDie();
  }

  #load(): RunState {
    const decoded = decodeRun(JSON.parse(this.stored) as Json);
    if (!decoded.ok) throw new Error(decoded.reason);
    return decoded.run;
  }

  #mayDie(): void {
    this.lives--;
    if (this.lives <= 0) throw new Killed();
  }
}

/** What a cluster holds, but for the numbers that it counts its writes with. */
export function contentOf(cluster: ModelCluster): readonly KubeObject[] {
  return cluster.all().map(({ metadata, ...rest }) => {
    const { uid: _uid, resourceVersion: _version, generation: _generation, ownerReferences: _owners, ...kept } = metadata;
    const { observedGeneration: _seen, ...status } = rest.status ?? {};
    return { ...rest, metadata: kept, ...(rest.status && { status }) };
  });
}
