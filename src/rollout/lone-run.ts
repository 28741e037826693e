import type { AnalysisMetric, MeasureRequest, ProgramId, SecretArgument } from '../model/index.ts';
import { advanceRun, startRun, terminate, type AnalysisRun, type Answer, type RunWorld } from './analysis/index.ts';

/** An analysis that belongs to no Rollout. It has no Jobs: those need a cluster. */
export interface LoneAnalysis {
  readonly name: string;
  readonly namespace: string;
  readonly metrics: readonly AnalysisMetric[];
  /** Values of arguments; secret ones are filled in where they are measured. */
  readonly args: ReadonlyMap<string, string>;
  readonly secrets: readonly SecretArgument[];
}

/** A run of it after a turn, what is due now, and when to look again; null: not before an answer. */
export interface LoneTurn {
  readonly run: AnalysisRun;
  readonly due: readonly MeasureRequest[];
  readonly next: number | null;
}

export function beginLoneRun({ name, metrics, args, secrets }: LoneAnalysis, now: number): AnalysisRun {
  const known = [...args].map(([argument, value]) => ({ name: argument, value }));
  return startRun({ metrics }, { name, kind: 'Step', hash: '', step: null, args: [...known, ...secrets], metadata: { labels: {}, annotations: {} }, now });
}

/** One turn: takes in what was measured, and says what is due now and when to look again. */
export function stepLoneRun(run: AnalysisRun, { name, namespace }: LoneAnalysis, answers: readonly Answer[], now: number): LoneTurn {
  const program = `${namespace}/AnalysisTemplate/${name}` as ProgramId;
  return turn(run, { now, namespace, program, answers, jobs: new Map() });
}

/** Ends a run from outside: what was measured so far decides. */
export function endLoneRun(run: AnalysisRun, analysis: LoneAnalysis, now: number): AnalysisRun {
  return stepLoneRun(terminate(run), analysis, [], now).run;
}

/** A metric that ended badly ends the others at the turn after it. */
function turn(run: AnalysisRun, world: RunWorld): LoneTurn {
  const advanced = advanceRun(run, world);
  const isStill = advanced.run === run || advanced.due.length > 0 || advanced.next !== null || advanced.run.endedAt !== null;
  return isStill ? { run: advanced.run, due: advanced.due, next: advanced.next } : turn(advanced.run, { ...world, answers: [] });
}
