import type { Phase, SetRole, WhatIf } from '../model/index.ts';
import { newerVersion } from '../plan/index.ts';
import { counted, duration } from './words.ts';
import { failed, good, held, line, strong, value, warning, type Content, type Line } from './view.ts';

const events: Readonly<Record<WhatIf['event'], string>> = {
  'abort': 'someone aborts it',
  'promote-full': 'someone promotes it in full',
  'new-version': 'a newer version comes',
  'pods-never-ready': 'its pods never get ready',
  'analysis-fails': 'its analysis fails',
  'analysis-errors': 'its analysis cannot measure',
  'analysis-inconclusive': 'its analysis comes to no conclusion',
};

/** "if its pods never get ready". */
export function eventText({ event }: Pick<WhatIf, 'event'>): string {
  return `if ${events[event]}`;
}

const phaseStyles: Readonly<Record<Phase, (text: string) => Content>> = { Healthy: good, Progressing: warning, Paused: warning, Degraded: failed };

function phasePiece(phase: Phase): Content {
  return phaseStyles[phase](phase);
}

/** "Degraded at once, all pods back on stable: 3 of 3 ready". */
export function outcomeLine(found: WhatIf): Line {
  const when = found.seconds === 0 ? 'at once' : `after ${duration(found.seconds)}`;
  return line(phasePiece(found.phase), ` ${when}, ${whereText(found)}`);
}

function whereText(found: WhatIf): string {
  const sets = found.sets.map((set) => `${roleText(set)} ${set.ready} of ${set.desired} ready`);
  const parts = sets.length === 0 ? 'no pods' : sets.join(', ');
  const only = found.sets.length === 1 ? found.sets[0] : undefined;
  if (found.phase !== 'Degraded') return parts;
  if (only?.role === 'stable') return only.ready < only.desired ? parts : `rolled back: ${parts}`;
  const isPreview = found.traffic?.real === 0 && found.sets.some(({ role }) => role === 'preview');
  return `${isPreview ? 'users stay on the old version' : 'not rolled back'}: ${parts}`;
}

function roleText({ name, role }: { readonly name: string; readonly role: SetRole }): string {
  return name === newerVersion ? 'newer version' : role;
}

/** All that is known of an outcome, for --explain. */
export function explainedRows(found: WhatIf): readonly Line[] {
  const { maxPods, minReady } = found.envelope;
  const coming = found.sets.some(({ role }) => role === 'preview') ? 'preview' : 'canary';
  const traffic = found.traffic === null ? '' : `, the ${coming} gets ${Math.round(found.traffic.real * 10) / 10}${held}%`;
  const sets = found.sets.map(({ name }) => name).filter((name) => name !== newerVersion);
  return [
    line(strong(eventText(found)), ': ', ...outcomeLine(found)),
    line(`  on the way at most ${counted(maxPods, 'pod')}, at least ${minReady} ready${traffic}`),
    ...(sets.length === 0 ? [] : [line('  left: ', ...sets.flatMap((name, index) => [...(index === 0 ? [] : [', ']), value(name)]))]),
    ...(found.message === '' ? [] : [line('  message: ', value(found.message))]),
  ];
}

/**
 * The outcome that is hardest on whoever is on call: the fewest pods ready, then what is not rolled back, then what takes longest to show.
 */
export function worstOf(outcomes: readonly WhatIf[]): WhatIf | null {
  const isStuck = (found: WhatIf): number => Number(found.sets.some(({ ready, desired }) => ready < desired));
  const [worst] = [...outcomes].sort((a, b) => a.envelope.minReady - b.envelope.minReady || isStuck(b) - isStuck(a) || b.seconds - a.seconds);
  return worst ?? null;
}
