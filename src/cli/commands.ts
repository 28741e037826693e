import type { CommandEntry } from './command.ts';

/** Every command, in the order of the help. Its module is loaded when it is called, so that none pays for another. */
export const commands: readonly CommandEntry[] = [
  { name: 'lint', summary: 'Check manifests', load: () => import('./lint.ts') },
  { name: 'plan', summary: 'Show what rollouts and workflows will do', load: () => import('./plan.ts') },
  { name: 'show', summary: 'Show a plan file', load: () => import('./show.ts') },
  { name: 'simulate', summary: 'Run a scenario in a model of a cluster', load: () => import('./simulate.ts') },
  { name: 'apply', summary: 'Carry a plan out, stage by stage', load: () => import('./apply.ts') },
  { name: 'status', summary: 'Show where programs stand', load: () => import('./status.ts') },
];
