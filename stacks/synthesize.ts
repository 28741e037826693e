import { mkdirSync } from 'node:fs';
import { App } from 'cdktf';
import type { Plan } from '../src/model/index.ts';
import { StageStack } from './stage-stack.ts';
import { stacksOf, type StackPlan } from './stages.ts';

/** The stacks of a plan's stages in an app; the order in which they are applied. */
export function addStages(app: App, plan: Plan): readonly StackPlan[] {
  const stacks = stacksOf(plan);
  for (const stack of stacks) new StageStack(app, stack);
  return stacks;
}

/**
 * Writes `DIR/stacks/ID/cdk.tf.json` for every stage of a plan, as `cdktf synth` does with stacks/main.ts.
 *
 * @returns the stacks in the order in which they are applied
 */
export function synthesize(plan: Plan, outdir: string): readonly StackPlan[] {
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, ...reproducible });
  const stacks = addStages(app, plan);
  app.synth();
  return stacks;
}

/** Nothing of this machine in the output, and no Terraform started to ask for its version. */
export const reproducible = { stackTraces: false, skipValidation: true } as const;
