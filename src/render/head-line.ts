import type { Change, Plan, ProgramAction, ProgramPlan, RolloutPlan, WorkflowPlan } from '../model/index.ts';
import { dim, held, line, value, type Line } from './view.ts';
import { counted, duration, listed } from './words.ts';

/** Whether applying the plan would change anything. */
export function hasChanges(plan: Plan): boolean {
  return plan.objects.length > 0 || plan.programs.some(({ action }) => action !== 'none');
}

/** "Plan: 1 rollout to update: 3 stages, 3 pods replaced, 2 min 0 s + no approvals", or why there is none. */
export function headLine(plan: Plan): string {
  return headText(plan).replaceAll(held, ' ');
}

/** The same with durations held together. */
export function headText(plan: Plan): string {
  if (!hasChanges(plan)) return `No changes. ${unchangedText(plan)}`;
  const totals = totalsText(plan.programs);
  return `Plan: ${listed(countedActions(plan))}${totals === '' ? '' : `: ${totals}`}`;
}

/** The same of a simulation, with how it ended. */
export function simulatedHeadLine(plan: Plan): string {
  const rollouts = plan.programs.filter((program): program is RolloutPlan => program.kind === 'Rollout' && program.stages.length > 0);
  const workflows = plan.programs.filter((program): program is WorkflowPlan => program.kind === 'Workflow');
  const kinds = [...(rollouts.length > 0 ? [counted(rollouts.length, 'rollout')] : []), ...(workflows.length > 0 ? [counted(workflows.length, 'workflow')] : [])];
  const ends = [...new Set([...rollouts.map(endOf), ...workflows.map(({ phase }) => phase || 'never')])];
  const longest = Math.max(0, ...rollouts.map(({ totals }) => totals.leastSeconds), ...workflows.map(({ totals }) => totals.time.least));
  if (kinds.length === 0) return 'Simulated: nothing changes';
  return `Simulated: ${listed(kinds)}, ended ${listed(ends)} after ${duration(longest)}`;
}

function endOf({ stages }: RolloutPlan): string {
  return stages.at(-1)?.phase ?? 'unchanged';
}

/** "3 stages, 3 pods replaced, 2 min 0 s + no approvals" of programs that run side by side. */
export function totalsText(programs: readonly ProgramPlan[]): string {
  const rollouts = programs.filter((program): program is RolloutPlan => program.kind === 'Rollout' && program.action !== 'delete' && program.action !== 'none');
  const workflows = programs.filter((program): program is WorkflowPlan => program.kind === 'Workflow' && program.schedule === null);
  const workflowPods = workflows.reduce((sum, { totals }) => sum + totals.pods, 0);
  const isOpen = workflows.some(({ totals }) => totals.widthUnknown.length > 0);
  const parts: string[] = [];
  if (rollouts.length > 0) {
    const sum = (of: (plan: RolloutPlan) => number): number => rollouts.reduce((total, plan) => total + of(plan), 0);
    const longest = Math.max(...rollouts.map(({ totals }) => totals.leastSeconds));
    parts.push(counted(sum(({ stages }) => stages.length), 'stage'), ...podTexts(sum(({ totals }) => totals.podsReplaced), sum(netPods)));
    parts.push(`${duration(longest)} + ${counted(sum(({ totals }) => totals.approvals), 'approval')}`);
  }
  if (workflowPods > 0) parts.push(`${counted(workflowPods, 'workflow pod')}${isOpen ? ' or more' : ''}`);
  return parts.join(', ');
}

function podTexts(replaced: number, net: number): readonly string[] {
  const more = net > 0 ? [`${counted(net, 'pod')} added`] : net < 0 ? [`${counted(-net, 'pod')} removed`] : [];
  return replaced === 0 && net !== 0 ? more : [`${counted(replaced, 'pod')} replaced`, ...more];
}

function netPods({ stages }: RolloutPlan): number {
  return stages.flatMap(({ pods }) => pods).reduce((total, { added, removed }) => total + added - removed, 0);
}

const actions = ['create', 'update', 'delete'] as const satisfies readonly (Change['action'] & ProgramAction)[];

/** "1 rollout to update", "2 objects to create": rollouts first, then workflows, then plain objects. */
function countedActions(plan: Plan): readonly string[] {
  const kinds = [
    { word: 'rollout', items: plan.programs.filter(({ kind }) => kind === 'Rollout') },
    { word: 'workflow', items: plan.programs.filter(({ kind }) => kind === 'Workflow') },
    { word: 'object', items: plan.objects },
  ];
  return kinds.flatMap(({ word, items }) =>
    actions.flatMap((action) => {
      const count = items.filter((item) => item.action === action).length;
      return count === 0 ? [] : [`${counted(count, word)} to ${action}`];
    }),
  );
}

function unchangedText({ base, programs }: Plan): string {
  switch (base.kind) {
    case 'nothing':
      return 'The manifests hold nothing to create.';
    case 'from':
      return programs.length === 0 ? 'No program is in the plan.' : `The manifests ask for nothing that ${base.source} does not.`;
    case 'cluster':
      return `The ${base.title} is as the manifests say.`;
  }
}

/** Where the plan starts, which says how far to trust it. */
export function baseLine({ base }: Plan): Line {
  switch (base.kind) {
    case 'nothing':
      return line(dim('What there is now: nothing, since neither --from nor --cluster is given'));
    case 'from':
      return line(dim('What there is now: '), value(base.source));
    case 'cluster':
      return line(dim('What there is now: the '), value(base.title));
  }
}
