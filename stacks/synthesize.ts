import { mkdirSync } from 'node:fs';
import { App } from 'cdktf';
import type { Plan } from '../src/model/index.ts';
import { StageStack } from './stage-stack.ts';
import { stacksOf, type StackPlan } from './stages.ts';

/** A stage, and the variables that its configuration has. */
export interface SynthesizedStage extends StackPlan {
  readonly variables: readonly string[];
}

/** The stacks of a plan's stages in an app; the order in which they are applied. */
export function addStages(app: App, plan: Plan): readonly SynthesizedStage[] {
  return stacksOf(plan).map((stack) => ({ ...stack, variables: new StageStack(app, stack).variables }));
}

/**
 * Writes `DIR/stacks/ID/cdk.tf.json` for every stage of a plan, as `cdktf synth` does with stacks/main.ts.
 *
 * @returns the stacks in the order in which they are applied
 */
export function synthesize(plan: Plan, outdir: string): readonly SynthesizedStage[] {
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, ...reproducible });
  const stacks = addStages(app, plan);
  app.synth();
  return stacks;
}

/** Nothing of this machine in the output, and no Terraform started to ask for its version. */
export const reproducible = { stackTraces: false, skipValidation: true } as const;
