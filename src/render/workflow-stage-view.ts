import type { StageId, WorkflowContainer, WorkflowPlan, WorkflowPod, WorkflowStage } from '../model/index.ts';
import { fieldDiff } from './field-diff.ts';
import { dim, failed, field, line, value, warning, type Block, type DiffLine, type Field, type Line, type View } from './view.ts';
import { conditionContents, failureContents, marked, namesText, shellWord, timeText } from './workflow-words.ts';
import { duration, mapText } from './words.ts';

/** Longest script that is shown whole. */
const mostLines = 12;

/** What one stage of a Workflow does, as labelled lines. */
export function workflowStageFields(stage: WorkflowStage, plan: WorkflowPlan, titles: ReadonlyMap<StageId, string>): View {
  const { pod, gate, change, fanOut, onFailure, compared } = stage;
  const failure = onFailure === null || (plan.stages.length === 1 && onFailure.retry === '') ? null : failureContents(onFailure, titles);
  const isTimed = stage.time.least > 0 || (stage.time.most ?? 0) > 0;
  const fields: readonly Field[] = [
    field('pod', ...(pod ? [nameLine(pod, stage)] : [])),
    field('template', ...(stage.template === null ? [] : [line(value(stage.template))])),
    field('needs', ...(stage.needs.length === 0 ? [] : [line(value(namesText(stage.needs.map((id) => titles.get(id) ?? id))))])),
    field('runs', ...conditionContents(stage).map((contents) => line(...contents))),
    field('items', ...(fanOut && fanOut.items.length > 0 ? [line(value(itemsText(fanOut)))] : [])),
    ...(pod && !change ? containersFields(pod) : []),
    field('labels', ...mapLines(own(pod?.labels ?? {}))),
    field('annotations', ...mapLines(own(pod?.annotations ?? {}))),
    field('settings', ...Object.entries(pod?.settings ?? {}).map(([name, text]) => line(`${name} `, ...marked(text)))),
    field('locks', ...(pod && pod.locks.length > 0 ? [line(value(pod.locks.join(', ')))] : [])),
    field('gate', ...(gate ? gateLines(gate) : [])),
    field('change', ...(change?.object ? [line(`${change.verb} `, value(`${change.object.object.kind} ${change.object.object.name}`), dim(` in ${change.object.object.namespace}`))] : change ? [line(`${change.verb} `, ...marked(change.manifest))] : [])),
    field('until', ...conditionLines(change)),
    field('inputs', ...mapLines(stage.inputs)),
    field('outputs', ...(stage.outputs.length === 0 ? [] : [line(value(stage.outputs.join(', ')))])),
    field('failure', ...(failure ? [line(...failure)] : [])),
    field('time', ...(isTimed ? [line(timeText(stage.time))] : [])),
    field('state', ...stateLines(stage)),
  ];
  const blocks: Block[] = [{ kind: 'fields', fields: fields.filter(({ rows }) => rows.length > 0) }];
  if (change?.object && change.object.action !== 'delete') blocks.push({ kind: 'diff', lines: fieldDiff(change.object.fields), inset: true });
  if (compared?.kind === 'changed' && plan.stages.length > 1) blocks.push({ kind: 'diff', lines: [through(compared.template), ...fieldDiff(compared.fields)] });
  return blocks;
}

function through(template: string | null): DiffLine {
  return { sign: ' ', text: template === null ? 'against the older manifest' : `against the older manifest, through template ${template}` };
}

function itemsText({ items, count }: NonNullable<WorkflowStage['fanOut']>): string {
  if (count === null || items.length >= count) return items.join(', ');
  const half = items.length / 2;
  return [...items.slice(0, half), '...', ...items.slice(half)].join(', ');
}

