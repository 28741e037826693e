import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import type { Program } from '../model/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { placeOf, usedTemplates } from './used-templates.ts';

/** Nobody makes the calls that these ask for: a node of such a template would wait for ever. */
const nowhere = ['http', 'plugin'] as const;
/** They need Argo's own executor, which a node has no use for here; the embedded cluster simulates them. */
const notOnNodes = ['resource', 'data'] as const;

/** Templates that a plan shows and that no apply carries out (SLU444). */
export function uncarriedTemplates(programs: readonly Program[], cluster: Pick<ChosenCluster, 'name'> | null): readonly Diagnostic[] {
  const types = cluster?.name === 'kube' ? [...nowhere, ...notOnNodes] : nowhere;
  return programs.flatMap((program) => {
    if (program.kind !== 'Workflow') return [];
    return [...usedTemplates(program)].flatMap((used) => {
      const type = types.find((one) => used.template[one] !== undefined);
      if (type === undefined) return [];
      const where = type === 'http' || type === 'plugin' ? '' : ' on a real cluster';
      return [diagnose('SLU444', placeOf(program, used, [type]), `sluice plans templates of the type ${type}, but does not carry them out${where}: sluice apply and sluice submit refuse this Workflow. Do the same in a container or a script.`)];
    });
  });
}

/** The same as refusals, for those who would carry them out. */
export function refusedTemplates(programs: readonly Program[], cluster: Pick<ChosenCluster, 'name'>): readonly Diagnostic[] {
  return uncarriedTemplates(programs, cluster).map(({ span, detail }) => diagnose('SLU445', span, detail));
}
