import { loadWorkflowRun } from '../apply/index.ts';
import { programId, type Plan, type ProgramId, type Programs, type StateStore } from '../model/index.ts';
import { elsewhereText, isTheSameWorkflow, isUnfinishedWorkflow } from '../run/index.ts';

/** The plan, in which nothing is to be done for Workflows that have run and not changed since. */
export async function withOverWorkflows(plan: Plan, { programs }: Programs, { store, local }: { readonly store: StateStore; readonly local: boolean }): Promise<Plan> {
  const over = new Set<ProgramId>();
  for (const program of programs) {
    if (program.kind !== 'Workflow' || program.generated) continue;
    const { run } = await loadWorkflowRun(store, programId(program), () => '');
    if (run && !isUnfinishedWorkflow(run) && isTheSameWorkflow(run, program) && elsewhereText(run, local) === null) over.add(run.id);
  }
  if (over.size === 0) return plan;
  return { ...plan, programs: plan.programs.map((one) => (one.kind === 'Workflow' && over.has(one.id) ? { ...one, action: 'none' as const } : one)) };
}
