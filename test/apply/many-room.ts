import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPlan, loadRun, nobody, type ApplyEvent, type Ending, type InventoryPlace, type People } from '../../src/apply/index.ts';
import { planAnew } from '../../src/cli/plan-anew.ts';
import { openEmbeddedCluster, readEmbeddedCluster } from '../../src/cluster/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';
import { assess } from '../../src/metrics/index.ts';
import type { KubeObject, Plan, ProgramId, RolloutProgram } from '../../src/model/index.ts';
import { buildPlan, type LiveProgram } from '../../src/plan/index.ts';
import { revivedProgram, type RunState } from '../../src/run/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import type { Readiness } from '../../src/world/index.ts';
import { readObjects } from '../rollout/written.ts';

export interface Applying {
  readonly people?: People;
  readonly approvePauses?: boolean;
  readonly parallelism?: number;
  readonly failFast?: boolean;
  readonly readiness?: Readiness;
  /** The user's stop comes with this event, counted from 1. */
  readonly stopAt?: number;
  /** Gives the plan the deletes of what the manifests no longer have. */
  readonly deletes?: (plan: Plan) => Plan;
}

/** An embedded cluster without waits, and states, in a folder of their own. Each apply is as one process: it opens both anew. */
export class Room {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-many-'));
  readonly store = openFileStore(join(this.folder, 'state'));
  readonly inventory: InventoryPlace = { store: openFileStore(join(this.folder, 'inventory')), id: 'default/Inventory/test' as ProgramId, root: 'test' };
  events: readonly ApplyEvent[] = [];
  readonly #cluster = join(this.folder, 'cluster.json');

  async apply(objects: readonly JsonObject[], applying: Applying = {}): Promise<ReadonlyMap<ProgramId, Ending>> {
    const { people = nobody, approvePauses = false, parallelism = 10, failFast = false, readiness = () => 0, stopAt = Infinity, deletes } = applying;
    const cluster = await openEmbeddedCluster(this.#cluster, { speed: Infinity, startAt: 0, wall: () => 0, readiness });
    const events: ApplyEvent[] = [];
    const stop = new AbortController();
    try {
      const made = await this.plan(objects);
      const plan = deletes ? deletes(made) : made;
      const { programs, plain } = readObjects(objects);
      return await applyPlan(
        {
          plan,
          programs: programs.filter((program): program is RolloutProgram => program.kind === 'Rollout'),
          plain: plain.map(({ object }) => object),
          digest: '',
          lockTimeoutMs: 0,
          newId: randomUUID,
          serials: null,
          parallelism,
          failFast,
          inventory: this.inventory,
          prune: deletes !== undefined,
        },
        {
          cluster,
          store: this.store,
          metrics: { measure: () => Promise.resolve({ kind: 'error', message: 'nothing is measured' }) },
          assess,
          people,
          report: (event) => {
            events.push(event);
            if (events.length >= stopAt) stop.abort();
          },
          who: 'ada',
          local: false,
          approvePauses,
          language: () => import('../../src/lang/expr/index.ts'),
          onDeviation: 'halt',
          planAnew: (run) => planAnew(run, cluster),
          stop: stop.signal,
        },
      );
    } finally {
      this.events = events;
      await cluster.close();
    }
  }

  async plan(objects: readonly JsonObject[]): Promise<Plan> {
    const { cluster, uid, title } = await readEmbeddedCluster(this.#cluster, { wall: () => 0 });
    const live = new Map<ProgramId, LiveProgram>();
    for (const [id, run] of await this.runs()) {
      for (const { write } of run.pending) cluster.write(write);
      live.set(id, { program: revivedProgram(run.program), memory: run.memory });
    }
    cluster.settle();
    return buildPlan({ wanted: readObjects(objects), before: { kind: 'cluster', title, uid, cluster, live }, assess, alternatives: false, version: '0.0.0', diagnostics: [] });
  }

  async runs(): Promise<ReadonlyMap<ProgramId, RunState>> {
    const runs = new Map<ProgramId, RunState>();
    for (const id of await this.store.list()) {
      const { run } = await loadRun(this.store, id, randomUUID);
      if (run) runs.set(id, run);
    }
    return runs;
  }

  async all(): Promise<readonly KubeObject[]> {
    return (await readEmbeddedCluster(this.#cluster, { wall: () => 0 })).cluster.all();
  }

  /** Every object of the cluster but pods, without what tells one making from another. */
  async objects(): Promise<readonly string[]> {
    const { cluster } = await readEmbeddedCluster(this.#cluster, { wall: () => 0 });
    return cluster.all().filter(({ kind }) => kind !== 'Pod').map(shownObject).toSorted();
  }

  leave(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function shownObject({ metadata, ...rest }: KubeObject): string {
  const { uid: _uid, resourceVersion: _version, generation: _generation, creationTimestamp: _at, ...kept } = metadata;
  const { status, ...fields } = rest;
  const { observedGeneration: _observed, ...counts } = status ?? {};
  return JSON.stringify([kept, fields, counts]);
}
