/**
 * A CDKTF app over a plan: `SLUICE_PLAN=plan.json npx cdktf synth`, or `npx tsx stacks/main.ts plan.json`. `sluice synth` writes the same without it.
 *
 * Every stage of every program becomes a stack of its own in cdktf.out.
 */
import { readFileSync } from 'node:fs';
import { App } from 'cdktf';
import type { Plan } from '../src/model/index.ts';
import { addStages, reproducible } from './synthesize.ts';

const file = process.argv[2] ?? process.env['SLUICE_PLAN'];
if (file === undefined) {
  console.error('Name a plan: npx tsx stacks/main.ts plan.json (sluice plan -o json prints one)');
  process.exit(1);
}
const app = new App(reproducible);
addStages(app, JSON.parse(readFileSync(file, 'utf8')) as Plan);
app.synth();
