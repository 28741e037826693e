/**
 * A CDKTF app over a plan file: `SLUICE_PLAN=plan.json npx cdktf synth`, or `npx tsx stacks/main.ts plan.json`.
 *
 * Every stage of every Rollout becomes a stack of its own in cdktf.out.
 */
import { readFileSync } from 'node:fs';
import { App } from 'cdktf';
import type { Plan } from '../src/model/index.ts';
import { afterChanges, type Objects } from './objects-at.ts';
import { StageStack } from './stage-stack.ts';

const file = process.argv[2] ?? process.env['SLUICE_PLAN'];
if (file === undefined) {
  console.error('Name a plan file: npx tsx stacks/main.ts plan.json (sluice plan --out plan.json makes one)');
  process.exit(1);
}
const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
const app = new App();
for (const program of plan.programs) {
  if (program.kind !== 'Rollout') continue;
  let objects: Objects = new Map();
  for (const stage of program.stages) {
    objects = afterChanges(objects, stage.changes);
    new StageStack(app, stage.id.replaceAll('/', '_'), objects);
  }
}
app.synth();
