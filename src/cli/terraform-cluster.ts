import type { ApplyEvent } from '../apply/index.ts';
import type { Cancellation, Cluster, ClusterView, KubeObject, ObjectRef, Write } from '../model/index.ts';

/** How a Rollout's stages are applied. */
export interface StageApplier {
  /** Stages by the number that the run has for them, from 1; 0 is what the plan found. */
  apply(ordinal: number): Promise<void>;
  /** The way back to where the plan began. */
  goBack(): Promise<void>;
}

/**
 * A model of the cluster behind the run of one Rollout, whose stages Terraform applies to the real one: a stage is applied before the first write of
 * the model on the way to it, so that timers and measurements begin when its pods are there.
 *
 * It has state because it follows the run by its events: which stage was reached, whether it goes back, which stage each write leads to.
 */
export class TerraformCluster implements Cluster {
  readonly #model: Cluster;
  readonly #stages: StageApplier;
  readonly #count: number;
  #applied: number;
  #reached: number;
  #goesBack: boolean;
  #isBack = false;
  /** For each write that was decided and is not made yet, the stage that it leads to. */
  readonly #leadsTo: number[] = [];

  /** @param from.count how many stages there are, by the run's numbers */
  constructor(model: Cluster, stages: StageApplier, from: { readonly reached: number; readonly applied: number; readonly count: number; readonly goesBack: boolean }) {
    this.#model = model;
    this.#stages = stages;
    this.#applied = from.applied;
    this.#reached = from.reached;
    this.#count = from.count;
    this.#goesBack = from.goesBack;
  }

  get uid(): string {
    return this.#model.uid;
  }

  get title(): string {
    return this.#model.title;
  }

  /** Every event of the run, before what it tells of is performed. */
  hear(event: ApplyEvent): void {
    if (event.kind !== 'note') return;
    if (event.note.kind === 'write') this.#leadsTo.push(this.#reached + 1);
    else if (event.note.kind === 'reached' && !this.#goesBack) this.#reached = event.note.ordinal;
    else if (event.note.kind === 'replanned' || (event.note.kind === 'asked' && event.note.action === 'abort')) this.#goesBack = true;
  }

  async observe(namespace: string): Promise<ClusterView> {
    await this.#catchUp(this.#reached);
    return this.#model.observe(namespace);
  }

  async write(write: Write): Promise<void> {
    await this.#catchUp(this.#leadsTo.shift() ?? this.#reached);
    return this.#model.write(write);
  }

  read(ref: ObjectRef): Promise<KubeObject | undefined> {
    return this.#model.read(ref);
  }

  apply(object: KubeObject, options: { readonly force: boolean }): Promise<void> {
    return this.#model.apply(object, options);
  }

  logs(...asked: Parameters<Cluster['logs']>): ReturnType<Cluster['logs']> {
    return this.#model.logs(...asked);
  }

  wait(since: ClusterView, until: number | null, signal: Cancellation): Promise<void> {
    return this.#model.wait(since, until, signal);
  }

  /** Whoever opened the model closes it. */
  async close(): Promise<void> {
    // Nothing of its own is open.
  }

  async #catchUp(ordinal: number): Promise<void> {
    if (this.#goesBack) {
      if (this.#isBack) return;
      await this.#stages.goBack();
      this.#isBack = true;
      return;
    }
    while (this.#applied < Math.min(ordinal, this.#count)) {
      await this.#stages.apply(this.#applied + 1);
      this.#applied += 1;
    }
  }
}
