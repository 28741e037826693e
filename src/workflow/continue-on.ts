import type { JsonObject } from '../lang/index.ts';
import type { NodePhase } from '../model/index.ts';
import { objectIn } from './fields.ts';

/** Whether what comes after a step or task may go on though it failed. */
export function continuesOn(value: JsonObject, phase: NodePhase): boolean {
  const on = objectIn(value, 'continueOn');
  return (phase === 'Error' && on?.['error'] === true) || (phase === 'Failed' && on?.['failed'] === true);
}
