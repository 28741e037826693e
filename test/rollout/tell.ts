import { isJsonObject, type Json } from '../../src/lang/index.ts';
import { stepsOf, type Decision, type Measured, type UserAction } from '../../src/model/index.ts';
import type { RolloutMemory, RolloutWorld } from '../../src/rollout/index.ts';
import { Story, type ReadySeconds } from './story.ts';
import type { Written } from './written.ts';

export interface Told {
  /** The first version; it is Healthy when the story begins. */
  readonly rollout: Written;
  /** By image: seconds until the nth pod is ready. */
  readonly ready?: Readonly<Record<string, ReadySeconds>>;
  /** What the metric answers: values, or `{error: text}`. */
  readonly measures?: readonly Json[];
  /**
   * What a person does, each when nothing more comes by itself, or at a time: "promote", "15s abort", "scale 5", "image web:2", "undo 1",
   * "restart 20s"; "15s" alone lets time pass; an object is a changed manifest.
   */
  readonly does: readonly (string | Partial<Written>)[];
  /** Print every moment at which pods are waited for, too. */
  readonly slowly?: boolean;
}

/** One line for each act and each rest that differs from the one before. */
export function tell({ rollout, ready = {}, measures = [], does, slowly = false }: Told): string {
  const story = new Story(rollout, ready);
  story.measures = measures.map(measuredOf);
  const lines: string[] = [];
  let last = '';
  const rest = ({ world, decision, stuck }: { readonly world: RolloutWorld; readonly decision: Decision<RolloutMemory>; readonly stuck: boolean }): void => {
    const gate = stuck || decision.outcome !== null || decision.waits.some((wait) => ['timer', 'approval', 'scale-down'].includes(wait.kind) || (wait.kind === 'analysis' && wait.holds) || (wait.kind === 'experiment' && wait.available));
    const text = pictured(story, world, decision);
    if ((!gate && !slowly) || text === last) return;
    last = text;
    const { most, fewest } = story.envelope;
    lines.push(`${story.seconds}s ${text} | most ${most}, fewest ready ${fewest}`);
  };
  for (const [index, act] of does.entries()) {
    const until = timeOf(does[index + 1]);
    if (typeof act !== 'string') {
      story.apply(act);
      lines.push(`> apply ${Object.entries(act).map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(', ')}`);
      story.runUntil(until, rest);
      continue;
    }
    const [, , what = ''] = /^(\d+)s ?(.*)$/.exec(act) ?? ['', '', act];
    if (what === '') continue; // the act before ran until then
    const refused = story.ask(actionOf(what));
    lines.push(refused === null ? `> ${what}` : `> ${what}: refused, ${refused}`);
    story.runUntil(until, rest);
  }
  return lines.map(oneSpaced).join('\n');
}

/** Two blanks or more separate columns in a table; they count as one. */
export function oneSpaced(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

/** Seconds; an act without a time waits until nothing more comes by itself. */
function timeOf(act: Told['does'][number] | undefined): number {
  const at = typeof act === 'string' ? /^(\d+)s/.exec(act)?.[1] : undefined;
  return at === undefined ? Infinity : Number(at);
}

function actionOf(text: string): UserAction {
  const [verb = '', argument = ''] = text.split(' ');
  switch (verb) {
    case 'promote':
    case 'promote-full':
    case 'abort':
    case 'retry':
    case 'pause':
      return { do: verb };
    case 'undo':
      return { do: 'undo', revision: argument === '' ? null : Number(argument) };
    case 'scale':
      return { do: 'scale', replicas: Number(argument) };
    case 'image':
      return { do: 'image', container: 'web', image: argument };
    case 'restart':
      return { do: 'restart', at: 60_000 + Number.parseInt(argument) * 1000 };
    default:
      throw new Error(`no such act: ${text}`);
  }
}

function measuredOf(value: Json): Measured {
  const error = isJsonObject(value) ? value['error'] : undefined;
  return typeof error === 'string' ? { kind: 'error', message: error } : { kind: 'value', value };
}

/** "Paused at 1 | v1 3 going, v2 1 of 2": place, desired pods of each version (how many are ready, if not all, and whether they keep them a while only), Services, analysis. */
function pictured(story: Story, world: RolloutWorld, decision: Decision<RolloutMemory>): string {
  const { memory } = decision;
  const steps = stepsOf(story.program.spec.strategy).length;
  const at = memory.stepIndex === null || memory.stepIndex === steps ? '' : ` at ${memory.stepIndex}`;
  const known = ['', 'CanaryPauseStep'].includes(memory.message) ? '' : `: ${withVersions(memory.message, world)}`;
  const versions = new Map(world.sets.map((set, index) => [set.hash, `v${index + 1}`]));
  const sets = world.sets
    .filter(({ desired }) => desired > 0)
    .map((set) => `${versions.get(set.hash)} ${set.ready < set.desired ? `${set.ready} of ${set.desired}` : set.desired}${set.scaleDownAt === null ? '' : ' going'}`);
  sets.push(...world.experimentSets.filter(({ desired }) => desired > 0).map((set) => `${set.templateName} ${set.desired}${set.scaleDownAt === null ? '' : ' going'}`));
  const services = [...world.services.values()].map(({ name, selectedHash }) => `${name} -> ${selectedHash === null ? 'all' : (versions.get(selectedHash) ?? selectedHash)}`);
  const runs = memory.runs.filter(({ hash }) => hash === memory.currentHash).map(({ phase, metrics }) => {
    const counts = metrics.flatMap(({ successful, failed, inconclusive, error }) => [`${successful} ok`, `${failed} failed`, `${inconclusive} unsure`, `${error} errors`]);
    return `analysis ${phase} ${counts.filter((count) => !count.startsWith('0 ')).join(', ')}`;
  });
  return [`${memory.phase}${at}${known}`, sets.join(', '), ...(services.length > 0 ? [services.join(', ')] : []), ...runs].join(' | ');
}

function withVersions(text: string, world: RolloutWorld): string {
  return world.sets.reduce((said, set, index) => said.replaceAll(set.name, `v${index + 1}`), text);
}
