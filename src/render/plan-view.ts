import type { Change, Plan, ProgramPlan, Stage, WorkflowStage } from '../model/index.ts';
import { fieldDiff } from './field-diff.ts';
import { baseLine, hasChanges, headText, simulatedHeadLine, totalsText } from './head-line.ts';
import { actionSign, programView, type Explained } from './program-view.ts';
import { dim, line, paragraph, strong, value, type Block, type DiffLine, type Line, type View } from './view.ts';
import { isTold } from './workflow-tree-rows.ts';

/** More programs than this are shown on one line each: a wall of stages helps nobody. */
export const mostInFull = 20;

/** More lines of a plain object's difference are left to `-o json`. */
const mostObjectLines = 60;

/** A plan for the terminal. */
export function planView(plan: Plan, options: { readonly explained?: Explained; readonly simulated?: boolean } = {}): View {
  const { explained = null, simulated = false } = options;
  const first = paragraph(strong(simulated ? simulatedHeadLine(plan) : headText(plan)));
  const head: View = hasChanges(plan) ? [first, { kind: 'paragraph', line: baseLine(plan) }] : [first];
  const changing = plan.programs.filter((program) => simulated || isShown(program));
  if (explained !== null) return [...head, ...plan.programs.flatMap((program) => programView(program, explained))];
  const inShort = changing.length > mostInFull;
  return [
    ...head,
    ...objectsBefore(plan.objects, inShort),
    ...(inShort ? [shortList(changing)] : changing.flatMap((program) => programView(program, null))),
    ...objectsAfter(plan.objects),
    ...hint(changing, inShort),
  ];
}

/** Programs that change, and what CronWorkflows will start. */
export function isShown(program: ProgramPlan): boolean {
  return program.action !== 'none' || (program.kind === 'Workflow' && program.schedule !== null);
}

function hint(programs: readonly ProgramPlan[], inShort: boolean): View {
  if (inShort) return [paragraph(dim('Stages of one program: --target NAME. All of them: -o json.'))];
  const hasOutcomes = programs.some((program) => program.kind === 'Rollout' && program.stages.some(({ whatIf }) => whatIf.length > 0));
  return hasOutcomes ? [paragraph(dim('What else can happen at a stage: --explain STAGE, or --explain all.'))] : [];
}

function shortList(programs: readonly ProgramPlan[]): Block {
  const rows = programs.map((program): readonly Line[] => {
    const totals = program.action === 'delete' ? 'deleted' : totalsText([program]);
    return [line(actionSign(program.action), ' ', value(program.id)), line(totals)];
  });
  return { kind: 'fields', fields: [{ label: '', rows }] };
}

function objectsBefore(objects: readonly Change[], inShort: boolean): View {
  const changes = objects.filter((change) => change.action !== 'delete');
  if (changes.length === 0) return [];
  const blocks = changes.flatMap((change): View => {
    const title = paragraph(actionSign(change.action), ' ', ...objectName(change));
    return change.action === 'update' && !inShort ? [title, { kind: 'diff', lines: cut(fieldDiff(change.fields)), inset: true }] : [title];
  });
  return [{ kind: 'section', title: line(strong('Before the first stage')), blocks: inShort ? shortened(blocks) : blocks }];
}

function shortened(blocks: View): View {
  return blocks.length <= mostInFull ? blocks : [...blocks.slice(0, mostInFull), paragraph(dim(`... ${blocks.length - mostInFull} more objects`))];
}

function objectsAfter(objects: readonly Change[]): View {
  const gone = objects.filter(({ action }) => action === 'delete');
  if (gone.length === 0) return [];
  return [{ kind: 'section', title: line(strong('After the last stage')), blocks: gone.map((change) => paragraph(actionSign(change.action), ' ', ...objectName(change))) }];
}

export function objectName({ object }: Change): Line {
  return line(value(`${object.kind} ${object.name}`), ...(object.namespace === '' ? [] : [dim(` in ${object.namespace}`)]));
}

function cut(lines: readonly DiffLine[]): readonly DiffLine[] {
  if (lines.length <= mostObjectLines) return lines;
  return [...lines.slice(0, mostObjectLines), { sign: ' ', text: `... ${lines.length - mostObjectLines} more lines in -o json` }];
}

interface Findable {
  readonly stage: Stage | WorkflowStage;
  /** Counted from 1; null: it has no number. */
  readonly ordinal: number | null;
}

/**
 * The stages that a person means by a stage's id, its number, or a part of its title; "all" means all.
 */
export function findStages(plan: Plan, wanted: string): ReadonlySet<Stage | WorkflowStage> {
  const all = plan.programs.flatMap((program): readonly Findable[] => (program.kind === 'Rollout' ? program.stages.map((stage, index) => ({ stage, ordinal: index + 1 })) : program.stages.filter((stage) => isTold(stage) || stage.kind === 'skipped').map((stage) => ({ stage, ordinal: null }))));
  if (wanted === 'all') return new Set(all.map(({ stage }) => stage));
  const exact = all.filter(({ stage, ordinal }) => stage.id === wanted || stage.id.endsWith(`/${wanted}`) || (ordinal !== null && String(ordinal) === wanted) || stage.title === wanted);
  const found = exact.length > 0 ? exact : all.filter(({ stage }) => stage.title.toLowerCase().includes(wanted.toLowerCase()));
  return new Set(found.map(({ stage }) => stage));
}
