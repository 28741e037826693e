import type { ProgramId, Wait } from '../model/index.ts';
import type { ApplyEvent, WaitingFor } from './events.ts';

type WaitingEvent = Extract<ApplyEvent, { kind: 'waiting' }>;

/** What a gate shows to people, and what tells it from another. */
export function waitingEvents(waits: readonly Wait[], program: ProgramId, at: number): readonly { readonly key: string; readonly event: WaitingEvent }[] {
  return waits.flatMap((wait) => {
    const shown = shownOf(wait);
    if (!shown) return [];
    const [kind, key, text] = shown;
    return [{ key: `${kind} ${key}`, event: { kind: 'waiting' as const, at, program, for: kind, until: wait.until, text } }];
  });
}

function shownOf(wait: Wait): readonly [kind: WaitingFor, key: string, text: string] | null {
  switch (wait.kind) {
    case 'pods':
      return ['pods', `${wait.set} ${wait.desired}`, `${wait.set}: ${wait.available} of ${wait.desired} pods are available`];
    case 'timer':
      return ['timer', `${wait.step} ${wait.until}`, wait.step === null ? 'pause' : `pause of step ${wait.step + 1}`];
    case 'analysis':
      return ['analysis', wait.run, `analysis ${wait.run}`];
    case 'experiment':
      return ['experiment', wait.name, `experiment ${wait.name}`];
    case 'scale-down':
      return ['scale-down', wait.set, `${wait.set} is scaled down later`];
    case 'restart':
      return ['restart', '', 'pods are restarted'];
    case 'approval':
      return null; // a question of its own
  }
}
