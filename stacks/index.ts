/**
 * CDKTF: the stages of plans as Terraform stacks.
 *
 * A leaf: it imports what `src` offers, and is itself loaded by one dynamic import in src/cli, where cdktf is installed. It starts no Terraform
 * and reads no cluster, and of the provider's package it loads single modules only: the whole costs seconds.
 */
export { AnalysisTemplate, CronWorkflow, KubernetesObject, Rollout, Workflow, WorkflowTemplate, type ObjectMetadata, type ObjectProps } from './constructs.ts';
export { logicalId } from './logical-id.ts';
export type { StackPlan } from './stages.ts';
export { StageStack } from './stage-stack.ts';
export { unfitness } from './unfit.ts';
export { addStages, synthesize, type SynthesizedStage } from './synthesize.ts';
