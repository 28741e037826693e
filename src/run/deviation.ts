import type { RestState } from '../model/index.ts';
import type { PlannedRest } from './run-state.ts';

/** Whether an observed rest is the planned one. Time alone takes a leaving set away, so it may be gone already. */
export function isThere(planned: RestState, observed: RestState): boolean {
  return JSON.stringify({ ...planned, sets: stillExpected(planned, observed) }) === JSON.stringify(observed);
}

/** Whether nothing but the number of ready pods differs. */
export function isButNotReady(planned: RestState, observed: RestState): boolean {
  const ready = new Map(planned.sets.map((set) => [set.name, set.ready]));
  return isThere(planned, { ...observed, sets: observed.sets.map((set) => ({ ...set, ready: ready.get(set.name) ?? set.ready })) });
}

function stillExpected(planned: RestState, observed: RestState): RestState['sets'] {
  return planned.sets.filter(({ name, leaving }) => !leaving || observed.sets.some((set) => set.name === name));
}

/** How an observed rest differs from the one that was planned, in a person's words; null: it does not, or nothing was planned. */
export function deviationOf(planned: PlannedRest | undefined, observed: RestState): string | null {
  if (!planned) return null;
  const wanted = planned.rest;
  const parts: string[] = [];
  if (wanted.phase !== observed.phase) parts.push(`phase ${observed.phase}, planned ${wanted.phase}`);
  if (wanted.step !== observed.step) parts.push(`at step ${stepText(observed.step)}, planned ${stepText(wanted.step)}`);
  const expected = stillExpected(wanted, observed);
  const names = new Set([...expected, ...observed.sets].map(({ name }) => name));
  for (const name of names) {
    const was = expected.find((set) => set.name === name) ?? { desired: 0, ready: 0 };
    const is = observed.sets.find((set) => set.name === name) ?? { desired: 0, ready: 0 };
    if (was.desired !== is.desired) parts.push(`${name} has ${is.desired} pods, planned ${was.desired}`);
    else if (was.ready !== is.ready) parts.push(`${name} has ${is.ready} of ${is.desired} pods ready, planned ${was.ready}`);
  }
  for (const service of new Set([...Object.keys(wanted.services), ...Object.keys(observed.services)])) {
    const was = wanted.services[service];
    const is = observed.services[service];
    if (was !== is) parts.push(`Service ${service} selects ${is ?? 'no version'}, planned ${was ?? 'no version'}`);
  }
  return parts.length > 0 ? parts.join('; ') : null;
}

function stepText(step: number | null): string {
  return step === null ? 'none' : String(step + 1);
}
