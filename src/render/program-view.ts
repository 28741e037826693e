import type { Act, ProgramAction, ProgramPlan, RolloutPlan, Stage, WorkflowPlan, WorkflowStage } from '../model/index.ts';
import { fieldDiff, type DiffForm } from './field-diff.ts';
import { stageFields } from './stage-view.ts';
import { added, changed, dim, failed, line, name, paragraph, removed, strong, value, warning, type Block, type Content, type Line, type View } from './view.ts';
import { counted, duration } from './words.ts';
import { workflowBlocks, workflowStageSection } from './workflow-view.ts';
import { titlesOf } from './workflow-words.ts';

/** Which stages are to be explained; null: the whole plan is shown and none is. */
export type Explained = ReadonlySet<Stage | WorkflowStage> | null;

function programTitle({ id, action, origin }: ProgramPlan): Line {
  return line(actionSign(action), ' ', ...programName({ id }), dim(`, ${origin.file}:${origin.start.line}`));
}

/** "Rollout web in default". */
export function programName({ id }: Pick<ProgramPlan, 'id'>): Line {
  const [namespace = '', kind = '', ...rest] = id.split('/');
  return line(strong(`${kind} `), name(rest.join('/')), ' in ', value(namespace));
}

export function actionSign(action: ProgramAction): Content {
  switch (action) {
    case 'create':
      return added('+');
    case 'update':
      return changed('~');
    case 'delete':
      return removed('-');
    case 'none':
      return ' ';
  }
}

export function programView(program: ProgramPlan, explained: Explained, form: DiffForm = 'inline'): View {
  const title = programTitle(program);
  switch (program.kind) {
    case 'Workflow':
      return workflowSection(program, title, explained, form);
    case 'Rollout': {
      const shown = explained === null ? program.stages : program.stages.filter((stage) => explained.has(stage));
      if (explained !== null && shown.length === 0) return [];
      const stages = shown.map((stage) => stageSection(program, stage, explained !== null));
      return [{ kind: 'section', title, blocks: [...(explained === null ? overview(program, form) : []), ...stages, ...actsBlocks(program.acts)] }];
    }
  }
}

function workflowSection(program: WorkflowPlan, title: Line, explained: Explained, form: DiffForm): View {
  if (explained === null) return [{ kind: 'section', title, blocks: [...workflowBlocks(program, form), ...actsBlocks(program.acts)] }];
  const shown = program.stages.filter((stage) => explained.has(stage));
  const titles = titlesOf(program);
  return shown.length === 0 ? [] : [{ kind: 'section', title, blocks: shown.map((stage) => workflowStageSection(stage, program, titles)) }];
}

function overview(program: RolloutPlan, form: DiffForm): View {
  const { action, totals, stages, manifest } = program;
  if (action === 'delete') return [paragraph(`deleted after the last stage, with its ${counted(totals.envelope.maxPods, 'pod')}`)];
  if (action === 'none') return [paragraph(dim('no changes'))];
  const { maxPods, minReady } = totals.envelope;
  const changes: View = manifest.length === 0 ? [] : [{ kind: 'diff', lines: fieldDiff(manifest, form) }];
  if (stages.length === 0) return [...changes, paragraph('only settings change: no pod comes or goes')];
  return [...changes, paragraph(`at most ${counted(maxPods, 'pod')} and at least ${minReady} ready all the while`)];
}

/** One stage of a plan by itself. */
export function stageBlocks(program: RolloutPlan, stage: Stage): View {
  return [stageSection(program, stage, false)];
}

/** How a program goes on that left the plan it was carried out by. */
export function onwardView(program: RolloutPlan, isAborted: boolean): View {
  const { stages } = program;
  const way = isAborted ? 'goes back to the stable version' : 'goes on otherwise than planned';
  const title = line(...programName(program), `: ${way}`, ...(stages.length === 0 ? [', nothing to do'] : []));
  return [{ kind: 'section', title, blocks: stages.map((stage) => stageSection(program, stage, false)) }];
}

function stageSection(program: RolloutPlan, stage: Stage, explained: boolean): Block {
  const title = line(`Stage ${program.stages.indexOf(stage) + 1} of ${program.stages.length}: `, strong(stage.title));
  return { kind: 'section', title, blocks: [stageFields(stage, explained)] };
}

function actsBlocks(acts: readonly Act[]): View {
  if (acts.length === 0) return [];
  const rows = acts.map(({ action, atSeconds, refused }): readonly Line[] => {
    if (atSeconds === null) return [line(warning('never')), line(value(action)), line(warning('its condition was never met'))];
    const outcome = refused === null ? line('done') : line(failed('refused: '), value(refused));
    return [line(`at ${duration(atSeconds)}`), line(value(action)), outcome];
  });
  return [{ kind: 'section', title: line('Actions of the scenario'), blocks: [{ kind: 'fields', fields: [{ label: '', rows }] }] }];
}
