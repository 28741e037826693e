import { readDocuments } from '../../src/document/index.ts';
import { fnv1a32, type Json, type JsonObject } from '../../src/lang/index.ts';
import { readInventory, readWorkflowProgram } from '../../src/manifest/index.ts';
import type { WorkflowProgram } from '../../src/model/index.ts';
import { podRunner } from '../../src/plan/index.ts';
import { nodeNameAnnotation, taskOfPod } from '../../src/workflow/index.ts';
import type { PodRunner } from '../../src/world/index.ts';
import { fc } from '../fast-check.ts';

/** What becomes of a pod, in the scenario's form. */
export type Outcome = JsonObject;

export interface RandomWorkflow {
  /** The documents: the Workflow and a ConfigMap that it refers to. */
  readonly objects: readonly JsonObject[];
  /** A pod's name chooses one of them, so that the order in which pods begin says nothing. */
  readonly outcomes: readonly Outcome[];
}

/** What a template that makes a pod is, or a gate. */
const leafKinds = ['container', 'container', 'script', 'script', 'outputs', 'set', 'suspend', 'gate', 'daemon'] as const;

const rarely = <T>(one: fc.Arbitrary<T>, times = 5): fc.Arbitrary<T | null> => fc.oneof({ weight: times, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one });

const retryStrategy: fc.Arbitrary<JsonObject> = fc
  .record({
    limit: fc.constantFrom<Json>(0, 1, 2, '2'),
    retryPolicy: rarely(fc.constantFrom('Always', 'OnFailure', 'OnError', 'OnTransientError'), 1),
    backoff: rarely(fc.constantFrom<JsonObject>({ duration: '1s' }, { duration: '2', factor: 2, cap: '3s' }, { duration: '1s', factor: 3, maxDuration: '5s' }), 2),
    expression: rarely(fc.constantFrom('lastRetry.exitCode != "2"', 'asInt(retries) < 1', 'lastRetry.status == "Error"'), 3),
  })
  .map(present);

const leaf = fc.record({
  kind: fc.constantFrom(...leafKinds),
  retryStrategy: rarely(retryStrategy, 2),
  activeDeadlineSeconds: rarely(fc.constantFrom(1, 3), 8),
  timeout: rarely(fc.constantFrom('4s', '9s'), 10),
  lock: rarely(fc.constantFrom('mutex', 'semaphore', 'both'), 6),
  memoize: rarely(fc.constantFrom('k', '{{inputs.parameters.x}}'), 8),
});
type Leaf = typeof leaf extends fc.Arbitrary<infer T> ? T : never;

