import type { Assess, Cluster, ClusterView, MeasureRequest, MetricSource, ReasonedWrite, RolloutPlan, StateStore, UserAction } from '../model/index.ts';
import { statusOf, step, type RunEvent, type RunState, type Standing, type Stepped } from '../run/index.ts';
import type { Ending, Report } from './events.ts';
import { whileListening } from './listening.ts';
import type { People } from './people.ts';
import { RunWriter, type HeldRun } from './saved-run.ts';
import { waitingEvents } from './waiting.ts';

/** Everything outside that a run touches. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly store: StateStore;
  readonly metrics: MetricSource;
  readonly assess: Assess;
  readonly people: People;
  readonly report: Report;
  readonly who: string;
  /** Pauses of the steps are promoted without asking; those that a person or an analysis made are not. */
  readonly approvePauses: boolean;
  readonly onDeviation: 'halt' | 'ask';
  /** Plans a run that left its plan from where it stands, once what is pending is done; for an abort this is the plan of the way back. Shows it to people. */
  readonly planAnew: (run: RunState) => Promise<RolloutPlan>;
  /** Fires when the user wants to stop: the effect under way is finished, then the run ends, resumable. */
  readonly stop: AbortSignal;
}

/**
 * Carries a run out: looks, steps, stores, performs, and waits at gates, until it ends or needs someone.
 *
 * The run is stored before anything is performed, and writes are idempotent, so that a process killed at any point is followed by one that
 * performs what was pending and goes on. `leftPlan` says why a run has no plan yet: then one is made first.
 */
export async function runProgram(begun: RunState, held: HeldRun, around: Surroundings, leftPlan?: string): Promise<Ending> {
  const driver = new Driver(begun, held, around);
  await driver.start(leftPlan);
  for (;;) {
    const ending = await driver.turn();
    if (ending) return ending;
  }
}

class Driver {
  #run: RunState;
  #dirty = false;
  /** When the clock last stood, by the cluster; for events. */
  #now = 0;
  /** Waits that people were told of. */
  #told: ReadonlySet<string> = new Set();
  readonly #held: HeldRun;
  readonly #writer: RunWriter;
  readonly #around: Surroundings;

  constructor(run: RunState, held: HeldRun, around: Surroundings) {
    this.#run = run;
    this.#held = held;
    this.#writer = new RunWriter(around.store, held);
    this.#around = around;
  }

  async start(leftPlan: string | undefined): Promise<void> {
    await this.#readClock();
    for (const text of [this.#held.lock.tookOver, this.#held.recovered]) if (text !== null) this.#report({ kind: 'recovered', text });
    this.#report({ kind: 'started', stages: this.#run.planned.length, reached: this.#run.reached });
    await this.#planAnew(leftPlan);
    await this.#writer.save(this.#run);
    await this.#perform(this.#run.pending, this.#run.asked);
  }

  /** One look and what follows from it; an ending when there is no next turn. */
  async turn(): Promise<Ending | null> {
    const { cluster, stop } = this.#around;
    await this.#mustHoldLock();
    await this.#takeRequests();
    if (stop.aborted) return this.#leave({ kind: 'interrupted' });
    const view = await cluster.observe(this.#run.program.namespace);
    this.#now = view.now;
    const stepped = this.#step({ kind: 'observed', view });
    await this.#planAnew(stepped.leftPlan);
    if (stepped.writes.length > 0 || stepped.measure.length > 0) {
      await this.#store();
      await this.#perform(stepped.writes, stepped.measure);
      return null;
    }
    return this.#stand(stepped.standing, view);
  }

  async #planAnew(leftPlan: string | undefined): Promise<void> {
    if (leftPlan === undefined) return;
    this.#step({ kind: 'replanned', plan: await this.#around.planAnew(this.#run), because: leftPlan, at: this.#now });
  }

  async #stand(standing: Standing, view: ClusterView): Promise<Ending | null> {
    switch (standing.kind) {
      case 'moving':
        return null;
      case 'ended':
        return this.#end(standing);
      case 'waiting':
        await this.#store();
        this.#tell(standing);
        await this.#wait(view, standing.until);
        return null;
      case 'needs-person':
        await this.#store();
        return this.#askToPromote(standing, view);
      case 'deviated':
        await this.#store();
        return this.#askAboutDeviation(standing.text);
    }
  }

  async #end({ outcome, message }: Extract<Standing, { kind: 'ended' }>): Promise<Ending> {
    await this.#store();
    this.#report({ kind: 'ended', outcome, message });
    return { kind: 'ended', outcome, message };
  }

