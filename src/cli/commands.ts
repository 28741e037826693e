import type { CommandEntry } from './command.ts';

/** Every command, in the order of the help. Its module is loaded when it is called, so that none pays for another. */
export const commands: readonly CommandEntry[] = [
  { name: 'lint', summary: 'Check manifests', load: () => import('./lint.ts') },
  { name: 'plan', summary: 'Show what rollouts and workflows will do', load: () => import('./plan.ts') },
  { name: 'show', summary: 'Show a plan file', load: () => import('./show.ts') },
  { name: 'simulate', summary: 'Run a scenario in a model of a cluster', load: () => import('./simulate.ts') },
  { name: 'analyze', summary: 'Run analyses by themselves, now or over the past', load: () => import('./analyze.ts') },
  { name: 'apply', summary: 'Carry a plan out, stage by stage', load: () => import('./apply.ts') },
  { name: 'synth', summary: 'Write the stages of a plan for Terraform', load: () => import('./synth.ts') },
  { name: 'promote', summary: 'Let a paused rollout go on', load: () => import('./promote.ts') },
  { name: 'abort', summary: 'Go back to the stable version', load: () => import('./abort.ts') },
  { name: 'retry', summary: 'Start an aborted update again', load: () => import('./retry.ts') },
  { name: 'undo', summary: 'Go back to an earlier version', load: () => import('./undo.ts') },
  { name: 'pause', summary: 'Hold a rollout where it is', load: () => import('./pause.ts') },
  { name: 'restart', summary: 'Restart the pods of a rollout', load: () => import('./restart.ts') },
  { name: 'status', summary: 'Show where programs stand', load: () => import('./status.ts') },
  { name: 'destroy', summary: 'Delete programs and what was made for them', load: () => import('./destroy.ts') },
  { name: 'import', summary: 'Take over ReplicaSets that something else made', load: () => import('./import.ts') },
  { name: 'history', summary: 'Show what happened to a program', load: () => import('./history.ts') },
  { name: 'state', summary: 'Look after the stored state', load: () => import('./state.ts') },
  { name: 'rbac', summary: 'Write the Roles that plan and apply take', load: () => import('./rbac.ts') },
];
