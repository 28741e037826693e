import type { Cluster, ClusterView, ReasonedWrite, StateStore } from '../model/index.ts';
import { programOf, stepWorkflow, waitText, type WorkflowAction, type WorkflowEvent, type WorkflowRunState, type WorkflowStanding, type WorkflowStepped, type WorkflowTools } from '../run/index.ts';
import { hasExpressions, newWorkflowMemo, type Language } from '../workflow/index.ts';
import type { Ending, Report } from './events.ts';
import { whileListening } from './listening.ts';
import type { People } from './people.ts';
import { WorkflowWriter, type HeldWorkflow } from './workflow-saved-run.ts';

/** Everything outside that a Workflow's run touches. */
export interface WorkflowSurroundings {
  readonly cluster: Cluster;
  readonly store: StateStore;
  readonly people: People;
  readonly report: Report;
  readonly who: string;
  /** The steps of Workflows run as processes on this machine. */
  readonly local: boolean;
  /** Suspended nodes that lack no output are resumed without asking; a Workflow that a person suspended is not. */
  readonly approvePauses: boolean;
  /** Loads the language of expressions; called only for Workflows that have some. */
  readonly language: () => Promise<Language>;
  /** Fires when the user wants to stop: the effect under way is finished, then the run ends, resumable. */
  readonly stop: AbortSignal;
}

/** Writes under way at the same time. */
const abreast = 16;

/**
 * Carries a Workflow out: looks, steps, stores, performs, and waits at gates, until it ends or needs someone.
 *
 * The run is stored before anything is performed, and writes are idempotent, so that a process killed at any point is followed by one that
 * performs what was pending and goes on.
 */
export async function runWorkflow(begun: WorkflowRunState, held: HeldWorkflow, around: WorkflowSurroundings): Promise<Ending> {
  const language = hasExpressions(programOf(begun)) ? await around.language() : null;
  const driver = new WorkflowDriver(begun, held, around, { memo: newWorkflowMemo(), language });
  await driver.start();
  for (;;) {
    const ending = await driver.turn();
    if (ending) return ending;
  }
}

class WorkflowDriver {
  #run: WorkflowRunState;
  #dirty = false;
  /** When the clock last stood, by the cluster; for events. */
  #now = 0;
  /** Waits that people were told of. */
  #told: ReadonlySet<string> = new Set();
  readonly #held: HeldWorkflow;
  readonly #writer: WorkflowWriter;
  readonly #around: WorkflowSurroundings;
  readonly #tools: WorkflowTools;

  constructor(run: WorkflowRunState, held: HeldWorkflow, around: WorkflowSurroundings, tools: WorkflowTools) {
    this.#run = run;
    this.#held = held;
    this.#writer = new WorkflowWriter(around.store, held);
    this.#around = around;
    this.#tools = tools;
  }

  async start(): Promise<void> {
    await this.#readClock();
    for (const text of [this.#held.lock.tookOver, this.#held.recovered]) if (text !== null) this.#report({ kind: 'recovered', text });
    this.#report({ kind: 'started', stages: 0, reached: 0 });
    await this.#writer.save(this.#run);
    await this.#perform(this.#run.pending);
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
    if (stepped.writes.length > 0) {
      await this.#store();
      await this.#perform(stepped.writes);
      return null;
    }
    return this.#stand(stepped.standing, view);
  }

  async #stand(standing: WorkflowStanding, view: ClusterView): Promise<Ending | null> {
    if (standing.kind !== 'moving') await this.#store();
    switch (standing.kind) {
      case 'moving':
        return null;
      case 'ended': {
        const { outcome, message } = standing;
        this.#report({ kind: 'ended', outcome, message });
        return { kind: 'ended', outcome, message };
      }
      case 'waiting':
        this.#tell(standing);
        await this.#listening((signal) => this.#around.cluster.wait(view, standing.until, signal));
        return null;
      case 'needs-person':
        return this.#askToResume(standing);
      case 'stuck':
        return this.#leave({ kind: 'halted', text: standing.text });
    }
  }

  async #askToResume({ nodes }: Extract<WorkflowStanding, { kind: 'needs-person' }>): Promise<Ending | null> {
    const { approvePauses, people, who } = this.#around;
    const [first] = nodes;
    if (approvePauses && first && nodes.every(({ missing }) => missing.length === 0)) {
      await this.#request({ do: 'resume', node: null, by: `${who} (--approve-pauses)` }, who);
      return null;
    }
    const names = nodes.map(({ displayName }) => displayName);
    this.#report({ kind: 'waiting', for: 'person', until: null, text: names.length === 0 ? 'the Workflow is suspended' : names.join(', ') });
    const answer = await this.#listening((signal) => people.atSuspend({ program: this.#run.id, nodes }, signal));
    await this.#readClock();
    switch (answer) {
      case null:
        return null;
      case 'leave':
        return this.#leave({ kind: 'left', step: null, nodes: names });
      case 'resume':
        await this.#request({ do: 'resume', node: null, by: who }, who);
        return null;
      case 'stop':
        await this.#request({ do: 'stop' }, who);
        return null;
    }
  }

  /** Tells of each wait once, and again if another came between. */
  #tell({ waits }: Extract<WorkflowStanding, { kind: 'waiting' }>): void {
    const shown = waits.map((wait) => ({ key: `${wait.kind} ${wait.kind === 'pods' ? '' : (wait.until ?? waitText(wait))}`, wait }));
    for (const { key, wait } of shown) {
      if (this.#told.has(key) || wait.kind === 'pods') continue;
      this.#report({ kind: 'waiting', for: wait.kind === 'timer' ? 'timer' : 'person', until: wait.until, text: waitText(wait) });
    }
    this.#told = new Set(shown.map(({ key }) => key));
  }

  #listening<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const { store, stop } = this.#around;
    return whileListening(this.#run.id, { store, stop, lost: this.#held.lock.lost }, work);
  }

  async #takeRequests(): Promise<void> {
    const { store } = this.#around;
    const taken = await store.takeRequests(this.#run.id);
    if (taken.length > 0) await this.#readClock();
    for (const { id, content } of taken) {
      const { action, who } = content as unknown as { readonly action: WorkflowAction; readonly who: string };
      const refused = await this.#request(action, who, id);
      await this.#store();
      await store.answer(this.#run.id, id, refused === null ? { ok: true, message: '' } : { ok: false, message: refused });
    }
  }

  /** Why it is refused; null: it is not. What it leads to is stored before it is done. */
  async #request(action: WorkflowAction, who: string, request: string | null = null): Promise<string | null> {
    const { notes, writes } = this.#step({ kind: 'requested', action, who, at: this.#now, request });
    if (writes.length > 0) {
      await this.#store();
      await this.#perform(writes);
    }
    const refused = notes.find((note) => note.kind === 'refused');
    return refused?.kind === 'refused' ? refused.reason : null;
  }

  async #perform(writes: readonly ReasonedWrite[]): Promise<void> {
    const { cluster } = this.#around;
    for (let at = 0; at < writes.length; at += abreast) {
      await this.#mustHoldLock();
      await Promise.all(writes.slice(at, at + abreast).map(({ write }) => cluster.write(write)));
    }
    if (writes.length > 0) this.#step({ kind: 'performed' });
  }

  #step(event: WorkflowEvent): WorkflowStepped {
    const stepped = stepWorkflow(this.#run, event, this.#tools);
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
