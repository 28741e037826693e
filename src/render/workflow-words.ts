import type { NodeFailure, StageId, WorkflowPlan, WorkflowStage } from '../model/index.ts';
import { arrow, dim, failed, value, warning, type Content } from './view.ts';
import { counted, duration, listed } from './words.ts';

/** What stands where a value is not known yet: one pair of brackets may be in it. */
const unknown = /\(known after apply(?:: (?:[^()]|\([^()]*\))*)?\)/g;

/** A text of the manifest, what is not known in it marked as such. */
export function marked(text: string): readonly Content[] {
  const contents: Content[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(unknown)) {
    if (index > from) contents.push(value(text.slice(from, index)));
    contents.push(warning(found));
    from = index + found.length;
  }
  if (from < text.length || contents.length === 0) contents.push(value(text.slice(from)));
  return contents;
}

/** A word as a shell would want it: quoted where it has to be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}

/** Titles of stages by their ids: with the stages they are part of where another stage is called the same. */
export function titlesOf({ stages }: WorkflowPlan): ReadonlyMap<StageId, string> {
  const counts = new Map<string, number>();
  for (const { title } of stages) counts.set(title, (counts.get(title) ?? 0) + 1);
  // Most titles stand for one stage alone.
  let known: ReadonlyMap<StageId, WorkflowStage> | null = null;
  const whole = (stage: WorkflowStage): string => {
    known ??= new Map(stages.map((one) => [one.id, one]));
    const around = stage.within === null ? undefined : known.get(stage.within);
    return around === undefined || around.within === null ? stage.title : `${whole(around)}.${stage.title}`;
  };
  const titles = new Map<StageId, string>();
  for (const stage of stages) titles.set(stage.id, (counts.get(stage.title) ?? 0) > 1 ? whole(stage) : stage.title);
  return titles;
}

/** " x 200", or " x (known after apply: step "gen")", in short without the step that will tell. */
export function widthContents({ fanOut }: WorkflowStage, inShort: boolean = false): readonly Content[] {
  if (fanOut === null) return [];
  return [' x ', fanOut.count === null ? warning(inShort ? '(known after apply)' : `(known after apply: ${fanOut.because ?? ''})`) : String(fanOut.count)];
}

/** The conditions under which a stage runs; nothing where it always does. */
export function conditionContents({ runs }: WorkflowStage): readonly (readonly Content[])[] {
  const { when, depends, conditional, hook } = runs;
  return [
    ...(conditional === null ? [] : [[warning('conditional'), `: whether it runs is `, warning(`(known after apply: ${conditional})`)]]),
    ...(when === null ? [] : [['when ', value(when)]]),
    ...(depends === null || !/[|!.]/.test(depends) ? [] : [['depends ', value(depends)]]),
    ...(hook === null || hook.expression === null ? [] : [['when ', value(hook.expression)]]),
  ];
}

/** What comes of a stage that fails; null: nothing but what everybody expects. */
export function failureContents(failure: NodeFailure, titles: ReadonlyMap<StageId, string>): readonly Content[] | null {
  const { attempts, retry, continues, phase, lost, instead, more } = failure;
  const tried = retry === '' ? [] : attempts === null ? [`tried again without end or as long as its expression says (${retry})`] : [`tried ${counted(attempts, 'time')} (${retry})`];
  const names = (ids: readonly StageId[]): Content => {
    const all = ids.map((id) => titles.get(id) ?? id);
    return value(more && all.length > 8 ? `${all.slice(0, 8).join(', ')} and more` : namesText(all));
  };
  const parts: (readonly Content[])[] = tried.map((text) => [text]);
  if (continues) parts.push(['the others go on']);
  if (phase !== null) parts.push([...(tried.length > 0 ? ['then '] : []), 'the workflow ', ...endContents(phase)]);
  if (lost.length > 0) parts.push(['not run: ', names(lost)]);
  if (instead.length > 0) parts.push(['run because of it: ', names(instead)]);
  if (parts.length === 0) return null;
  return parts.flatMap((part, index) => (index === 0 ? part : ['; ', ...part]));
}

function endContents(phase: WorkflowPlan['phase']): readonly Content[] {
  if (phase === '') return [failed('never ends')];
  return ['ends ', phase === 'Succeeded' ? phase : failed(phase)];
}

/** The first names, and how many more there are. */
export function namesText(names: readonly string[], most: number = 8): string {
  if (names.length <= most) return listed(names);
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
}

/** "a -> b -> c", the middle left out where it is long. */
export function pathContents(names: readonly string[]): readonly Content[] {
  const shown = names.length <= 10 ? names : [...names.slice(0, 5), `... ${names.length - 9} more`, ...names.slice(-4)];
  return shown.flatMap((name, index) => [...(index === 0 ? [] : [' ', arrow, ' ']), name.startsWith('... ') ? dim(name) : value(name)]);
}

/** "at least 1 min 0 s", and the most where there is a bound. */
export function timeText({ least, most }: WorkflowStage['time']): string {
  if (most === null) return `at least ${duration(least)}`;
  return most === least ? duration(least) : `${duration(least)} to ${duration(most)}`;
}
