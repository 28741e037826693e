import type { Plan } from '../model/index.ts';
import { clusterOptions, type ClusterChoice } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { makePlan } from './make-plan.ts';
import { namedCluster } from './named-cluster.ts';
import { isPlanFile, readPlanFile } from './plan-file-read.ts';
import { showTrouble } from './show-plan.ts';
import { loadStacks } from './stacks.ts';
import { pathsToRead, synthOption } from './synth-app.ts';
import type { Terminal } from './terminal.ts';

export const command = defineCommand({
  args: 'PLANFILE | PATH...',
  fewestArgs: 1,
  mostArgs: null,
  description:
    'Writes every stage of a plan as a Terraform configuration: OUT/stacks/STAGE/cdk.tf.json, in the form of CDKTF. The stages of one program share one state,\nso that terraform apply in one after the other carries the plan out, and in an earlier one goes back. No Terraform is started and no cluster is changed.',
  options: [
    { name: 'out', value: 'DIR', summary: 'Where to write (cdktf.out)' },
    { name: 'from', value: 'PATH|REV', summary: 'What there is now: older manifests, or a git revision of PATH' },
    synthOption,
    ...clusterOptions,
    { name: 'target', value: 'PROGRAM', repeatable: true, summary: 'This program only: NAME, KIND/NAME or NAMESPACE/KIND/NAME' },
  ],
  examples: [
    { line: 'synth deploy/ --from main --out cdktf.out', says: 'Writes the stages from the branch main to the files here.' },
    { line: 'synth deploy.plan --out cdktf.out', says: 'Writes the stages of a plan file.' },
  ],
  async run({ args: named, options, terminal }) {
    const args = await pathsToRead(named, options, terminal);
    if (args === null) return exitCode.error;
    const stacks = await loadStacks(terminal);
    if (stacks === null) return exitCode.error;
    const [first = ''] = args;
    const plan = args.length === 1 && isPlanFile(first) ? await planOfFile(first, terminal) : await planOfPaths(args, options, terminal);
    if (plan === null) return exitCode.error;
    const unfit = stacks.unfitness(plan);
    if (unfit !== null) {
      terminal.err(`${unfit}\n`);
      return exitCode.error;
    }
    const { out = 'cdktf.out' } = options;
    const written = stacks.synthesize(plan, out);
    for (const { id } of written) terminal.out(`${out}/stacks/${id}\n`);
    if (written.length === 0) terminal.err('Nothing is to change, so there is no stage to write.\n');
    return exitCode.success;
  },
});

async function planOfFile(path: string, terminal: Terminal): Promise<Plan | null> {
  const read = await readPlanFile(path, terminal);
  if (read.value === null) showTrouble(read.diagnostics, terminal, () => undefined);
  return read.value?.plan ?? null;
}

interface PathOptions extends ClusterChoice {
  readonly from: string | undefined;
  readonly target: readonly string[];
}

async function planOfPaths(paths: readonly string[], options: PathOptions, terminal: Terminal): Promise<Plan | null> {
  const { from, namespace, target: targets } = options;
  const { value: cluster, diagnostics } = await namedCluster(options, terminal);
  const made = diagnostics.length > 0 ? null : await makePlan({ paths, from, cluster, namespace, scenario: undefined, targets, alternatives: false, wholeLoops: true }, terminal);
  if (made === null || made.plan === null) showTrouble(made?.diagnostics ?? diagnostics, terminal, made?.textOf ?? (() => undefined));
  return made?.plan ?? null;
}
