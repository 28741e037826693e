import type { JsonObject } from '../lang/index.ts';
import type { KubeObject } from '../model/index.ts';

/** How a Job ends: ms after its creation, with the exit code of its last pod; or never. `message` says more about the end. */
export type JobOutcome = (job: KubeObject) => JobEnd | 'never';

export interface JobEnd {
  readonly afterMs: number;
  readonly exitCode: number;
  readonly message?: string;
}

export const succeedsAtOnce: JobOutcome = () => ({ afterMs: 0, exitCode: 0 });

export function isFinishedJob(job: KubeObject): boolean {
  const conditions = (job.status?.['conditions'] ?? []) as readonly { readonly type?: string }[];
  return conditions.some(({ type }) => type === 'Complete' || type === 'Failed');
}

/** @see Kubernetes 1.34 batch/v1 JobStatus */
export function jobStatus({ exitCode, message = '' }: Pick<JobEnd, 'exitCode' | 'message'>, startedAt: string, endedAt: string): JsonObject {
  const said = message === '' ? {} : { message };
  const condition = (type: string, more: JsonObject = {}): JsonObject => ({ type, status: 'True', lastProbeTime: endedAt, lastTransitionTime: endedAt, ...more });
  return exitCode === 0
    ? { startTime: startedAt, completionTime: endedAt, succeeded: 1, conditions: [condition('SuccessCriteriaMet'), condition('Complete', said)] }
    : { startTime: startedAt, failed: 1, conditions: [condition('Failed', { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit', ...said })] };
}
