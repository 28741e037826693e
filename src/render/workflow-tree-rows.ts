import type { GoneStage, StageId, WorkflowPlan, WorkflowStage } from '../model/index.ts';
import { added, branch, changed, dim, failed, line, removed, strong, value, warning, type Content, type Line } from './view.ts';
import { conditionContents, marked, widthContents } from './workflow-words.ts';
import { counted, duration } from './words.ts';

/** More rows than this are left to `-o json`. */
const mostRows = 100;

export const treeHead: readonly string[] = ['step', 'template: what it does'];

/** The stages as a tree, as `argo get` nests them: steps of one group hang on one branch. */
export function treeRows(plan: WorkflowPlan): readonly (readonly Line[])[] {
  const children = new Map<StageId | null, WorkflowStage[]>();
  for (const stage of plan.stages) {
    const siblings = children.get(stage.within);
    if (siblings) siblings.push(stage);
    else children.set(stage.within, [stage]);
  }
  const rows: (readonly Line[])[] = [];
  const isCompared = plan.stages.some(({ compared }) => compared !== null);
  const add = (stages: readonly WorkflowStage[], margin: string, isTop: boolean): void => {
    for (let index = 0; index < stages.length && rows.length < mostRows; index++) {
      const stage = stages[index] as WorkflowStage;
      const mine = branchOf(stages, index);
      rows.push(row(plan, isCompared, stage, isTop ? '' : margin + mine.here));
      add(children.get(stage.id) ?? [], isTop ? '' : margin + mine.below, false);
    }
  };
  add(children.get(null) ?? [], '', true);
  const left = plan.stages.length - rows.length;
  return [...rows, ...plan.gone.map(goneRow), ...(left > 0 ? [[line(dim(`... ${left} more: -o json`)), line()]] : [])];
}

/** The lines before a stage, and before what is part of it. */
function branchOf(stages: readonly WorkflowStage[], index: number): { readonly here: string; readonly below: string } {
  const group = stages[index]?.group ?? null;
  const isLast = index === stages.length - 1;
  if (group === null) return isLast ? { here: '└─ ', below: '   ' } : { here: '├─ ', below: '│  ' };
  const isFirst = index === 0 || stages[index - 1]?.group !== group;
  const ends = isLast || stages[index + 1]?.group !== group;
  const isLastGroup = stages.slice(index).every((other) => other.group === group);
  const outer = isLastGroup ? ' ' : '│';
  if (isFirst && ends) return { here: isLastGroup ? '└─── ' : '├─── ', below: `${outer}    ` };
  if (isFirst) return { here: isLastGroup ? '└─┬─ ' : '├─┬─ ', below: `${outer} │  ` };
  return ends ? { here: `${outer} └─ `, below: `${outer}    ` } : { here: `${outer} ├─ `, below: `${outer} │  ` };
}

function row(plan: WorkflowPlan, isCompared: boolean, stage: WorkflowStage, margin: string): readonly Line[] {
  const sign = isCompared ? signOf(stage) : [];
  const title = stage.within === null && stage.runs.hook === null ? strong(stage.title) : value(stage.title);
  return [line(...sign, ...(margin === '' ? [] : [branch(margin)]), title, ...widthContents(stage, true)), line(...templateContents(stage.template), ...whatContents(stage, plan))];
}

/** Where there is an older manifest, whether the stage is new or changed. */
function signOf({ compared }: WorkflowStage): readonly Content[] {
  switch (compared?.kind) {
    case 'new':
      return [added('+'), ' '];
    case 'changed':
      return [changed('~'), ' '];
    case 'same':
    case undefined:
      return ['  '];
  }
}

function goneRow({ id, template }: GoneStage): readonly Line[] {
  return [line(removed('-'), ' ', value(id.split('/').slice(3).join('/'))), line(...templateContents(template), dim('gone'))];
}

function templateContents(template: string | null): readonly Content[] {
  return template === null ? [] : [value(template), ': '];
}

/** What a stage does, in a few words. */
export function whatContents(stage: WorkflowStage, plan: WorkflowPlan): readonly Content[] {
  const ended = stage.phase !== '' && stage.phase !== 'Succeeded' && stage.phase !== 'Skipped' && stage.phase !== 'Omitted';
  const parts: (readonly Content[])[] = [
    ...hookContents(stage),
    doesContents(stage),
    ...(stage.time.least > 0 && isTold(stage) ? [[`takes ${duration(stage.time.least)} from ${duration(stage.startsAt)} on`]] : []),
    ...(stage.phase === 'Omitted' ? [] : conditionContents(stage).slice(0, 1)),
    ...(ended ? [[failed(stage.phase), ...(stage.message === '' ? [] : [': ', value(stage.message)])]] : []),
    ...(stage.phase === '' && stage.kind !== 'steps' && stage.kind !== 'dag' ? [[failed(plan.phase === '' ? 'never ends' : 'not ended')]] : []),
  ];
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [', ', ...part]));
}

/** Whether there is more to tell of a stage than the tree does. */
export function isTold({ kind }: WorkflowStage): boolean {
  return kind === 'pod' || kind === 'suspend' || kind === 'http' || kind === 'plugin';
}

function hookContents({ runs: { hook } }: WorkflowStage): readonly (readonly Content[])[] {
  if (hook === null) return [];
  if (hook.name !== 'exit') return [[`hook ${hook.name}`]];
  return [[hook.of === null || hook.of.endsWith('/.') ? 'exit handler' : 'handler of its end']];
}

function doesContents({ kind, pod, gate, change, phase, message, runs, onFailure }: WorkflowStage): readonly Content[] {
  const retry: readonly Content[] = onFailure?.attempts === null ? [', tried without end'] : (onFailure?.attempts ?? 1) > 1 ? [`, tried up to ${counted(onFailure?.attempts ?? 1, 'time')}`] : [];
  switch (kind) {
    case 'pod': {
      if (change) return [`${change.verb} `, value(change.object ? `${change.object.object.kind} ${change.object.object.name}` : 'an object known after apply'), ...retry];
      const main = pod?.containers.filter(({ role }) => role === 'main') ?? [];
      if (main.length > 1) return [counted(main.length, 'container'), ...retry];
      return [...(pod?.daemon ? ['daemon '] : []), ...marked(main[0]?.image ?? ''), ...retry];
    }
    case 'suspend':
      return gate === null || gate.seconds === null ? [warning('waits until a person resumes it')] : [`waits ${duration(gate.seconds)}`];
    case 'http':
      return ['HTTP request', ...retry];
    case 'plugin':
      return ['plugin', ...retry];
    case 'skipped':
      if (phase === 'Error' || phase === 'Failed') return [];
      return [dim(phase === 'Omitted' && runs.depends !== null ? 'only if ' : 'not run'), ...(phase === 'Omitted' && runs.depends !== null ? [value(runs.depends)] : message === '' ? [] : [dim(': '), value(message)])];
    case 'steps':
      return [dim('steps'), ...retry];
    case 'dag':
      return [dim('DAG'), ...retry];
    case 'retry':
      return [dim('attempts')];
  }
}
