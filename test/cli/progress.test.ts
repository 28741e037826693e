import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../src/apply/index.ts';
import { openProgress } from '../../src/cli/progress.ts';
import type { ProgramId } from '../../src/model/index.ts';

type Happening = ApplyEvent extends infer E ? (E extends ApplyEvent ? Omit<E, 'at' | 'program'> : never) : never;

const ci = process.env['CI'];
beforeEach(() => {
  delete process.env['CI'];
});
afterEach(() => {
  if (ci !== undefined) process.env['CI'] = ci;
});

const titles = new Map([['default/Rollout/web' as ProgramId, ['setWeight 50, pause 6 s', 'promoted']]]);
const reached = (ordinal: number, title: string): Happening => ({ kind: 'note', note: { kind: 'reached', stage: title, title, ordinal, of: 2, phase: 'Paused' } });
const wrote = (why: string): Happening => ({ kind: 'note', note: { kind: 'write', why } });

/** What is on the screen after events of these seconds, as far as it was written over; with colours it has none of them any more. */
function screen(events: readonly (readonly [seconds: number, happening: Happening, name?: string])[], { color = true, more = new Map<ProgramId, readonly string[]>() } = {}): string {
  let lines = [''];
  const out = (text: string): void => {
    const [, up = '0', cleared = ''] = /^(?:\u001b\[(\d+)A)?\r(\u001b\[J)?/.exec(text) ?? [];
    if (cleared !== '') lines = [...lines.slice(0, lines.length - 1 - Number(up)), ''];
    const plain = text.replaceAll(/\u001b\[\d*[A-Za-z]|\r/g, '');
    const [first = '', ...rest] = plain.split('\n');
    lines = [...lines.slice(0, -1), (lines.at(-1) ?? '') + first, ...rest];
  };
  const terminal = { out, err: out, color, errColor: color, width: 100, isInteractive: false, stdin: () => Promise.resolve(new Uint8Array()) };
  const progress = openProgress('text', terminal, { titles: new Map([...titles, ...more]), speed: Infinity });
  for (const [seconds, happening, name = 'web'] of events) progress.report({ at: seconds * 1000, program: `default/Rollout/${name}` as ProgramId, ...happening });
  progress.close();
  return lines.join('\n');
}

describe('progress on a terminal', () => {
  it('is a table of stages, written over', () => {
    expect(screen([[0, { kind: 'started', stages: 2, reached: 0 }], [1, wrote('scale web-1 from 0 to 1')]])).toBe(
      'web  0 of 2 stages, 1 s\n  to  1  setWeight 50, pause 6 s  1 s    scale web-1 from 0 to 1\n      2  promoted\n',
    );
  });

  it('counts down what is waited for, and keeps what is done', () => {
    const events: readonly (readonly [number, Happening])[] = [
      [0, { kind: 'started', stages: 2, reached: 0 }],
      [2, reached(1, 'setWeight 50, pause 6 s')],
      [2, { kind: 'waiting', for: 'timer', until: 8000, text: 'pause of step 2' }],
      [8, wrote('scale web-1 from 1 to 2')],
      [9, { kind: 'waiting', for: 'pods', until: 609_000, text: '1 of 2 pods' }],
    ];
    expect(screen(events.slice(0, 3))).toBe('web  1 of 2 stages, 2 s\n  at  1  setWeight 50, pause 6 s  2 s  6 s left  pause of step 2\n      2  promoted\n');
    expect(screen(events)).toBe('web  1 of 2 stages, 9 s\n  done  1  setWeight 50, pause 6 s  8 s\n  to    2  promoted                 1 s  10 min 0 s left  1 of 2 pods\n');
  });

  it('shows several programs on a line each, those that are not begun, too', () => {
    const more = new Map([['default/Rollout/api' as ProgramId, ['first version']]]);
    expect(screen([[0, { kind: 'started', stages: 2, reached: 0 }]], { more })).toBe('web  0 of 2  setWeight 50, pause 6 s  0 s\napi  0 of 1                                  not begun\n');
  });

  it('keeps what was measured above the table', () => {
    const shown = screen([[0, { kind: 'started', stages: 2, reached: 0 }], [1, { kind: 'note', note: { kind: 'measured', run: 'web-2', measuredAt: 0, metric: 'rate', value: '99', verdict: 'Successful' } }], [2, wrote('scale')]]);
    expect(shown.split('\n')).toEqual(['1970-01-01T00:00:01Z          1 s  web: measured rate: 99, Successful', 'web  0 of 2 stages, 2 s', expect.stringContaining('scale'), expect.stringContaining('promoted'), '']);
  });
});

describe('progress anywhere else', () => {
  const events: readonly (readonly [number, Happening])[] = [[0, { kind: 'started', stages: 2, reached: 0 }], [1, wrote('scale web-1')]];
  it('is a line for each event where there are no colours', () => {
    expect(screen(events, { color: false })).toBe('1970-01-01T00:00:00Z          0 s  web: 2 stages to go\n1970-01-01T00:00:01Z          1 s  web: scale web-1\n');
  });

  it('is the same in CI, which may show colours', () => {
    process.env['CI'] = 'true';
    expect(screen(events)).toBe('1970-01-01T00:00:00Z          0 s  web: 2 stages to go\n1970-01-01T00:00:01Z          1 s  web: scale web-1\n');
    delete process.env['CI'];
  });
});
