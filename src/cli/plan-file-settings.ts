import { diagnose, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import type { OnDeviation, PlanFile } from '../plan/index.ts';
import { clusters, type ClusterName } from './cluster-options.ts';
import { isPlanFile, readPlanFile } from './plan-file-read.ts';
import type { Terminal } from './terminal.ts';

/** What apply is told on the command line that a plan file may have fixed. */
export interface ApplyOptions {
  readonly cluster: ClusterName | undefined;
  readonly namespace: string | undefined;
  readonly scenario: string | undefined;
  readonly target: readonly string[];
  readonly 'on-deviation': OnDeviation | undefined;
  readonly prune: boolean;
  readonly 'refresh-only': boolean;
}

/** What apply goes by: the command line alone, or a plan file with what the command line may add to it. */
export interface ApplySettings {
  /** null: the paths lead to manifests. */
  readonly file: PlanFile | null;
  readonly paths: readonly string[];
  readonly cluster: ClusterName | undefined;
  readonly namespace: string | undefined;
  readonly scenario: string | undefined;
  readonly targets: readonly string[];
  readonly onDeviation: OnDeviation;
}

/**
 * Null with diagnostics: the plan file can't be read or applied, or an option does not fit it.
 *
 * @param given.flags what stands on the command line: only that can contradict a plan file; other settings give way to it
 */
export async function settingsOf(args: readonly string[], given: { readonly options: ApplyOptions; readonly flags: ApplyOptions }, terminal: Terminal): Promise<Checked<ApplySettings | null>> {
  const [path = ''] = args;
  const { cluster, namespace, scenario, target, 'on-deviation': onDeviation = 'halt' } = given.options;
  if (args.length !== 1 || !isPlanFile(path)) return { value: { file: null, paths: args, cluster, namespace, scenario, targets: target, onDeviation }, diagnostics: [] };
  const read = await readPlanFile(path, terminal);
  if (read.value === null) return { value: null, diagnostics: read.diagnostics };
  const { file } = read.value;
  if (file === null) {
    return { value: null, diagnostics: [diagnose('SLU439', null, `${path} holds a plan as -o json prints it, to be read, not to be applied. Write one with \`sluice plan --out FILE\`.`)] };
  }
  const diagnostics = misfits(file, given.flags);
  if (diagnostics.length > 0) return { value: null, diagnostics };
  const planned = clusters.find((name) => name === file.cluster);
  return {
    value: {
      file,
      paths: file.paths,
      cluster: given.flags.cluster ?? planned ?? cluster,
      namespace: file.namespace,
      scenario: scenario ?? file.inputs.find(({ use }) => use === 'scenario')?.path,
      targets: file.targets,
      onDeviation: given.flags['on-deviation'] ?? file.onDeviation,
    },
    diagnostics: [],
  };
}

function misfits(file: PlanFile, options: ApplyOptions): readonly Diagnostic[] {
  const say = (detail: string): readonly Diagnostic[] => [diagnose('SLU437', null, detail)];
  const fixed = [options.target.length > 0 && '--target', options.namespace !== undefined && '--namespace', options.prune && '--prune', options['refresh-only'] && '--refresh-only'].filter((name) => name !== false);
  return [
    ...fixed.flatMap((name) => say(`A plan file is carried out as it is, so that ${name} has nothing to say. Leave it out, or plan again with what you want.`)),
    ...(file.cluster !== null && options.cluster !== undefined && file.cluster !== options.cluster ? say(`The plan was made for --cluster ${file.cluster}. Apply it there, or plan again.`) : []),
    ...(options['on-deviation'] === 'ask' && file.onDeviation === 'halt' ? say('The plan says --on-deviation halt, and apply may only be stricter than the plan. Leave the option out, or plan again with --on-deviation ask.') : []),
  ];
}
