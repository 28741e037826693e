import { endedWell, type ApplyEvent } from '../apply/index.ts';
import type { ProgramId } from '../model/index.ts';
import { progressView, renderTerminal } from '../render/index.ts';
import { eventLines } from './progress-lines.ts';
import type { Progress } from './progress.ts';
import { progressOf, tracked, trackOf, unbegun, type Track } from './progress-state.ts';
import { cutToScreen } from './redraw.ts';
import type { Terminal } from './terminal.ts';

/** What a table needs beside the events. */
export interface TableOptions {
  /** The titles of each program's stages, where the plan is at hand. */
  readonly titles: ReadonlyMap<ProgramId, readonly string[]>;
  /** How many times as fast as that on the wall the cluster's time runs. */
  readonly speed: number;
}

const drawEveryMs = 1_000;
const clearBelow = '\u001b[J';
const up = (lines: number): string => (lines === 0 ? '\r' : `\u001b[${lines}A\r`);

/**
 * A table of stages that is written over, at each event and each second. What people are to keep (measurements, requests, differences) stands above
 * it as lines. While a person is asked something it stands still.
 */
export function progressTable(terminal: Terminal, { titles, speed }: TableOptions): Progress {
  const tracks = new Map<ProgramId, Track>();
  const lineOf = eventLines(terminal.color);
  let kept: string[] = [];
  let drawn = 0;
  let questions = 0;
  let clock: { readonly at: number; readonly wall: number } | null = null;
  const now = (): number => (clock === null ? 0 : clock.at + (performance.now() - clock.wall) * (Number.isFinite(speed) ? speed : 0));
  const draw = (): void => {
    if (questions > 0 || tracks.size === 0) return;
    const waiting = [...titles].filter(([id, stages]) => stages.length > 0 && !tracks.has(id)).map(([id, stages]) => unbegun(id, stages));
    const programs = [...[...tracks.values()].map((track) => progressOf(track, now())), ...waiting];
    const table = cutToScreen(renderTerminal(progressView(programs), { width: terminal.width - 1, colour: terminal.color, unicode: false }));
    terminal.out(`${up(drawn)}${clearBelow}${kept.join('')}${table}`);
    kept = [];
    drawn = table.split('\n').length - 1;
  };
  const timer = setInterval(draw, drawEveryMs).unref();
  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    draw();
    questions++;
    try {
      return await ask();
    } finally {
      questions--;
      // What was asked stands below the table: the next one begins after it.
      drawn = 0;
      draw();
    }
  };
  return {
    report: (event) => {
      clock = clock === null || event.at >= now() || speed === Infinity ? { at: event.at, wall: performance.now() } : clock;
      const line = lineOf(event);
      const track = event.kind === 'started' ? trackOf(event, titles.get(event.program) ?? []) : tracks.get(event.program);
      if (track) tracks.set(event.program, tracked(track, event));
      if (isKept(event)) kept.push(line);
      draw();
    },
    say: (text) => {
      kept.push(text);
      draw();
    },
    withPauses: (people) => ({
      atPause: (question, signal) => asking(() => people.atPause(question, signal)),
      atSuspend: (question, signal) => asking(() => people.atSuspend(question, signal)),
      atDeviation: (question, signal) => asking(() => people.atDeviation(question, signal)),
    }),
    close: () => {
      clearInterval(timer);
      draw();
      if (kept.length > 0) terminal.out(kept.join(''));
    },
  };
}

function isKept(event: ApplyEvent): boolean {
  switch (event.kind) {
    case 'deviated':
    case 'recovered':
    case 'skipped':
    case 'failed':
      return true;
    case 'ended':
      return !endedWell(event);
    case 'note':
      return isTelling(event.note);
    case 'started':
    case 'waiting':
    case 'left':
    case 'halted':
    case 'interrupted':
      return false;
  }
}

function isTelling(note: Extract<ApplyEvent, { kind: 'note' }>['note']): boolean {
  if (note.kind === 'node') return note.phase === 'Failed' || note.phase === 'Error';
  return note.kind !== 'write' && note.kind !== 'reached';
}
