import { fnv1a32, isJsonObject, safeEncode, type Json, type JsonObject } from '../../lang/index.ts';
import { fillArguments, type KubeObject, type Metric, type ProgramId, type ReasonedWrite, type SecretArgument } from '../../model/index.ts';
import { managedByLabel, measurementAnnotation, programAnnotation, runAnnotation } from '../names.ts';
import type { AnalysisRun, RunningJob } from './run.ts';

/** A Job as far as a measurement looks at it. */
export type JobView = { readonly state: 'running' } | { readonly state: 'complete'; readonly message: string } | { readonly state: 'failed'; readonly message: string };

export function jobView(job: KubeObject): JobView {
  const conditions = (job.status?.['conditions'] ?? []) as readonly { readonly type?: string; readonly status?: string; readonly message?: string }[];
  for (const { type, status, message } of conditions) {
    if (status !== 'True') continue;
    if (type === 'Complete') return { state: 'complete', message: message ?? '' };
    if (type === 'Failed') return { state: 'failed', message: message ?? '' };
  }
  return { state: 'running' };
}

/** Job names label their pods, so they are no longer than a label's value. */
const longestName = 63;

/** The same for the same measurement, so that a write repeated after a crash makes no second Job. */
export function jobName(run: string, metric: string, number: number): string {
  const name = `${run}.${metric}.${number + 1}`;
  if (name.length <= longestName) return name;
  const tail = `.${safeEncode(String(fnv1a32(`${run}.${metric}`)))}.${number + 1}`;
  return `${name.slice(0, longestName - tail.length).replace(/[.-]+$/, '')}${tail}`;
}

/** @see Argo Rollouts 1.9 metricproviders/job newMetricJob; the Job carries the names of the run and the metric */
export function jobWrite(run: AnalysisRun, metric: Metric, running: RunningJob, { namespace, program }: { readonly namespace: string; readonly program: ProgramId }): ReasonedWrite {
  const job = isJsonObject(metric.provider) && isJsonObject(metric.provider['job']) ? metric.provider['job'] : {};
  const metadata = isJsonObject(job['metadata']) ? job['metadata'] : {};
  const secrets = run.args.filter((arg) => 'secret' in arg);
  const object = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: running.job,
      namespace,
      labels: { ...objectOf(metadata['labels']), [managedByLabel]: 'sluice' },
      annotations: {
        ...objectOf(metadata['annotations']),
        [runAnnotation]: run.name,
        [measurementAnnotation]: `${metric.template}/${metric.name}/${running.number}`,
        [programAnnotation]: program,
      },
    },
    spec: withSecrets(objectOf(job['spec']), secrets),
  };
  return { write: { verb: 'create', object: object as unknown as KubeObject }, why: `run Job ${running.job} for metric ${metric.name}` };
}

export function deleteJob(name: string, namespace: string): ReasonedWrite {
  return { write: { verb: 'delete', ref: { apiVersion: 'batch/v1', kind: 'Job', namespace, name } }, why: `delete Job ${name}` };
}

/**
 * A secret argument reaches a Job's containers as a variable of its own that the kubelet reads from the Secret, so that its value stands nowhere else:
 * `{{args.token}}` in a command, an argument or a variable becomes `$(SLUICE_ARG_TOKEN)`, which Kubernetes expands.
 */
function withSecrets(spec: JsonObject, secrets: readonly SecretArgument[]): JsonObject {
  if (secrets.length === 0) return spec;
  const pod = objectOf(objectOf(spec['template'])['spec']);
  const containers = (field: string) => (Array.isArray(pod[field]) ? { [field]: (pod[field] as readonly Json[]).map((container) => containerWithSecrets(objectOf(container), secrets)) } : {});
  return { ...spec, template: { ...objectOf(spec['template']), spec: { ...pod, ...containers('containers'), ...containers('initContainers') } } };
}

function containerWithSecrets(container: JsonObject, secrets: readonly SecretArgument[]): JsonObject {
  const written: JsonObject = Object.fromEntries(Object.entries(container).filter(([field]) => field === 'command' || field === 'args' || field === 'env'));
  const used = secrets.filter(({ name }) => JSON.stringify(fillArguments(written, new Map([[name, '']]))) !== JSON.stringify(written));
  if (used.length === 0) return container;
  const filled = fillArguments(written, new Map(used.map(({ name }) => [name, `$(${variable(name)})`])));
  const variables = used.map(({ name, secret, key }) => ({ name: variable(name), valueFrom: { secretKeyRef: { name: secret, key } } }));
  const env = Array.isArray(filled['env']) ? (filled['env'] as readonly Json[]) : [];
  return { ...container, ...filled, env: [...variables, ...env] };
}

function variable(name: string): string {
  return `SLUICE_ARG_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