const call = fc.record({
  template: fc.nat(20),
  loop: rarely(fc.constantFrom('one', 'items', 'mapped', 'sequence', 'param', 'result', 'none'), 4),
  when: rarely(fc.constantFrom('false', '1 < 2', '{{item}} != 1', 'result', 'status'), 5),
  continueOn: rarely(fc.constantFrom<JsonObject>({ failed: true }, { error: true }, { failed: true, error: true }), 3),
  exit: rarely(fc.nat(20), 7),
  hook: rarely(fc.constantFrom('Running', 'Succeeded', 'Failed'), 9),
  argument: fc.constantFrom('none', 'none', 'text', 'item', 'input', 'result', 'output', 'status', 'expression'),
  from: fc.nat(20),
  needs: fc.array(fc.nat(20), { maxLength: 3 }),
  /** Chooses results in `depends`, or how many steps are in a group. */
  result: fc.nat(30),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

const body = fc.record({
  kind: fc.constantFrom('steps', 'depends', 'dependencies'),
  calls: fc.array(call, { minLength: 1, maxLength: 5 }),
  parallelism: rarely(fc.constantFrom(1, 2)),
  failFast: rarely(fc.boolean()),
  retryStrategy: rarely(retryStrategy, 8),
  lock: rarely(fc.constantFrom('mutex', 'semaphore'), 12),
  outputs: rarely(fc.nat(20), 3),
});
type Body = typeof body extends fc.Arbitrary<infer T> ? T : never;

const whole = fc.record({
  parallelism: rarely(fc.constantFrom(1, 2, 3), 4),
  activeDeadlineSeconds: rarely(fc.constantFrom(2, 6), 10),
  onExit: rarely(fc.constantFrom('bye', 'inner', 'p0'), 2),
  hook: rarely(fc.constantFrom('Running', 'Succeeded', 'Failed'), 10),
  lock: rarely(fc.constantFrom('mutex'), 15),
  suspend: rarely(fc.constant(true), 20),
});
type Whole = typeof whole extends fc.Arbitrary<infer T> ? T : never;

const outcome: fc.Arbitrary<Outcome> = fc
  .record({
    exitCode: fc.constantFrom(0, 0, 0, 0, 1, 2),
    error: rarely(fc.constant('no room'), 12),
    seconds: fc.constantFrom(0, 0.3, 0.3, 1, 2, 7),
    result: fc.constantFrom('1', '0', '[1, 2]', '["a", "b", "c"]', '[{"k": 1}]', 'text', '[]'),
    parameters: fc.constantFrom<JsonObject>({ v: 'seen' }, { v: '[3]' }, { v: 'seen' }, { v: null }),
  })
  .map(present);

/** Valid Workflows of nested steps and DAGs with whatever they can have, and what becomes of their pods. */
export const randomWorkflows: fc.Arbitrary<RandomWorkflow> = fc
  .record({ leaves: fc.array(leaf, { minLength: 1, maxLength: 4 }), inner: body, mid: body, main: body, whole, outcomes: fc.array(outcome, { minLength: 1, maxLength: 5 }) })
  .map(({ leaves, inner, mid, main, whole: own, outcomes }) => {
    const callable: Callable[] = leaves.map(({ kind, retryStrategy: tried }, at) => ({ name: `p${at}`, isTried: tried !== null, isDaemon: kind === 'daemon', isPod: kind !== 'suspend' && kind !== 'gate', tells: kind === 'outputs' ? 'v' : kind === 'gate' ? 'go' : null }));
    const templates: JsonObject[] = leaves.map(leafTemplate);
    for (const [name, one] of [['inner', inner], ['mid', mid], ['main', main]] as const) {
      const made = bodyTemplate(name, one, callable);
      templates.push(made.template);
      callable.push({ name, isTried: one.retryStrategy !== null, isDaemon: false, isPod: false, tells: made.tells });
    }
    templates.push({ name: 'bye', container: { image: 'tool', args: ['{{workflow.status}}', '{{workflow.failures}}'] } });
    const spec = { entrypoint: 'main', ...wholeFields(own), templates };
    const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'w', namespace: 'default' }, spec };
    return { objects: [workflow, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'limits', namespace: 'default' }, data: { two: '2' } }], outcomes };
  });

interface Callable {
  readonly name: string;
  readonly isTried: boolean;
  readonly isDaemon: boolean;
  readonly isPod: boolean;
  /** The name of its output parameter; null: it has none. */
  readonly tells: string | null;
}

/** Without fields that are null. */
function present(fields: Readonly<Record<string, Json | null>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== null));
}

function synchronization(lock: string | null): JsonObject {
  if (lock === null) return {};
  return {
    synchronization: {
      ...(lock !== 'semaphore' && { mutexes: [{ name: 'only' }] }),
      ...(lock !== 'mutex' && { semaphores: [{ configMapKeyRef: { name: 'limits', key: 'two' } }] }),
    },
  };
}

const input = { inputs: { parameters: [{ name: 'x', default: 'd' }] } };
const image = { image: 'tool', args: ['{{inputs.parameters.x}}'] };

function leafTemplate({ kind, lock, memoize, retryStrategy: tried, activeDeadlineSeconds, timeout }: Leaf, at: number): JsonObject {
  const isGate = kind === 'suspend' || kind === 'gate';
  return {
    name: `p${at}`,
    ...input,
    ...(kind !== 'gate' && synchronization(lock)),
    ...(!isGate && present({ retryStrategy: tried, activeDeadlineSeconds, timeout })),
    ...(!isGate && kind !== 'daemon' && memoize !== null && { memoize: { key: memoize === 'k' ? `k${at}` : `k-${memoize}`, cache: { configMap: { name: 'cache' } } } }),
    ...leafBody(kind),
  };
}

