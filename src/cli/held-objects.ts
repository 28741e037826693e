import type { Programs } from '../model/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';

/** Programs with those plain objects that the cluster can hold. */
export async function withHeldObjects({ holds }: Pick<ChosenCluster, 'holds'>, programs: Programs): Promise<Programs> {
  const held = await Promise.all(programs.plain.map(({ object }) => holds(object)));
  return { ...programs, plain: programs.plain.filter((_, index) => held[index]) };
}
