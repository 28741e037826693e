import type { Diagnostic } from '../diagnostic/index.ts';
import type { Change, Plan, ProgramPlan, RolloutPlan, Stage } from '../model/index.ts';
import { fieldDiff, type DiffForm } from './field-diff.ts';
import { baseLine, hasChanges, headLine, totalsText } from './head-line.ts';
import { details, diffFence, markdownBlocks, table } from './markdown-blocks.ts';
import { withinLimit, type Chunk } from './markdown-limit.ts';
import { code, escaped, markdownLine } from './markdown-text.ts';
import { isShown, mostInFull, objectName } from './plan-view.ts';
import { programName, programView } from './program-view.ts';
import { stageFields } from './stage-view.ts';
import { stageHead, stageRow } from './stage-row.ts';
import { line, value, type View } from './view.ts';
import { workflowChunks, workflowOverview } from './workflow-markdown.ts';

/** Rows of one table; more are left to the details and to `-o json`. */
const mostRows = 200;

const split: DiffForm = 'split';

/** A plan for a pull request: tables first, all else folded; never longer than 65,536 characters. */
export function renderMarkdown(plan: Plan): string {
  const from = hasChanges(plan) ? `\n\n${markdownLine(baseLine(plan))}` : '';
  const head: Chunk = { text: `### ${escaped(headLine(plan))}${from}`, what: null };
  const changing = plan.programs.filter(isShown);
  const tables = changing.length > mostInFull ? [programTable(changing)] : changing.map(programOverview);
  return withinLimit([
    head,
    ...tables.map((text): Chunk => ({ text, what: 'tables' })),
    ...objectsChunks(plan.objects),
    ...diagnosticsChunks(plan.diagnostics),
    ...changing.flatMap(detailChunks),
  ]);
}

function programTable(programs: readonly ProgramPlan[]): string {
  const rows = programs.slice(0, mostRows).map((program) => [code(program.id), program.action, escaped(totalsText([program]))]);
  const more = programs.length - rows.length;
  return `${table(['program', 'action', 'what happens'], rows)}${more > 0 ? `\n\n${more} more programs.` : ''}`;
}

function programOverview(program: ProgramPlan): string {
  const title = `#### ${actionWords[program.action]} ${programText(program)}`;
  if (program.kind === 'Workflow') return workflowOverview(program, title, split);
  if (program.stages.length === 0) return `${title}\n\n${markdownBlocks(bodyOf(program))}`;
  const rows = program.stages.slice(0, mostRows).map((stage, index) => stageRow(stage, index + 1));
  const more = program.stages.length - rows.length;
  return `${title}\n\n${table(stageHead, rows)}${more > 0 ? `\n\n${more} more stages.` : ''}`;
}

const actionWords: Readonly<Record<ProgramPlan['action'], string>> = { create: 'Create', update: 'Update', delete: 'Delete', none: 'Keep' };

function programText(program: ProgramPlan): string {
  return markdownLine(programName(program)).replaceAll('**', '');
}

function bodyOf(program: ProgramPlan): View {
  return programView(program, null, split).flatMap((block) => (block.kind === 'section' ? block.blocks : []));
}

function objectsChunks(objects: readonly Change[]): readonly Chunk[] {
  if (objects.length === 0) return [];
  const items = objects.slice(0, mostRows).map((change) => {
    const when = change.action === 'delete' ? ', after the last stage' : ', before the first stage';
    return `- ${change.action} ${markdownLine(objectName(change))}${when}`;
  });
  const more = objects.length - items.length;
  const list: Chunk = { text: [...items, ...(more > 0 ? [`- ${more} more`] : [])].join('\n'), what: 'lists of objects' };
  const differences = objects.flatMap((change): Chunk[] =>
    change.action === 'update' ? [{ text: details(objectName(change), diffFence(fieldDiff(change.fields, split))), what: 'differences of objects' }] : [],
  );
  return [list, ...differences];
}

function diagnosticsChunks(diagnostics: readonly Diagnostic[]): readonly Chunk[] {
  if (diagnostics.length === 0) return [];
  const items = diagnostics.slice(0, mostRows).map(({ code: name, severity, summary, detail, span }) => {
    const place = span === null ? '' : ` ${code(`${span.file}:${span.start.line}:${span.start.column}`)}`;
    return `- **${severity}** ${name}${place} ${escaped(summary)}. ${escaped(detail)}`;
  });
  const more = diagnostics.length - items.length;
  const title = `${diagnostics.length} ${diagnostics.length === 1 ? 'remark' : 'remarks'} on the manifests`;
  return [{ text: details(line(title), [...items, ...(more > 0 ? [`- ${more} more`] : [])].join('\n')), what: 'remarks' }];
}

function detailChunks(program: ProgramPlan): readonly Chunk[] {
  if (program.kind === 'Workflow') return workflowChunks(program, split);
  const manifest: readonly Chunk[] =
    program.manifest.length === 0 || program.stages.length === 0
      ? []
      : [{ text: details(line('Manifest of ', value(program.id)), diffFence(fieldDiff(program.manifest, split))), what: 'manifest differences' }];
  return [...manifest, ...program.stages.map((stage): Chunk => ({ text: stageDetails(program, stage), what: 'stages' }))];
}

function stageDetails(program: RolloutPlan, stage: Stage): string {
  const labels = stage.pods.flatMap(({ relabelled, set }) => (relabelled ? [{ sign: ' ' as const, text: `${relabelled.pods} pods of ${set}` }, ...fieldDiff(relabelled.fields, split)] : []));
  const content = [markdownBlocks([stageFields(stage, false)]), diffFence(labels)].filter((text) => text !== '').join('\n\n');
  const title = line(value(program.id), ` stage ${program.stages.indexOf(stage) + 1} of ${program.stages.length}: ${stage.title}`);
  return details(title, content);
}
