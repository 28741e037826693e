import type { StageId, WorkflowPlan, WorkflowStage } from '../model/index.ts';
import { fieldDiff, type DiffForm } from './field-diff.ts';
import { dim, failed, field, line, paragraph, strong, value, warning, type Block, type Field, type Line, type View } from './view.ts';
import { workflowStageFields } from './workflow-stage-view.ts';
import { isTold, treeHead, treeRows } from './workflow-tree-rows.ts';
import { namesText, pathContents, timeText, titlesOf, widthContents } from './workflow-words.ts';
import { counted, mapText } from './words.ts';

/** With more stages than this none is told in full; one is by --explain. */
const mostToldStages = 12;

/** More waves than this are left to `-o json`. */
const mostWaves = 20;

/** A Workflow for people: totals, tree, waves, and the stages in full where they are few. */
export function workflowBlocks(plan: WorkflowPlan, form: DiffForm): View {
  const changes: View = plan.manifest.length === 0 ? [] : [{ kind: 'diff', lines: fieldDiff(plan.manifest, form) }];
  const [only] = plan.stages;
  const titles = titlesOf(plan);
  if (only && plan.stages.length === 1 && plan.gone.length === 0) return [...scheduleBlocks(plan), ...changes, ...workflowStageFields(only, plan, titles), ...endBlocks(plan)];
  const told = plan.stages.filter(isTold);
  return [
    ...scheduleBlocks(plan),
    ...changes,
    { kind: 'fields', fields: [...totalsFields(plan, titles), ...(told.length > mostToldStages ? failureFields(plan, titles) : [])] },
    ...endBlocks(plan),
    { kind: 'section', title: line(strong('Steps')), blocks: [{ kind: 'table', head: treeHead, rows: treeRows(plan) }] },
    ...wavesBlocks(plan, titles),
    ...(told.length <= mostToldStages ? told.map((stage) => workflowStageSection(stage, plan, titles)) : [paragraph(dim(`What ${told.length} stages do in full: --explain STAGE, or --explain all.`))]),
  ];
}

export function workflowStageSection(stage: WorkflowStage, plan: WorkflowPlan, titles: ReadonlyMap<StageId, string>): Block {
  const title = line('Stage ', strong(titles.get(stage.id) ?? stage.title), ...widthContents(stage));
  return { kind: 'section', title, blocks: workflowStageFields(stage, plan, titles) };
}

function scheduleBlocks({ schedule }: WorkflowPlan): View {
  if (schedule === null) return [];
  const { schedules, timezone, next, suspended, concurrencyPolicy } = schedule;
  const fields = [
    field('schedule', line(value(schedules.join(', ')), ...(timezone === '' ? [] : [` in ${timezone}`]), ...(concurrencyPolicy === '' ? [] : [`, ${concurrencyPolicy}`]))),
    field('next', ...(suspended ? [line(warning('never: it is suspended'))] : next.map((at) => line(value(at))))),
  ];
  return [{ kind: 'fields', fields }];
}

function endBlocks({ phase, message, stages }: WorkflowPlan): View {
  if (phase === 'Succeeded') return [];
  const hung = stages.filter((stage) => stage.phase === '' && stage.kind !== 'steps' && stage.kind !== 'dag').map(({ title }) => title);
  if (phase === '') return [paragraph(failed('never ends'), ...(hung.length === 0 ? [] : [': waits at ', value(namesText(hung))]))];
  return [paragraph('ends ', failed(phase), ...(message === '' ? [] : [': ', value(message)]))];
}

export function totalsFields({ totals }: WorkflowPlan, titles: ReadonlyMap<StageId, string>): readonly Field[] {
  const { pods, conditionalPods, widthUnknown, waves, mostPods, peakRequests, criticalPath, time, worstPods, approvals } = totals;
  const open = widthUnknown.length > 0;
  const orMore = open ? ' or more' : '';
  const unsure = [
    ...(conditionalPods > 0 ? [`${conditionalPods} of them may not run`] : []),
    ...(open ? [`how many is (known after apply: ${widthUnknown.join(', ')})`] : []),
  ];
  const worst = worstPods === null ? (open ? null : 'no bound: something is tried again without end') : worstPods > pods ? `${counted(worstPods, 'pod')} with every retry used up` : null;
  const fields: readonly Field[] = [
    field('pods', line(`${counted(pods, 'pod')}${orMore} in ${counted(waves, 'wave')}, ${open ? `${mostPods} or more` : `at most ${mostPods}`} at once`), ...unsure.map((text) => line(warning(text)))),
    field('peak', ...(Object.keys(peakRequests).length === 0 ? [] : [line(`asks for ${open ? 'at least' : 'at most'} `, value(mapText(peakRequests)), ' at once')])),
    field('longest', ...(criticalPath.length > 1 ? [line(...pathContents(criticalPath.map((id) => titles.get(id) ?? id)))] : [])),
    field('time', line(`${timeText(time)}${approvals > 0 ? ` + ${counted(approvals, 'approval')}` : ''}`)),
    field('worst', ...(worst === null ? [] : [line(worst)])),
  ];
  return fields.filter(({ rows }) => rows.length > 0);
}

/** How the Workflow ends when one of its stages fails for good: where not each stage is told in full. */
export function failureFields({ stages }: WorkflowPlan, titles: ReadonlyMap<StageId, string>): readonly Field[] {
  const ends = new Map<string, string[]>();
  for (const { id, title, onFailure } of stages) {
    if (onFailure === null || onFailure.phase === null) continue;
    const names = ends.get(onFailure.phase);
    if (names) names.push(titles.get(id) ?? title);
    else ends.set(onFailure.phase, [titles.get(id) ?? title]);
  }
  const rows = [...ends].map(([phase, names]) => line(...(phase === '' ? [failed('never ends')] : ['ends ', phase === 'Succeeded' ? phase : failed(phase)]), phase === 'Succeeded' ? ' all the same if one of these fails: ' : ' if one of these fails: ', value(namesText(names))));
  return rows.length === 0 ? [] : [field('failure', ...rows)];
}

function wavesBlocks({ stages }: WorkflowPlan, titles: ReadonlyMap<StageId, string>): View {
  const waves: WorkflowStage[][] = [];
  for (const stage of stages) if (isTold(stage)) (waves[stage.wave] ??= []).push(stage);
  if (waves.length < 2) return [];
  const rows = waves.slice(0, mostWaves).map((wave, index): readonly Line[] => {
    const shown = wave.slice(0, 12).flatMap((stage, at) => [...(at === 0 ? [] : [', ']), value(titles.get(stage.id) ?? stage.title), ...widthContents(stage), ...(stage.runs.conditional === null ? [] : [warning('?')])]);
    return [line(String(index + 1)), line(...shown, ...(wave.length > 12 ? [dim(` and ${wave.length - 12} more`)] : []))];
  });
  const more: readonly (readonly Line[])[] = waves.length > mostWaves ? [[line('...'), line(dim(`${waves.length - mostWaves} more waves`))]] : [];
  return [{ kind: 'section', title: line(strong('Waves')), blocks: [{ kind: 'fields', fields: [{ label: '', rows: [...rows, ...more] }] }] }];
}
