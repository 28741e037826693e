import { isJsonObject } from '../lang/index.ts';
import type { Change, DownwardReading, FieldChange, PodDelta, Stage, StageSet } from '../model/index.ts';
import { pathText } from '../plan/index.ts';
import { gateLines } from './gate-text.ts';
import { jsonText } from './json-text.ts';
import { added, arrow, changed, dim, failed, field, held, line, removed, value, warning, type Block, type Content, type Field, type Line } from './view.ts';
import { explainedRows, eventText, outcomeLine, worstOf } from './what-if-text.ts';
import { counted, duration, mapText } from './words.ts';

/** What one stage does, as labelled lines; with all its what-ifs if it is to be explained. */
export function stageFields(stage: Stage, explained: boolean): Block {
  const fields: readonly Field[] = [
    { label: 'sets', rows: stage.sets.map(setRow) },
    { label: 'pods', rows: stage.pods.flatMap(podRows) },
    field('objects', ...stage.changes.flatMap((change) => changeLines(change))),
    field('reads', ...stage.downward.map(readingLine)),
    field('weight', ...(stage.traffic === null ? [] : [weightLine(stage.traffic)])),
    field('envelope', line(`at most ${counted(stage.envelope.maxPods, 'pod')}, at least ${stage.envelope.minReady} ready`)),
    field('gates', ...stage.gates.flatMap(gateLines)),
    field('time', timeLine(stage)),
    field('state', ...(stage.phase === 'Degraded' ? [line(failed(stage.phase), ': ', value(stage.message))] : [])),
    field('failure', ...(explained ? [] : failureLines(stage))),
    field('what if', ...(explained ? [...stage.whatIf, ...unlisted(stage)].flatMap(explainedRows) : [])),
  ];
  return { kind: 'fields', fields: fields.filter(({ rows }) => rows.length > 0) };
}

/** Failures that are no what-if as well. */
function unlisted(stage: Stage): Stage['onFailure'] {
  const events = new Set(stage.whatIf.map(({ event }) => event));
  return stage.onFailure.filter(({ event }) => !events.has(event));
}

function failureLines(stage: Stage): readonly Line[] {
  const worst = worstOf(stage.onFailure);
  return worst === null ? [] : [line(eventText(worst), ': ', ...outcomeLine(worst))];
}

function setRow(set: StageSet): readonly Line[] {
  const late: readonly Content[] = set.ready < set.after ? [' ', warning(`(${set.ready} ready)`)] : [];
  const going: readonly Content[] = set.scaleDownAt === null ? [] : [' ', dim(`(goes at ${duration(set.scaleDownAt / 1000)})`)];
  return [line(set.role), line(value(set.name)), line(`revision ${set.revision}`), line(...countOf(set), ...late, ...going), line(value(set.images.join(', ')))];
}

function countOf({ before, after }: StageSet): readonly Content[] {
  if (before === after) return [counted(after, 'pod')];
  const paint = after > before ? added : removed;
  return [`${before}${held}`, arrow, held, paint(after), `${held}${after === 1 ? 'pod' : 'pods'}`];
}

function podRows(delta: PodDelta): readonly (readonly Line[])[] {
  const rows: (readonly Line[])[] = [];
  const worn = line(value(wornBy(delta)));
  if (delta.added > 0) rows.push([line(added(`+ ${delta.added}`)), line(delta.role), worn]);
  if (delta.removed > 0) rows.push([line(removed(`- ${delta.removed}`)), line(delta.role), worn]);
  const { relabelled } = delta;
  if (relabelled) {
    const mark = (text: string): Line => line(changed(text));
    relabelled.fields.forEach((change, index) => {
      const first = index === 0;
      rows.push([mark(first ? `~ ${relabelled.pods}` : ''), line(first ? delta.role : ''), line('while they run: ', ...fieldContents(change))]);
    });
  }
  return rows;
}

function wornBy({ labels, annotations }: PodDelta): string {
  const notes = mapText(annotations);
  return notes === '' ? mapText(labels) : `${mapText(labels)}; annotations ${notes}`;
}

/** "label role: canary -> stable". */
function fieldContents({ path, before, after }: FieldChange): readonly Content[] {
  const [top, part, name] = path;
  const isLabel = top === 'metadata' && (part === 'labels' || part === 'annotations') && path.length === 3;
  const subject = isLabel ? `${part === 'labels' ? 'label' : 'annotation'} ${String(name)}` : pathText(path);
  const side = (json: typeof before): Content => (json === null ? dim('none') : value(jsonText(json)));
  return [value(subject), ': ', side(before), ' ', arrow, ' ', side(after)];
}

/** Of a plan's stages ReplicaSets are shown as sets, unless one goes for good. */
export function changeLines(change: Change, shown: 'beside sets' | 'all' = 'beside sets'): readonly Line[] {
  const name = value(`${change.object.kind} ${change.object.name}`);
  if (change.object.kind === 'ReplicaSet' && shown === 'beside sets') return change.action === 'delete' ? [line(removed('-'), ' ', name, dim(' older than the history keeps'))] : [];
  switch (change.action) {
    case 'create':
      return [line(added('+'), ' ', name)];
    case 'delete':
      return [line(removed('-'), ' ', name)];
    case 'update':
      return change.fields.flatMap(leaves).map((one) => line(changed('~'), ' ', name, ' ', ...fieldContents(one)));
  }
}

/** A mapping that comes or goes as a whole, field by field. */
function leaves(change: FieldChange): readonly FieldChange[] {
  const { path, before, after } = change;
  if (before === null && isJsonObject(after)) return Object.entries(after).map(([name, value]) => ({ path: [...path, name], before, after: value }));
  if (after === null && isJsonObject(before)) return Object.entries(before).map(([name, value]) => ({ path: [...path, name], before: value, after }));
  return [change];
}

function readingLine({ container, field: read, through, at, sees }: DownwardReading): Line {
  const where = through === 'env' ? 'the variable ' : 'the file ';
  const when = sees === 'live' ? 'sees a change while it runs' : warning('sees a change only after a restart');
  return line('container ', value(container), ' reads ', value(read), ` as ${where}`, value(at), ': ', when);
}

function weightLine({ asked, real, derivation }: NonNullable<Stage['traffic']>): Line {
  const rounded = Math.round(real * 10) / 10;
  const parts = derivation.replaceAll(' %', `${held}%`).split(' -> ').flatMap((part, index): Content[] => (index === 0 ? [dim(`(${part}`)] : [' ', arrow, ' ', dim(part)]));
  if (rounded === asked) return line(percent(asked), ' ', ...parts, dim(')'));
  return line(`asked ${percent(asked)}, really `, warning(percent(rounded)), ' ', ...parts, dim(')'));
}

function percent(number: number): string {
  return `${number}${held}%`;
}

function timeLine({ time, startsAt }: Stage): Line {
  const from = `at rest from ${duration(startsAt)} on`;
  if (time.most === null) return line(`takes ${duration(time.least)}, and until a person acts; ${from}`);
  if (time.most === time.least) return line(`takes ${duration(time.least)}; ${from}`);
  return line(`takes ${duration(time.least)} to ${duration(time.most)}; ${from}`);
}