function leafBody(kind: Leaf['kind']): JsonObject {
  switch (kind) {
    case 'container':
      return { container: image };
    case 'script':
      return { script: { image: 'tool', command: ['sh'], source: 'echo {{inputs.parameters.x}}' } };
    case 'outputs':
      return { container: image, outputs: { parameters: [{ name: 'v', valueFrom: { path: '/v', default: 'none' } }] } };
    case 'set':
      return { containerSet: { containers: [{ name: 'a', image: 'tool', command: ['a'] }, { name: 'main', image: 'tool', command: ['b'], dependencies: ['a'] }] } };
    case 'suspend':
      return { suspend: { duration: '3s' } };
    case 'gate':
      return { suspend: {}, outputs: { parameters: [{ name: 'go', valueFrom: { supplied: {}, default: 'yes' } }] } };
    case 'daemon':
      return { daemon: true, container: image };
  }
}

interface Called {
  readonly name: string;
  readonly callee: Callable;
  readonly isLoop: boolean;
  readonly value: JsonObject;
}

function bodyTemplate(name: string, { kind, calls, parallelism, failFast, retryStrategy: tried, lock, outputs }: Body, callable: readonly Callable[]): { readonly template: JsonObject; readonly tells: string | null } {
  const called: Called[] = [];
  const groups: Called[][] = [];
  const prefix = kind === 'steps' ? 'steps' : 'tasks';
  for (const [at, one] of calls.entries()) {
    const last = groups.at(-1);
    const joins = kind === 'steps' && last !== undefined && last.length <= one.result % 3;
    const known = kind === 'steps' ? (joins ? groups.slice(0, -1) : groups).flat() : needed(one, called);
    const made = callOf(prefix, `${kind === 'steps' ? 's' : 't'}${at}`, one, known, callable);
    const order = kind === 'steps' ? {} : kind === 'depends' ? dependsOf(one, known) : { dependencies: known.map((need) => need.name) };
    // With `depends` a task has no `continueOn`.
    const { continueOn, ...rest } = made.value;
    const value = { ...rest, ...order, ...(continueOn !== undefined && !('depends' in order) && kind !== 'depends' && { continueOn }) };
    const whole = { ...made, value };
    called.push(whole);
    if (joins) last.push(whole);
    else groups.push([whole]);
  }
  const source = outputs === null ? null : (called[outputs % called.length] ?? null);
  const told = source && tellOf(prefix, source);
  const template = {
    name,
    ...input,
    ...synchronization(lock),
    ...present({ parallelism, retryStrategy: tried, ...(kind === 'steps' && { failFast }) }),
    ...(kind === 'steps' ? { steps: groups.map((group) => group.map(({ value }) => value)) } : { dag: { ...present({ failFast }), tasks: called.map(({ value }) => value) } }),
    ...(told !== null && { outputs: { parameters: [{ name: 'o', valueFrom: { parameter: told, default: 'nothing' } }] } }),
  };
  return { template, tells: told === null ? null : 'o' };
}

function needed({ needs }: Call, called: readonly Called[]): readonly Called[] {
  const at = new Set(called.length === 0 ? [] : needs.map((need) => need % called.length));
  return called.filter((_, index) => at.has(index));
}

/** What a step or task tells, as a variable; null: nothing. */
function tellOf(prefix: string, { name, callee }: Called): string | null {
  if (callee.tells !== null) return `{{${prefix}.${name}.outputs.parameters.${callee.tells}}}`;
  return callee.isPod ? `{{${prefix}.${name}.outputs.result}}` : null;
}

