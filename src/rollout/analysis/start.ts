import { metricOf, type Analysis, type PodMetadata } from '../../model/index.ts';
import type { AnalysisRun, RunArgument, RunKind } from './run.ts';

/** What a run is started with, beside its analysis. */
export interface RunStart {
  readonly name: string;
  readonly kind: RunKind;
  readonly hash: string;
  readonly step: number | null;
  readonly args: readonly RunArgument[];
  readonly metadata: PodMetadata;
  readonly now: number;
}

/** A run that has measured nothing yet, the arguments filled into its metrics, but for the secret ones. */
export function startRun({ metrics }: Pick<Analysis, 'metrics'>, { now, args, ...start }: RunStart): AnalysisRun {
  const known = new Map(args.flatMap((arg) => ('value' in arg ? [[arg.name, arg.value] as const] : [])));
  return {
    ...start,
    args,
    current: true,
    terminated: false,
    startedAt: now,
    endedAt: null,
    phase: 'Running',
    message: '',
    metrics: metrics.map((written) => {
      const metric = metricOf(written, known);
      return {
        name: metric.name,
        metric,
        dryRun: written.dryRun,
        retention: written.retention,
        phase: 'Running',
        measurements: [],
        job: null,
        successful: 0,
        failed: 0,
        inconclusive: 0,
        error: 0,
        consecutiveError: 0,
        consecutiveSuccess: 0,
      };
    }),
  };
}

/** The first of NAME, NAME.1, NAME.2 ... that no run has. @see Argo Rollouts 1.9 CreateWithCollisionCounter */
export function freeName(name: string, runs: readonly Pick<AnalysisRun, 'name'>[], mark = '.'): string {
  const taken = new Set(runs.map((run) => run.name));
  let free = name;
  for (let count = 1; taken.has(free); count++) free = `${name}${mark}${count}`;
  return free;
}
