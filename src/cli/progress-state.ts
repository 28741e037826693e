import { endedWell, type ApplyEvent } from '../apply/index.ts';
import type { ProgramId } from '../model/index.ts';
import type { WorkflowNote } from '../run/index.ts';
import type { ProgramProgress, StageProgress } from '../render/index.ts';

/** What was learnt of one program while it is carried out. Times in ms since 1970, by the cluster. */
export interface Track {
  readonly name: string;
  readonly titles: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly reached: number;
  /** It is on the way to the stage after the last that was reached. */
  readonly isMoving: boolean;
  /** When each stage was begun, by its index. */
  readonly begun: readonly number[];
  readonly until: number | null;
  readonly text: string;
  readonly state: ProgramProgress['state'];
}

/** A program that was just begun; `titles` are those of the plan, where it is known. */
export function trackOf({ at, program, stages, reached }: Extract<ApplyEvent, { kind: 'started' }>, titles: readonly string[]): Track {
  const named = Array.from({ length: stages }, (_, index) => titles[index - stages + titles.length] ?? `stage ${index + 1}`);
  const begun = Array.from({ length: Math.min(reached + 1, stages) }, () => at);
  return { name: program.split('/').at(-1) ?? program, titles: named, startedAt: at, endedAt: null, reached, isMoving: reached === 0, begun, until: null, text: '', state: 'running' };
}

export function tracked(track: Track, event: ApplyEvent): Track {
  switch (event.kind) {
    case 'started':
    case 'recovered':
    case 'skipped':
      return track;
    case 'left':
    case 'interrupted':
    case 'halted':
    case 'failed':
      return { ...track, until: null, text: event.kind === 'left' ? 'left until a person acts' : event.kind === 'interrupted' ? 'stopped' : event.kind };
    case 'waiting':
      return { ...track, until: event.until, text: event.for === 'person' ? '' : event.text, state: event.for === 'person' ? 'asking' : 'running' };
    case 'deviated':
      return { ...track, state: 'deviated' };
    case 'ended':
      return { ...track, endedAt: event.at, until: null, text: '', state: endedWell(event) ? 'Healthy' : 'Degraded' };
    case 'note':
      return noted(track, event.note, event.at);
  }
}

function noted(track: Track, note: Extract<ApplyEvent, { kind: 'note' }>['note'], at: number): Track {
  const going: Track = { ...track, state: 'running' };
  switch (note.kind) {
    case 'reached':
      return { ...going, reached: note.ordinal, isMoving: false, until: null, text: '', titles: track.titles.map((title, index) => (index === note.ordinal - 1 ? note.title : title)) };
    case 'write':
      return { ...going, isMoving: true, until: null, text: note.why, begun: track.isMoving ? track.begun : [...track.begun.slice(0, track.reached), at] };
    case 'replanned':
      return { ...going, titles: note.stages, reached: 0, isMoving: true, begun: [at], until: null, text: '' };
    case 'node':
      return withNode(going, note, at);
    case 'measured':
    case 'refused':
    case 'asked':
    case 'out-of-time':
      return going;
  }
}

/** Nodes of a Workflow are told of as they come: each is a stage, and a group of them none. */
function withNode(track: Track, { type, title, phase, message }: Extract<WorkflowNote, { kind: 'node' }>, at: number): Track {
  if (type === 'StepGroup' || type === 'TaskGroup') return track;
  const known = track.titles.indexOf(title);
  const ended = phase !== 'Running' ? 1 : 0;
  const text = message === '' ? `${title} ${phase}` : `${title} ${phase}: ${message}`;
  if (known !== -1) return { ...track, reached: track.reached + ended, isMoving: true, text };
  return { ...track, titles: [...track.titles, title], begun: [...track.begun, at], reached: track.reached + ended, isMoving: true, text };
}

/** A program that waits for others, or for its turn. */
export function unbegun(id: ProgramId, titles: readonly string[]): ProgramProgress {
  const stages = titles.map((title): StageProgress => ({ title, state: 'ahead', elapsedMs: null, leftMs: null, text: '' }));
  return { name: id.split('/').at(-1) ?? id, state: 'unbegun', elapsedMs: 0, reached: 0, stages };
}

/** A program as it stands at a moment. */
export function progressOf(track: Track, now: number): ProgramProgress {
  const { titles, reached, isMoving, begun, endedAt, startedAt, state, name } = track;
  const at = endedAt !== null ? titles.length : isMoving ? reached : Math.max(0, reached - 1);
  const stages = titles.map((title, index): StageProgress => {
    const since = begun[index] ?? null;
    const until = index < at ? (begun[index + 1] ?? endedAt ?? now) : now;
    const isAt = index === at;
    return {
      title,
      state: index < at ? 'done' : !isAt ? 'ahead' : isMoving ? 'coming' : 'here',
      elapsedMs: since === null || index > at ? null : until - since,
      leftMs: isAt && track.until !== null ? Math.max(0, track.until - now) : null,
      text: isAt ? track.text : '',
    };
  });
  return { name, state, elapsedMs: (endedAt ?? now) - startedAt, reached, stages };
}