function callOf(prefix: string, name: string, one: Call, known: readonly Called[], callable: readonly Callable[]): Called {
  const callee = callable[one.template % callable.length] as Callable;
  const before = known.length === 0 ? null : (known[one.from % known.length] as Called);
  const told = before && tellOf(prefix, before);
  const status = before && !before.isLoop ? `{{${prefix}.${before.name}.status}}` : null;
  const loop = loopOf(one.loop, told);
  const isLoop = Object.keys(loop).length > 0;
  const conditions: Readonly<Record<string, string | null>> = { result: told !== null && !told.includes('.parameters.') && before?.isLoop !== true ? `"${told.replaceAll('"', '')}" != "0"` : null, status: status && `${status} == Succeeded`, '{{item}} != 1': isLoop && one.loop !== 'mapped' && one.loop !== 'result' ? '{{item}} != 1' : null };
  const when = one.when === null ? null : one.when in conditions ? (conditions[one.when] ?? null) : one.when;
  const values: Readonly<Record<string, string | null>> = { none: null, text: 'hello', item: isLoop ? '{{item}}' : null, input: '{{inputs.parameters.x}}', result: told, output: told, status, expression: `{{=inputs.parameters.x + "-${name}"}}` };
  const value = values[one.argument] ?? null;
  const handler = one.exit === null ? null : (callable[one.exit % callable.length] as Callable);
  // While a hook runs of what is tried, the reference tries it once more when it has ended; and a daemon as a handler is no sense.
  const hooks: JsonObject = {
    ...(handler && !handler.isDaemon && { exit: { template: handler.name } }),
    ...(one.hook !== null && !isLoop && !callee.isTried && { seen: { template: 'bye', expression: `${prefix}["${name}"].status == "${one.hook}"` } }),
  };
  return {
    name,
    callee,
    isLoop,
    value: {
      name,
      template: callee.name,
      ...loop,
      ...present({ when, continueOn: one.continueOn }),
      ...(value !== null && { arguments: { parameters: [{ name: 'x', value }] } }),
      ...(Object.keys(hooks).length > 0 && { hooks }),
    },
  };
}

function loopOf(loop: Call['loop'], told: string | null): JsonObject {
  switch (loop) {
    case null:
      return {};
    case 'one':
      return { withItems: ['only'] };
    case 'items':
      return { withItems: [1, 2, 'three'] };
    case 'mapped':
      return { withItems: [{ k: 1 }, { k: 'two' }] };
    case 'sequence':
      return { withSequence: { count: '6' } };
    case 'param':
      return { withParam: '[0, 1]' };
    case 'none':
      return { withParam: '[]' };
    case 'result':
      return told === null ? {} : { withParam: told };
  }
}

const results = ['', '', '', '', '.Succeeded', '.Failed', '.Errored', '.Skipped', '.Omitted', '.Daemoned', '.AnySucceeded', '.AllFailed'];

/** A condition over the ends of tasks: terms joined by `&&` within terms joined by `||`. */
function dependsOf({ result }: Call, known: readonly Called[]): JsonObject {
  if (known.length === 0) return {};
  const terms = known.map(({ name, isLoop }, at) => {
    const named = results[(result + at * 5) % results.length] ?? '';
    const term = `${name}${!isLoop && (named === '.AnySucceeded' || named === '.AllFailed') ? '.Succeeded' : named}`;
    return named !== '' && (result + at) % 7 === 0 ? `!${term}` : term;
  });
  const [first, ...others] = terms as [string, ...string[]];
  return { depends: others.length === 0 ? first : result % 2 === 0 ? terms.join(' && ') : `${first} || (${others.join(' && ')})` };
}

function wholeFields({ parallelism, activeDeadlineSeconds, onExit, hook, lock, suspend }: Whole): JsonObject {
  return {
    ...present({ parallelism, activeDeadlineSeconds, onExit, suspend }),
    ...synchronization(lock),
    ...(hook !== null && { hooks: { seen: { template: 'bye', expression: `workflow.status == "${hook}"` } } }),
  };
}

/** The program as sluice reads it. */
export function readRandom({ objects }: Pick<RandomWorkflow, 'objects'>): WorkflowProgram {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const inventory = readInventory(readDocuments(text, 'w.yaml').value, { namespace: 'default' });
  const resource = inventory.resources.find(({ object }) => object.kind === 'Workflow');
  if (!resource) throw new Error('the test has no Workflow');
  return readWorkflowProgram(resource, inventory);
}

/** Runs pods as the outcomes say; of the daemons some run until they are killed. */
export function runnerOf({ outcomes }: Pick<RandomWorkflow, 'outcomes'>): PodRunner {
  return (pod) => {
    const number = Number(fnv1a32(pod.metadata.annotations?.[nodeNameAnnotation] ?? ''));
    const { seconds, ...others } = outcomes[number % outcomes.length] ?? {};
    const lasts = taskOfPod(pod)?.daemon === true && number % 3 > 0;
    return podRunner([{ node: '*', ...others, ...(seconds !== undefined && !lasts && { seconds }) }], 'named')(pod);
  };
}
