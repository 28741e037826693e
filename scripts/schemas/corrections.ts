import type { Schema } from './schema.ts';

/** A way in which the models' types differ from what the API servers take, and why we know. */
export type Correction = { readonly at: string; readonly reason: string } & (
  | { readonly change: 'derive'; readonly from: string; readonly optional: readonly string[] }
  | { readonly change: 'replace'; readonly schema: Schema }
  | { readonly change: 'add'; readonly properties: Readonly<Record<string, Schema>>; readonly required?: readonly string[] }
  | { readonly change: 'narrow'; readonly property: string; readonly schema: Schema }
  | { readonly change: 'optional'; readonly properties: readonly string[] }
);

const to = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const list = (items: Schema): Schema => ({ type: 'array', items });
const text: Schema = { type: 'string' };

const crd = 'The CRD of Argo Workflows 4.1.2 says so; the API server refuses anything else.';
const newer = 'A field of Argo Workflows 4.1.2 that the models, made before it, do not know.';
const workflowName: Schema = { pattern: '^[a-zA-Z0-9][-a-zA-Z0-9]*$' };

/** In order; a later correction sees what an earlier one made. */
export const corrections: readonly Correction[] = [
  {
    at: 'util.intstr.IntOrString',
    reason: 'The number is an int32 in Go: a fraction is refused.',
    change: 'replace',
    schema: { type: ['integer', 'string'] },
  },
  {
    at: 'workflows.Amount',
    reason: 'Buckets of a histogram are the only fractions in either API.',
    change: 'replace',
    schema: { type: 'number' },
  },
  {
    at: 'workflows.Container',
    reason: 'A template has one container, which the controller names `main`; the name that a Pod asks for may be left out.',
    change: 'derive',
    from: 'v1.Container',
    optional: ['name'],
  },
  { at: 'workflows.Template', reason: 'As above.', change: 'narrow', property: 'container', schema: to('workflows.Container') },
  { at: 'workflows.ScriptTemplate', reason: 'A script runs in the container `main` too.', change: 'optional', properties: ['name'] },
  {
    at: 'workflows.ParallelSteps',
    reason: 'The wrapping object exists in Go alone: steps are a list of lists in every manifest.',
    change: 'replace',
    schema: list(to('workflows.WorkflowStep')),
  },
  {
    at: 'rollouts.InlineAnalysisTemplate',
    reason: 'An AnalysisTemplate written into the Rollout; see rollouts.AnalysisRunStrategy.',
    change: 'derive',
    from: 'rollouts.AnalysisTemplateSpec',
    optional: [],
  },
  { at: 'rollouts.InlineAnalysisTemplate', reason: 'As above.', change: 'add', properties: { name: text }, required: ['name'] },
  {
    at: 'rollouts.AnalysisRunStrategy',
    reason: 'Articles put AnalysisTemplates here, where the CRD has history limits alone. sluice reads them, and a later check says so.',
    change: 'add',
    properties: { templates: list(to('rollouts.InlineAnalysisTemplate')) },
  },

  { at: 'workflows.HTTPArtifact', reason: newer, change: 'add', properties: { saveStreamViaFile: { type: 'boolean' } } },
  { at: 'workflows.S3Artifact', reason: newer, change: 'add', properties: { addressingStyle: text } },
  {
    at: 'workflows.Template',
    reason: newer,
    change: 'add',
    properties: { pendingTimeout: text, podResources: to('v1.ResourceRequirements'), resourceClaims: list(to('v1.PodResourceClaim')) },
  },
  {
    at: 'workflows.WorkflowSpec',
    reason: newer,
    change: 'add',
    properties: { podResources: to('v1.ResourceRequirements'), resourceClaims: list(to('v1.PodResourceClaim')), executorPlugins: list({ type: 'object' }) },
  },

  { at: 'workflows.Template', reason: crd, change: 'narrow', property: 'name', schema: workflowName },
  { at: 'workflows.Template', reason: crd, change: 'narrow', property: 'parallelism', schema: { minimum: 1 } },
  { at: 'workflows.Template', reason: crd, change: 'narrow', property: 'steps', schema: { minItems: 1 } },
  { at: 'workflows.WorkflowSpec', reason: crd, change: 'narrow', property: 'parallelism', schema: { minimum: 1 } },
  { at: 'workflows.WorkflowStep', reason: crd, change: 'narrow', property: 'name', schema: workflowName },
  { at: 'workflows.DAGTask', reason: crd, change: 'narrow', property: 'name', schema: workflowName },
  { at: 'workflows.DAGTemplate', reason: crd, change: 'narrow', property: 'tasks', schema: { minItems: 1 } },
  { at: 'workflows.Parameter', reason: crd, change: 'narrow', property: 'name', schema: { pattern: '^[-a-zA-Z0-9_]+$' } },
  { at: 'workflows.Parameter', reason: crd, change: 'narrow', property: 'enum', schema: { minItems: 1 } },
  { at: 'workflows.Artifact', reason: crd, change: 'narrow', property: 'name', schema: { pattern: '^[-a-zA-Z0-9_{}.]+$' } },
  { at: 'workflows.Artifact', reason: crd, change: 'narrow', property: 'mode', schema: { minimum: 0, maximum: 511 } },
  { at: 'workflows.ArtifactGCStrategy', reason: crd, change: 'replace', schema: { type: 'string', enum: ['', 'OnWorkflowCompletion', 'OnWorkflowDeletion', 'Never'] } },
  { at: 'workflows.CronWorkflowSpec', reason: crd, change: 'narrow', property: 'schedules', schema: { minItems: 1 } },
  { at: 'workflows.CronWorkflowSpec', reason: crd, change: 'narrow', property: 'startingDeadlineSeconds', schema: { minimum: 0 } },
  { at: 'workflows.MetricLabel', reason: crd, change: 'narrow', property: 'key', schema: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' } },
  { at: 'workflows.Prometheus', reason: crd, change: 'narrow', property: 'name', schema: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' } },
];