  async #askToPromote({ step, because }: Extract<Standing, { kind: 'needs-person' }>, view: ClusterView): Promise<Ending | null> {
    const { approvePauses, people, who } = this.#around;
    if (approvePauses && because === 'step') {
      await this.#request({ do: 'promote', step }, `${who} (--approve-pauses)`);
      return null;
    }
    const { memory, planned, reached, history, id } = this.#run;
    const { id: stage = null, title = '' } = planned[reached - 1] ?? {};
    const begun = history.findLast(({ kind }) => kind === 'planned')?.at ?? this.#now;
    const since = memory.pauses[0]?.since ?? memory.progress?.at ?? this.#now;
    this.#report({ kind: 'waiting', for: 'person', until: null, text: title });
    const question = { program: id, step, title, stage: { id: stage, ordinal: reached, of: planned.length }, status: statusOf(this.#run, view), runningMs: this.#now - begun, pausedMs: this.#now - since };
    const answer = await this.#whileListening((signal) => people.atPause(question, signal));
    await this.#readClock();
    switch (answer) {
      case null:
        return null;
      case 'leave':
        return this.#leave({ kind: 'left', step });
      case 'promote':
      case 'abort':
        await this.#request({ do: answer }, who);
        return null;
    }
  }

  async #askAboutDeviation(text: string): Promise<Ending | null> {
    const { onDeviation, people, who } = this.#around;
    this.#report({ kind: 'deviated', text });
    const answer = onDeviation === 'halt' ? 'halt' : await this.#whileListening((signal) => people.atDeviation({ program: this.#run.id, text }, signal));
    if (answer === null) return null;
    await this.#readClock();
    if (answer === 'halt') {
      const { standing } = this.#step({ kind: 'halted', at: this.#now });
      return standing.kind === 'ended' ? this.#end(standing) : this.#leave({ kind: 'halted', text });
    }
    this.#step({ kind: 'accepted', who, at: this.#now });
    return null;
  }

  /** Waits for something to happen in the cluster since that look, a moment, a request, or the user's stop. */
  async #wait(since: ClusterView, until: number | null): Promise<void> {
    await this.#whileListening((signal) => this.#around.cluster.wait(since, until, signal));
  }

  /** Tells of each wait once, and again if another came between. */
  #tell({ waits }: Extract<Standing, { kind: 'waiting' }>): void {
    const events = waitingEvents(waits, this.#run.id, this.#now);
    for (const { key, event } of events) if (!this.#told.has(key)) this.#around.report(event);
    this.#told = new Set(events.map(({ key }) => key));
  }

  /** Null when a request, the user's stop or the loss of the lock came first. */
  #whileListening<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const { store, stop } = this.#around;
    return whileListening(this.#run.id, { store, stop, lost: this.#held.lock.lost }, work);
  }

  async #takeRequests(): Promise<void> {
    const { store } = this.#around;
    const taken = await store.takeRequests(this.#run.id);
    if (taken.length > 0) await this.#readClock();
    for (const { id, content } of taken) {
      const { action, who } = content as unknown as { readonly action: UserAction; readonly who: string };
      const refused = await this.#request(action, who, id);
      await this.#store();
      await store.answer(this.#run.id, id, refused === null ? { ok: true, message: '' } : { ok: false, message: refused });
    }
  }

  /** Why it is refused; null: it is not. */
  async #request(action: UserAction, who: string, request: string | null = null): Promise<string | null> {
    const stepped = this.#step({ kind: 'requested', action, who, at: this.#now, request });
    await this.#planAnew(stepped.leftPlan);
    const refused = stepped.notes.find((note) => note.kind === 'refused');
    return refused?.kind === 'refused' ? refused.reason : null;
  }

  async #perform(writes: readonly ReasonedWrite[], measure: readonly MeasureRequest[]): Promise<void> {
    const { cluster, metrics, assess } = this.#around;
    for (const { write } of writes) {
      await this.#mustHoldLock();
      await cluster.write(write);
    }
    if (writes.length > 0) this.#step({ kind: 'performed' });
    if (measure.length === 0) return;
    // A request, the user's stop or the loss of the lock breaks measurements off; the next decision asks for them again.
    const verdicts = await this.#whileListening((signal) => Promise.all(measure.map(async (asked) => assess(asked.metric, await metrics.measure(asked, signal)))));
    if (verdicts === null) return;
    await this.#readClock();
    for (const [index, verdict] of verdicts.entries()) {
      const asked = measure[index];
      if (asked) this.#step({ kind: 'measured', answer: { run: asked.run, metric: asked.metric.name, number: asked.number, at: this.#now, verdict } });
    }
  }

  #step(event: RunEvent): Stepped {
    const stepped = step(this.#run, event);
    if (stepped.run !== this.#run) this.#dirty = true;
    this.#run = stepped.run;
    for (const note of stepped.notes) this.#report({ kind: 'note', note });
    return stepped;
  }

  async #store(): Promise<void> {
    if (!this.#dirty) return;
    await this.#writer.save(this.#run);
    this.#dirty = false;
  }

  /** Questions take their time. */
  async #readClock(): Promise<void> {
    this.#now = (await this.#around.cluster.observe(this.#run.program.namespace)).now;
  }

  /** Throws PortError `conflict`, saying whose the lock is now, when it was lost. */
  async #mustHoldLock(): Promise<void> {
    const { lock } = this.#held;
    if (lock.lost.aborted) await lock.update(lock.holder.stage);
  }

  async #leave(ending: Extract<Ending, { kind: 'left' | 'halted' | 'interrupted' }>): Promise<Ending> {
    await this.#store();
    this.#report(ending);
    return ending;
  }

  #report(event: DistributiveOmit<Parameters<Report>[0], 'at' | 'program'>): void {
    this.#around.report({ at: this.#now, program: this.#run.id, ...event });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
