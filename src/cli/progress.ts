import type { ApplyEvent } from '../apply/index.ts';
import { plainDuration } from '../lang/index.ts';
import { paint, type Style } from '../render/index.ts';
import type { Terminal } from './terminal.ts';

/** Shows events as they come: a line each for people, or NDJSON (docs/events.md). */
export function reporter(format: 'text' | 'json', terminal: Terminal): (event: ApplyEvent) => void {
  if (format === 'json') return (event) => terminal.out(`${JSON.stringify({ formatVersion: '1.0', ...event })}\n`);
  const started = new Map<string, number>();
  return (event) => {
    const since = started.get(event.program) ?? event.at;
    if (event.kind === 'started') started.set(event.program, event.at);
    const [style, text] = lineOf(event);
    const name = event.program.split('/').at(-1) ?? '';
    const elapsed = plainDuration(Math.round(Math.max(0, event.at - since) / 1000) * 1000).padStart(12);
    const line = [{ text: `${elapsed}  `, style: 'dim' as const }, { text: `${name}: `, style: 'plain' as const }, { text, style }];
    terminal.out(`${paint(line, { colour: terminal.color, unicode: false })}\n`);
  };
}

function lineOf(event: ApplyEvent): readonly [Style, string] {
  switch (event.kind) {
    case 'started':
      return ['plain', event.stages === event.reached ? 'going on' : `${event.stages - event.reached} ${event.stages - event.reached === 1 ? 'stage' : 'stages'} to go`];
    case 'waiting':
      return event.for === 'person' ? ['warning', `waits for a person at: ${event.text}`] : ['dim', `waits: ${event.text}${event.until === null ? '' : `, ${spoken(event.until - event.at)} at most`}`];
    case 'recovered':
      return ['warning', event.text];
    case 'deviated':
      return ['failed', `differs from the plan: ${event.text}`];
    case 'ended':
      return event.outcome === 'Healthy' ? ['good', 'Healthy'] : ['failed', `Degraded: ${event.message}`];
    case 'note':
      return noteLine(event.note);
  }
}

function spoken(ms: number): string {
  return plainDuration(Math.round(Math.max(0, ms) / 1000) * 1000);
}

function noteLine(note: Extract<ApplyEvent, { kind: 'note' }>['note']): readonly [Style, string] {
  switch (note.kind) {
    case 'write':
      return ['plain', note.why];
    case 'reached':
      return ['strong', `stage ${note.ordinal} of ${note.of} reached: ${note.title} (${note.phase})`];
    case 'measured':
      return [note.verdict === 'Successful' ? 'good' : 'failed', `measured ${note.metric}: ${note.value === '' ? 'taken to pass' : note.value}, ${note.verdict}`];
    case 'refused':
      return ['warning', `refused: ${note.reason}`];
    case 'asked':
      return ['strong', `${note.action}, asked by ${note.who}`];
  }
}
