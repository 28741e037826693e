import type { ProgramId } from '../model/index.ts';
import type { Dependencies } from './order.ts';

/** Programs in the order in which they are deleted: those that wait for others go before them. */
export function programsInOrderOfDeleting(ids: readonly ProgramId[], dependencies: Dependencies): readonly ProgramId[] {
  const placed: ProgramId[] = [];
  const seen = new Set<ProgramId>();
  const place = (id: ProgramId): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const needed of dependencies.get(id) ?? []) place(needed);
    placed.push(id);
  };
  for (const id of ids) place(id);
  return placed.filter((id) => ids.includes(id)).reverse();
}
