import { refKey, type Plan } from '../src/model/index.ts';

/**
 * Why a plan's stages can't be written for Terraform; null: they can.
 *
 * A stage says of an object that was there before no more than what it changes. Of a list, a server-side apply takes what is said for the whole: the
 * destinations of a route that no stage speaks of would be lost.
 */
export function unfitness({ programs }: Plan): string | null {
  for (const program of programs) {
    if (program.kind !== 'Rollout') {
      const part = program.stages.find(({ fanOut }) => (fanOut?.count ?? 0) > 1);
      if (part) return `This plan has one stage for the ${part.fanOut?.count ?? ''} items of ${part.id}, and so of the first one alone. Give the manifests in place of the plan file.`;
      continue;
    }
    const { id, stages } = program;
    const made = new Set<string>();
    for (const change of stages.flatMap(({ changes }) => changes)) {
      const key = refKey(change.object);
      if (change.action === 'create') made.add(key);
      if (change.action !== 'update' || made.has(key) || !change.fields.some(({ path }) => path.some((step) => typeof step === 'number'))) continue;
      return `The router of ${id} changes parts of lists in the ${change.object.kind} ${change.object.name}, and Terraform can only write a list as a whole. Carry this plan out with sluice apply.`;
    }
  }
  return null;
}