function nameLine({ name }: WorkflowPod, { fanOut }: WorkflowStage): Line {
  if (!name.known) return line(value(name.prefix), warning('(known after apply)'), dim(` ${name.because}`));
  return line(value(name.text), ...(fanOut ? [dim(fanOut.count === null ? ' and others' : ` and ${fanOut.count - 1} more like it`)] : []));
}

function containersFields({ containers, deadlineSeconds }: WorkflowPod): readonly Field[] {
  const mains = containers.filter(({ role }) => role === 'main');
  const [only] = mains;
  const others = mains.length === 1 ? containers.filter(({ role }) => role !== 'main') : containers;
  return [
    ...(only && mains.length === 1 ? containerFields(only) : []),
    ...others.map((container) => field(container.role === 'main' ? 'container' : container.role === 'init' ? 'init' : 'sidecar', containerLine(container))),
    field('deadline', ...(deadlineSeconds === null ? [] : [line(`killed after ${duration(deadlineSeconds)}`)])),
  ];
}

function containerFields({ image, command, args, source, env, requests, limits, settings }: WorkflowContainer): readonly Field[] {
  return [
    field('image', line(...marked(image))),
    field('command', ...wordLines(command)),
    field('args', ...wordLines(args)),
    field('source', ...(source === null ? [] : sourceLines(source))),
    field('env', ...Object.entries(env).map(([name, text]) => line(value(`${name}=`), ...marked(text)))),
    field('requests', ...mapLines(requests)),
    field('limits', ...mapLines(limits)),
    field('container', ...Object.entries(settings).map(([name, text]) => line(`${name} `, ...marked(text)))),
  ];
}

function containerLine({ name, image, command, args }: WorkflowContainer): Line {
  const words = [...command, ...args];
  return line(value(name), ' ', ...marked(image), ...(words.length === 0 ? [] : [' ', ...marked(words.map(shellWord).join(' '))]));
}

function wordLines(words: readonly string[]): readonly Line[] {
  return words.length === 0 ? [] : [line(...marked(words.map(word).join(' ')))];
}

/** Quotes would hide where a value is not known. */
function word(text: string): string {
  return text.includes('(known after apply') ? text : shellWord(text);
}

function sourceLines(source: string): readonly Line[] {
  const lines = source.trimEnd().split('\n');
  const shown = lines.slice(0, mostLines).map((text) => line(...marked(text)));
  return lines.length > mostLines ? [...shown, line(dim(`... ${lines.length - mostLines} more lines`))] : shown;
}

function mapLines(map: Readonly<Record<string, string>>): readonly Line[] {
  return Object.keys(map).length === 0 ? [] : [line(...marked(mapText(map)))];
}

/** What the user set: the controller's own labels say nothing new. */
function own(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !name.startsWith('workflows.argoproj.io/') && name !== 'kubectl.kubernetes.io/default-container'));
}

function gateLines({ seconds, supplies }: NonNullable<WorkflowStage['gate']>): readonly Line[] {
  const first = seconds === null ? line(warning('a person resumes it')) : line(`${duration(seconds)} pass, or a person resumes it`);
  return [first, ...supplies.map(({ name, default: fallback, choices }) => line('who sets ', value(name), ...(choices.length > 0 ? [' to one of ', value(choices.join(', '))] : []), ...(fallback === null ? [] : [' (else ', value(fallback), ')'])))];
}

function conditionLines(change: WorkflowStage['change']): readonly Line[] {
  const text = (word: string, condition: string | null | undefined): readonly Line[] => (condition === null || condition === undefined ? [] : [line(`${word} when `, ...marked(condition))]);
  return [...text('succeeds', change?.successCondition), ...text('fails', change?.failureCondition)];
}

function stateLines({ phase, message }: WorkflowStage): readonly Line[] {
  if (phase === 'Failed' || phase === 'Error') return [line(failed(phase), ...(message === '' ? [] : [': ', value(message)]))];
  return message === '' || phase === 'Succeeded' ? [] : [line(`${phase || 'Pending'}: `, value(message))];
}
