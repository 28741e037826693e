import type { Checked } from '../diagnostic/index.ts';
import type { Inventory, KubeObject, Path, Resource, ScheduledWorkflow } from '../model/index.ts';
import { listAt, objectAt, textAt, textsAt } from './fields.ts';
import { readWorkflow } from './workflow-program.ts';

/** Says of a Workflow which CronWorkflow started it. @see Argo Workflows 4.1 workflow/common LabelKeyCronWorkflow */
const cronLabel = 'workflows.argoproj.io/cron-workflow';

/**
 * Reads the Workflow that a CronWorkflow starts.
 *
 * @returns null when it can't begin with these manifests alone (SLU402)
 * @see Argo Workflows 4.1 workflow/common ConvertCronWorkflowToWorkflow
 */
export function readCronWorkflow(resource: Resource, inventory: Inventory): Checked<ScheduledWorkflow | null> {
  const spec = objectAt(resource.object.spec) ?? {};
  const { value: program, diagnostics } = readWorkflow(started(resource), inventory);
  if (!program) return { value: null, diagnostics };
  const single = textAt(spec, 'schedule');
  const schedules = listAt(spec, 'schedules').filter((one): one is string => typeof one === 'string');
  return {
    value: {
      name: resource.object.metadata.name,
      program,
      schedules: single === null ? schedules : [single, ...schedules],
      timezone: textAt(spec, 'timezone') ?? '',
      concurrencyPolicy: textAt(spec, 'concurrencyPolicy') ?? '',
      suspended: spec['suspend'] === true,
    },
    diagnostics,
  };
}

function started({ object, at }: Resource): Resource {
  const { name, namespace } = object.metadata;
  const spec = objectAt(object.spec) ?? {};
  const metadata = objectAt(spec, 'workflowMetadata') ?? {};
  const workflow: KubeObject = {
    apiVersion: object.apiVersion,
    kind: 'Workflow',
    metadata: {
      name: '',
      generateName: `${name}-`,
      ...(namespace !== undefined && { namespace }),
      labels: { ...textsAt(metadata['labels']), [cronLabel]: name },
      annotations: textsAt(metadata['annotations']),
    },
    spec: objectAt(spec, 'workflowSpec') ?? {},
  };
  const placed = (path: Path): Path => (path[0] === 'spec' ? ['spec', 'workflowSpec', ...path.slice(1)] : path);
  return { object: workflow, at: { spanOf: (path) => at.spanOf(placed(path)), keySpanOf: (path) => at.keySpanOf(placed(path)) } };
}
