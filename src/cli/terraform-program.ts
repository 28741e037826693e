import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { holding, nobody, runProgram, type ApplyEvent, type Ending, type People } from '../apply/index.ts';
import { plainDuration } from '../lang/index.ts';
import { assess } from '../metrics/index.ts';
import { PortError, type Cluster, type Gate, type MetricSource, type RolloutPlan, type RolloutProgram, type StateStore } from '../model/index.ts';
import { beginRun, isUnfinished, type RunState } from '../run/index.ts';
import { asksYes } from './people.ts';
import type { Modelled } from './plan-anew.ts';
import type { ShownPlans } from './shown-plans.ts';
import type { Seed } from './terraform-model.ts';
import { TerraformCluster } from './terraform-cluster.ts';
import type { Terminal } from './terminal.ts';
import { whoAmI } from './who.ts';

/** A stage that was written for Terraform. */
export interface WrittenStage {
  readonly id: string;
  readonly gates: readonly Gate[];
  readonly program: { readonly stage: number } | null;
}

/** What carrying programs out by Terraform stands on. */
export interface TerraformSurroundings {
  readonly model: Cluster & Modelled;
  readonly store: StateStore;
  readonly metrics: MetricSource;
  readonly people: People;
  readonly shown: ShownPlans;
  readonly report: (event: ApplyEvent) => void;
  readonly approvePauses: boolean;
  readonly onDeviation: 'halt' | 'ask';
  readonly lockTimeoutMs: number;
  /** Names the plan in the history of its runs. */
  readonly digest: string;
  readonly isApplied: (id: string) => boolean;
  /** Throws PortError. */
  readonly apply: (id: string) => Promise<void>;
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
}

/**
 * Carries a Rollout out: the same run as ever, in the model, whose stages Terraform applies. So pauses, measurements and what they lead to are what
 * they are without Terraform; a run that is aborted has the first stage applied again, which is what there was before.
 */
export function carryOutRollout(plan: RolloutPlan, program: RolloutProgram, stages: readonly WrittenStage[], seed: Seed | null, around: TerraformSurroundings): Promise<Ending> {
  const { model, store, digest, people, shown, stop, terminal } = around;
  const who = whoAmI();
  const options = { lockTimeoutMs: around.lockTimeoutMs, newId: randomUUID };
  return holding(plan.id, 'apply', options, { store, who, stop }, async (held) => {
    const { now } = await model.observe(program.namespace);
    const isSame = held.run !== null && planOf(held.run) === digest;
    if (isSame && held.run && !isUnfinished(held.run)) return { kind: 'ended', outcome: held.run.memory.phase === 'Healthy' ? 'Healthy' : 'Degraded', message: held.run.memory.message };
    const run = isSame && held.run ? { ...held.run, deviation: null, expected: null, shortSince: null } : begun(held.run, seed, { plan, program, cluster: model.uid, who, now, digest });
    const stageAt = (number: number): WrittenStage | undefined => stages.find((stage) => stage.program?.stage === number);
    // A run that an earlier plan began keeps that plan's numbers.
    const offset = run.planned.length - plan.stages.length;
    const first = stageAt(0);
    const applied = Math.max(0, ...stages.filter(({ id }) => around.isApplied(id)).map((stage) => stage.program?.stage ?? 0));
    if (first && applied === 0 && !around.isApplied(first.id)) await around.apply(first.id);
    const cluster = new TerraformCluster(
      model,
      {
        async apply(ordinal) {
          const stage = stageAt(ordinal - offset);
          if (stage) await around.apply(stage.id);
        },
        async goBack() {
          if (first) await around.apply(first.id);
          else terminal.err(`${plan.id} has nothing to go back to: it is left as it is.\n`);
        },
      },
      { reached: run.reached, applied: applied + offset, count: run.planned.length, goesBack: run.memory.aborted !== null },
    );
    const report = (event: ApplyEvent): void => {
      cluster.hear(event);
      around.report(event);
    };
    return runProgram(run, held, { cluster, store, metrics: around.metrics, assess, people: terminal.isInteractive ? people : nobody, report, who, approvePauses: around.approvePauses, onDeviation: around.onDeviation, planAnew: (of) => shown.planAnew(of, model, (text) => terminal.out(text)), stop });
  });
}

function begun(stored: RunState | null, seed: Seed | null, approval: Parameters<typeof beginRun>[1]): RunState {
  const run = beginRun(stored, approval);
  return stored === null && seed !== null ? { ...run, memory: seed.memory } : run;
}

/** The plan that a run was begun with last. */
function planOf({ history }: RunState): string | null {
  const last = history.findLast((entry) => entry.kind === 'planned' || (entry.kind === 'replanned' && entry.because !== 'aborted'));
  return last?.kind === 'planned' ? last.digest : null;
}

/** Applies stages that are no Rollout's one after the other, with a Workflow's suspends between them. Null: all are done; else how it ends. */
export async function carryOutStages(stages: readonly WrittenStage[], around: Pick<TerraformSurroundings, 'isApplied' | 'apply' | 'approvePauses' | 'terminal' | 'stop'> & { readonly isDone: (id: string) => boolean; readonly done: (id: string) => Promise<void> }): Promise<Ending | null> {
  const { isApplied, isDone, apply, done, stop } = around;
  try {
    for (const { id, gates } of stages) {
      if (isDone(id)) continue;
      if (!isApplied(id)) await apply(id);
      if (stop.aborted) return { kind: 'interrupted' };
      if (!(await pass(gates, around))) return stop.aborted ? { kind: 'interrupted' } : { kind: 'left', step: null };
      await done(id);
    }
    return null;
  } catch (error) {
    if (error instanceof PortError) return { kind: 'failed', message: error.message };
    throw error;
  }
}

async function pass(gates: readonly Gate[], { approvePauses, terminal, stop }: Pick<TerraformSurroundings, 'approvePauses' | 'terminal' | 'stop'>): Promise<boolean> {
  for (const gate of gates) {
    if (gate.kind === 'timer') {
      terminal.out(`    waits ${plainDuration(gate.seconds * 1000)}\n`);
      await sleep(gate.seconds * 1000, undefined, { signal: stop }).catch(() => undefined);
      if (stop.aborted) return false;
    } else if (gate.kind === 'approval' && !approvePauses && !(terminal.isInteractive && (await asksYes('Go on with the next stage?')))) return false;
  }
  return true;
}
