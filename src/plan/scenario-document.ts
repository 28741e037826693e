import { didYouMean, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import type { LocatedDocument } from '../document/index.ts';
import { isJsonObject, parseDuration, type Json, type JsonObject } from '../lang/index.ts';
import type { Measured } from '../model/index.ts';
import { readAction, readMeasured, readReady, type Scenario, type ScenarioAction, type ScenarioMetric, type ScenarioPods, type ScenarioWorkflowAction } from './scenario.ts';
import { fault, inside, mapping, textOf, type Item, type Place } from './scenario-place.ts';
import { readStep } from './scenario-step.ts';
import { isWorkflowAction, readWorkflowAction } from './scenario-workflow-action.ts';

/** Seconds between an action's condition and the action, where the scenario names none: what is due by itself comes first. */
const defaultAfter = 1;

/**
 * Reads the documents of a scenario file; several of them count as one, in their order.
 *
 * The form is published as schema/scenario.json. What is wrong is left out and reported (SLU411, SLU412).
 */
export function readScenario(documents: readonly LocatedDocument[]): Checked<Scenario> {
  const diagnostics: Diagnostic[] = [];
  const steps: Json[] = [];
  const metrics: ScenarioMetric[] = [];
  const pods: ScenarioPods[] = [];
  const actions: ScenarioAction[] = [];
  const workflowActions: ScenarioWorkflowAction[] = [];
  for (const at of documents) {
    const place: Place = { at, path: [], diagnostics };
    const fields = mapping(withoutPatience(at.value), place, ['steps', 'metrics', 'pods', 'actions'], 'A scenario');
    if (!fields) continue;
    steps.push(...items(fields, 'steps', place).flatMap(readStep));
    metrics.push(...items(fields, 'metrics', place).flatMap(readMetric));
    pods.push(...items(fields, 'pods', place).flatMap(readPods));
    const [ofWorkflows, ofRollouts] = partition(items(fields, 'actions', place), ({ value }) => isWorkflowAction(value));
    actions.push(...ofRollouts.flatMap(readOneAction));
    workflowActions.push(...ofWorkflows.flatMap((item) => readWorkflowAction(item, readAfter)));
  }
  return { value: { steps, metrics, pods, actions, workflowActions }, diagnostics };
}

function partition<T>(items: readonly T[], is: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(is), items.filter((item) => !is(item))];
}

/** Recorders keep a setting of their own beside what they record. */
function withoutPatience(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const { patience: _patience, ...rest } = value;
  return rest;
}

function items(fields: JsonObject, name: string, place: Place): readonly Item[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  const at = inside(place, name);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => ({ value: item, place: inside(at, index) }));
  fault(at, `Here stands a list.`);
  return [];
}

function readMetric({ value, place }: Item): readonly ScenarioMetric[] {
  const fields = mapping(value, place, ['template', 'metric', 'values', 'error', 'seconds'], 'A metric');
  if (!fields) return [];
  const template = textOf(fields, 'template', place);
  const metric = textOf(fields, 'metric', place);
  const answers = readAnswers(fields, place);
  const { seconds = 0 } = fields;
  if (typeof seconds !== 'number' || seconds < 0) return fault(inside(place, 'seconds'), 'How long a Job measures is a number of seconds.') ?? [];
  return template === null || metric === null || answers === null ? [] : [{ template, metric, answers, seconds, origin: place.at.spanOf(place.path) }];
}

function readAnswers(fields: JsonObject, place: Place): readonly Measured[] | null {
  const { values, error } = fields;
  if (values === undefined && typeof error === 'string') return [readMeasured({ error })];
  if (error !== undefined && (typeof error !== 'string' || values !== undefined)) return fault(inside(place, 'error'), 'A metric has either values or one error, which is a text.');
  if (!Array.isArray(values) || values.length === 0) return fault(values === undefined ? place : inside(place, 'values'), 'A metric has values: a list of what is measured, one after the other; the last one repeats.');
  const list = values as readonly Json[];
  list.forEach((item, index) => {
    if (isJsonObject(item) && 'error' in item && (typeof item['error'] !== 'string' || Object.keys(item).length > 1)) fault(inside(place, 'values', index), 'A measurement that fails is {error: "what the source says"}.');
  });
  return list.map(readMeasured);
}

function readPods({ value, place }: Item): readonly ScenarioPods[] {
  const fields = mapping(value, place, ['rollout', 'set', 'ready'], 'An entry of pods');
  if (!fields) return [];
  const rollout = textOf(fields, 'rollout', place);
  const set = textOf(fields, 'set', place);
  const words = textOf(fields, 'ready', place);
  if (set !== null && set !== 'canary' && set !== 'stable') return fault(inside(place, 'set'), 'A set is canary (the new version) or stable.') ?? [];
  const ready = words === null ? null : readReady(words);
  if (words !== null && ready === null) fault(inside(place, 'ready'), 'Pods are ready "after 30s", or "never".');
  return rollout === null || set === null || ready === null ? [] : [{ rollout, set, ready, origin: place.at.spanOf(place.path) }];
}

function readOneAction({ value, place }: Item): readonly ScenarioAction[] {
  const fields = mapping(value, place, ['when', 'do', 'after'], 'An action');
  if (!fields) return [];
  const words = textOf(fields, 'do', place);
  const when = mapping(fields['when'] ?? null, inside(place, 'when'), ['rollout', 'step', 'phase'], 'A condition');
  const after = readAfter(fields['after'], place);
  if (words === null || when === null || after === null) return [];
  const action = readAction(words);
  if (action === null) {
    return fault(inside(place, 'do'), 'Somebody can do: promote, promote-full, abort, retry, pause, undo, undo REVISION, scale REPLICAS, image CONTAINER=IMAGE, apply FILE; to a Workflow: stop, terminate, suspend, resume, set PARAMETER=VALUE.') ?? [];
  }
  const rollout = textOf(when, 'rollout', inside(place, 'when'));
  const phase = textOf(when, 'phase', inside(place, 'when'), false);
  const { step = null } = when;
  if (step !== null && (typeof step !== 'number' || !Number.isInteger(step) || step < 0)) return fault(inside(place, 'when', 'step'), 'A step is a number: 0 is the first.') ?? [];
  if (phase !== null && !phases.includes(phase)) return fault(inside(place, 'when', 'phase'), `A phase is one of ${phases.join(', ')}.${didYouMean(phase, phases)}`) ?? [];
  return rollout === null ? [] : [{ rollout, step, phase, after, action, words, origin: place.at.spanOf([...place.path, 'do']) }];
}

const phases: readonly string[] = ['Healthy', 'Progressing', 'Paused', 'Degraded'];

/** Seconds, or a duration such as "30s". */
function readAfter(value: Json | undefined, place: Place, otherwise: number = defaultAfter): number | null {
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && value >= 0) return value;
  const duration = typeof value === 'string' ? parseDuration(value) : null;
  if (duration?.ok && duration.value >= 0n) return Number(duration.value / 1_000_000n) / 1000;
  return fault(inside(place, 'after'), 'It is a number of seconds, or a duration such as 30s or 5m.');
}
