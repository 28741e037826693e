import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { actOnWorkflow, applyPlan, loadWorkflowRun, nobody, type ApplyEvent, type Ending, type People } from '../../src/apply/index.ts';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import { readDocuments } from '../../src/document/index.ts';
import type { Json } from '../../src/lang/index.ts';
import { readInventory, readWorkflowProgram } from '../../src/manifest/index.ts';
import { assess } from '../../src/metrics/index.ts';
import { programId, type KubeObject, type NodeStatus, type ProgramId, type WorkflowPlan, type WorkflowProgram } from '../../src/model/index.ts';
import { podRunner } from '../../src/plan/index.ts';
import type { WorkflowAction, WorkflowRunState } from '../../src/run/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import { nodesOf } from '../../src/workflow/index.ts';

export interface ApplyingWorkflows {
  readonly scenario?: string;
  readonly people?: People;
  readonly approvePauses?: boolean;
  readonly parallelism?: number;
  /** Asked through the inbox when a node comes to a phase: "build Running". */
  readonly acts?: Readonly<Record<string, WorkflowAction>>;
  /** The user's stop comes with this event, counted from 1. */
  readonly stopAt?: number;
}

/** All Workflows of a text, under the names they are given. */
export function workflowsIn(text: string): readonly WorkflowProgram[] {
  const { value } = readDocuments(text, 'workflow.yaml');
  const inventory = readInventory(value, { namespace: 'default' });
  return inventory.resources.filter(({ object }) => object.kind === 'Workflow').map((resource) => readWorkflowProgram(resource, inventory));
}

/** An embedded cluster without waits, and states, in a folder of their own. Each apply is as one process: it opens both anew. */
export class WorkflowRoom {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-workflows-'));
  readonly store = openFileStore(join(this.folder, 'state'));
  events: readonly ApplyEvent[] = [];

  async apply(text: string, applying: ApplyingWorkflows = {}): Promise<ReadonlyMap<ProgramId, Ending>> {
    const { scenario = '', people = nobody, approvePauses = false, parallelism = 10, acts = {}, stopAt = Infinity } = applying;
    const cluster = await this.cluster(scenario);
    const events: ApplyEvent[] = [];
    const stop = new AbortController();
    const asked = new Set<string>();
    const programs = workflowsIn(text);
    try {
      return await applyPlan(
        { plan: planOf(programs), programs, plain: [], digest: '', lockTimeoutMs: 0, newId: randomUUID, serials: null, parallelism },
        {
          cluster,
          store: this.store,
          metrics: { measure: () => Promise.resolve({ kind: 'error', message: 'nothing is measured' }) },
          assess,
          people,
          report: (event) => {
            events.push(event);
            if (events.length >= stopAt) stop.abort();
            const key = event.kind === 'note' && event.note.kind === 'node' ? `${event.note.title} ${event.note.phase}` : '';
            const action = acts[key];
            if (!action || asked.has(key)) return;
            asked.add(key);
            void this.store.request(event.program, { action, who: 'bob' } as unknown as Json);
          },
          who: 'ada',
          local: false,
          approvePauses,
          onDeviation: 'halt',
          language: () => import('../../src/lang/expr/index.ts'),
          planAnew: () => Promise.reject(new Error('a Workflow is not planned anew')),
          stop: stop.signal,
        },
      );
    } finally {
      this.events = events;
      await cluster.close();
    }
  }

  /** Does what a person asks while nobody carries it on, and carries it on. */
  async act(name: string, action: WorkflowAction, scenario = '') {
    const cluster = await this.cluster(scenario);
    const id = `default/Workflow/${name}` as ProgramId;
    try {
      return await actOnWorkflow(
        { id, action, lockTimeoutMs: 0, newId: randomUUID },
        { cluster, store: this.store, people: nobody, report: () => {}, who: 'ada', local: false, approvePauses: false, language: () => import('../../src/lang/expr/index.ts'), stop: new AbortController().signal },
      );
    } finally {
      await cluster.close();
    }
  }

  cluster(scenario = '') {
    const steps = ((parse(scenario) ?? {}) as { readonly steps?: readonly Json[] }).steps ?? [];
    return openEmbeddedCluster(join(this.folder, 'cluster.json'), { speed: Infinity, startAt: Date.UTC(2026, 0, 1), wall: () => 0, runner: (earlier) => podRunner(steps, 'named', earlier) });
  }

  async run(name: string): Promise<WorkflowRunState> {
    const { run } = await loadWorkflowRun(this.store, `default/Workflow/${name}` as ProgramId, () => '');
    if (!run) throw new Error(`${name} has no state`);
    return run;
  }

  async nodes(name: string): Promise<Readonly<Record<string, string>>> {
    return phasesOf([...nodesOf((await this.run(name)).memory.nodes)]);
  }

  async pods(): Promise<readonly KubeObject[]> {
    const cluster = await this.cluster();
    try {
      return (await cluster.observe('default')).list('Pod', 'default');
    } finally {
      await cluster.close();
    }
  }

  leave(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function phasesOf(nodes: readonly NodeStatus[]): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.filter(({ type }) => type !== 'StepGroup').map(({ name, phase }) => [name, phase]));
}

/** What `applyPlan` looks at in a plan. */
export function planOf(programs: readonly WorkflowProgram[]) {
  const plans = programs.map((program) => ({ kind: 'Workflow', id: programId(program), action: 'create' }) as unknown as WorkflowPlan);
  return { formatVersion: '1.0' as const, tool: { name: 'sluice' as const, version: '0.0.0' }, base: { kind: 'nothing' as const }, objects: [], programs: plans, diagnostics: [] };
}

