import type { TreeNode } from './workflow-tree.ts';

export type FailedPhase = 'Failed' | 'Error';

/** What comes of a failure among the steps or tasks of one template. */
export interface LocalEffect {
  /** Nodes of the template that then do not run, and those that run only then: the first, in their order. */
  readonly lost: readonly TreeNode[];
  readonly instead: readonly TreeNode[];
  readonly isCut: boolean;
  /** How the template ends by it; null: well. */
  readonly fails: FailedPhase | null;
  /** Whether nothing but the order of steps and tasks has a say in it. */
  readonly isExact: boolean;
}

/** The step's or task's name, without its item. */
export function nameOf({ definition: { call } }: TreeNode): string {
  return typeof call?.['name'] === 'string' ? call['name'] : '';
}

/** Names of steps and tasks that variables in a text, as JSON, speak of. */
export function namesIn(text: string): ReadonlySet<string> {
  const found = [...text.matchAll(/\b(?:steps|tasks)(?:\.([A-Za-z0-9][\w-]*)|\[\\?["']([^"'\\]+)\\?["']\])/g)];
  return new Set(found.flatMap(([, plain, quoted]) => plain ?? quoted ?? []));
}
