import type { CommandEntry } from './command.ts';

/** Every command, in the order of the help. Its module is loaded when it is called, so that none pays for another. */
export const commands: readonly CommandEntry[] = [
  { name: 'lint', summary: 'Check manifests', load: () => import('./lint.ts') },
];
