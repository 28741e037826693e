import { sluice as plainly, type Ran } from '../cli/in-process.ts';
import { requireVerified } from './verified.ts';

export type { Ran };

type Given = Parameters<typeof plainly>[1];

/** A command line in this process, as test/cli has it. What carries a Rollout out is verified at its end. */
export async function sluice(args: readonly string[], given: Given = {}): Promise<Ran> {
  const ran = await plainly(args, given);
  await requireVerified(args, ran.code, (line) => plainly(line, given));
  return ran;
}

/** The same for what is meant to be stopped, refused or disturbed: nothing is verified. */
export const deviating = plainly;
