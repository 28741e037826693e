import type { PodTemplate } from '../model/index.ts';
import type { Cast } from './cast.ts';
import type { Revision } from './memory.ts';

/** The versions whose sets exist, the newest last. The very same list when nothing changed. */
export function keepHistory(history: readonly Revision[], cast: Cast, template: PodTemplate): readonly Revision[] {
  const hashes = new Set(cast.all.map((set) => set.hash));
  const newest = history.at(-1);
  if (newest?.template.hash === template.hash && newest.revision === cast.revision && history.every((entry) => hashes.has(entry.template.hash))) return history;
  const kept = history.filter((entry) => entry.template.hash !== template.hash && hashes.has(entry.template.hash));
  return [...kept, { revision: cast.revision, template }];
}
