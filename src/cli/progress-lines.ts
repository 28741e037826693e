import { endedWell, type ApplyEvent } from '../apply/index.ts';
import { formatTime, plainDuration } from '../lang/index.ts';
import type { NodePhase } from '../model/index.ts';
import { paint, type Style } from '../render/index.ts';

/** Makes a line of each event: the cluster's time, how long since the program was begun, its name, what happened. */
export function eventLines(colour: boolean): (event: ApplyEvent) => string {
  const started = new Map<string, number>();
  return (event) => {
    const since = started.get(event.program) ?? event.at;
    if (event.kind === 'started') started.set(event.program, event.at);
    const [style, text] = lineOf(event);
    const name = event.program.split('/').at(-1) ?? '';
    const line = [{ text: `${formatTime(event.at)} ${spoken(event.at - since).padStart(12)}  `, style: 'dim' as const }, { text: `${name}: `, style: 'plain' as const }, { text, style }];
    return `${paint(line, { colour, unicode: false })}\n`;
  };
}

function lineOf(event: ApplyEvent): readonly [Style, string] {
  switch (event.kind) {
    case 'started':
      return ['plain', event.stages === 0 ? 'begun' : event.stages === event.reached ? 'going on' : `${event.stages - event.reached} ${event.stages - event.reached === 1 ? 'stage' : 'stages'} to go`];
    case 'waiting':
      return event.for === 'person' ? ['warning', `waits for a person at: ${event.text}`] : ['dim', `waits: ${event.text}${event.until === null ? '' : `, ${spoken(event.until - event.at)} at most`}`];
    case 'recovered':
      return ['warning', event.text];
    case 'deviated':
      return ['failed', `differs from the plan: ${event.text}`];
    case 'ended':
      return endedWell(event) ? ['good', event.outcome] : ['failed', event.message === '' ? event.outcome : `${event.outcome}: ${event.message}`];
    case 'note':
      return noteLine(event.note);
    case 'left':
      return ['warning', `left${event.step === null ? '' : ` at step ${event.step + 1}`}, until a person acts`];
    case 'halted':
      return ['failed', 'halted'];
    case 'interrupted':
      return ['warning', 'stopped'];
    case 'skipped':
      return ['warning', `not begun, because of ${event.because}`];
    case 'failed':
      return ['failed', event.message];
  }
}

function spoken(ms: number): string {
  return plainDuration(Math.round(Math.max(0, ms) / 1000) * 1000);
}

function nodeStyle(phase: NodePhase): Style {
  switch (phase) {
    case 'Succeeded':
      return 'good';
    case 'Failed':
    case 'Error':
      return 'failed';
    case 'Pending':
    case 'Running':
      return 'plain';
    case 'Skipped':
    case 'Omitted':
      return 'dim';
  }
}

function noteLine(note: Extract<ApplyEvent, { kind: 'note' }>['note']): readonly [Style, string] {
  switch (note.kind) {
    case 'write':
      return ['plain', note.why];
    case 'reached':
      return ['strong', `stage ${note.ordinal} of ${note.of} reached: ${note.title} (${note.phase})`];
    case 'node':
      return [nodeStyle(note.phase), `${note.title} ${note.phase}${note.message === '' ? '' : `: ${note.message}`}`];
    case 'measured':
      return [note.verdict === 'Successful' ? 'good' : 'failed', `measured ${note.metric}: ${note.value === '' ? '' : `${note.value}, `}${note.verdict}`];
    case 'refused':
      return ['warning', `refused: ${note.reason}`];
    case 'replanned':
      return ['strong', `planned anew, since ${note.because}: ${note.stages.length} ${note.stages.length === 1 ? 'stage' : 'stages'} to go`];
    case 'out-of-time':
      return ['failed', `out of time: ${note.text}`];
    case 'asked':
      return ['strong', `${note.action}, asked by ${note.who}`];
  }
}
