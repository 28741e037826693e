import { plainDuration } from '../lang/index.ts';
import { dim, failed, good, line, strong, value, warning, type Line, type Piece, type View } from './view.ts';

/** A stage as it is carried out. Times in ms, by the cluster. */
export interface StageProgress {
  readonly title: string;
  /** `coming`: it is on the way there; `here`: it rests there. */
  readonly state: 'done' | 'here' | 'coming' | 'ahead';
  /** Null: not begun. */
  readonly elapsedMs: number | null;
  /** Until what is waited for is over; null: not known. */
  readonly leftMs: number | null;
  /** What is waited for, or was done last. */
  readonly text: string;
}

/** A program as it is carried out. */
export interface ProgramProgress {
  readonly name: string;
  readonly state: 'unbegun' | 'running' | 'asking' | 'deviated' | 'Healthy' | 'Degraded';
  readonly elapsedMs: number;
  readonly reached: number;
  readonly stages: readonly StageProgress[];
}

/** More stages than this are shown in part, around the one that it is at: a table must fit the terminal. */
const mostStages = 12;
const mostPrograms = 15;

/** One program with its stages, or several with a line each. */
export function progressView(programs: readonly ProgramProgress[]): View {
  const [only, ...others] = programs;
  if (only && others.length === 0) {
    return [{ kind: 'section', title: line(strong(only.name), `  ${headOf(only)}, ${spoken(only.elapsedMs)}  `, stateOf(only)), blocks: [rowsOf(around(only).map(stageRow))] }];
  }
  const running = programs.filter(({ state }) => state !== 'Healthy');
  const shown = [...running, ...programs.filter((program) => !running.includes(program))].slice(0, mostPrograms);
  const more = programs.length - shown.length;
  return [rowsOf([...shown.map(programRow), ...(more > 0 ? [[line(dim(`... ${more} more`))]] : [])])];
}

function rowsOf(rows: readonly (readonly Line[])[]): View[number] {
  return { kind: 'fields', fields: [{ label: '', rows }] };
}

function headOf({ reached, stages }: ProgramProgress): string {
  return stages.length === 0 ? 'no stages' : `${reached} of ${stages.length} stages`;
}

function stateOf({ state }: ProgramProgress): Piece {
  switch (state) {
    case 'unbegun':
      return dim('not begun');
    case 'running':
      return dim('');
    case 'asking':
      return warning('waits for a person');
    case 'deviated':
      return failed('differs from the plan');
    case 'Healthy':
      return good(state);
    case 'Degraded':
      return failed(state);
  }
}

function around({ stages }: ProgramProgress): readonly (StageProgress & { readonly ordinal: number })[] {
  const numbered = stages.map((stage, index) => ({ ...stage, ordinal: index + 1 }));
  const at = Math.max(0, stages.findIndex(({ state }) => state === 'here' || state === 'coming'));
  const first = Math.max(0, Math.min(at - mostStages / 2, stages.length - mostStages));
  return numbered.slice(first, first + mostStages);
}

const marks: Readonly<Record<StageProgress['state'], Piece>> = { done: good('done'), here: strong('at'), coming: strong('to'), ahead: dim('') };

function stageRow({ ordinal, title, state, elapsedMs, leftMs, text }: StageProgress & { readonly ordinal: number }): readonly Line[] {
  const name = state === 'ahead' ? dim(title) : value(title);
  return [line(marks[state]), line(`${ordinal}`), line(name), line(elapsedMs === null ? '' : spoken(elapsedMs)), line(leftMs === null ? '' : `${spoken(leftMs)} left`), line(dim(text))];
}

function programRow(program: ProgramProgress): readonly Line[] {
  const at = program.stages.find(({ state }) => state === 'here' || state === 'coming');
  const words = program.state === 'running' ? dim(at?.text ?? '') : stateOf(program);
  const left = at?.leftMs ?? null;
  return [line(strong(program.name)), line(`${program.reached} of ${program.stages.length}`), line(value(at?.title ?? '')), line(program.state === 'unbegun' ? '' : spoken(program.elapsedMs)), line(left === null ? '' : `${spoken(left)} left`), line(words)];
}

function spoken(ms: number): string {
  return plainDuration(Math.round(Math.max(0, ms) / 1000) * 1000);
}
