import { isJsonObject, type JsonObject } from '../../src/lang/index.ts';
import { assess } from '../../src/metrics/index.ts';
import { servicesOf, stepsOf, type KubeObject, type Measured, type MeasureRequest, type RolloutProgram } from '../../src/model/index.ts';
import { Simulation, type Rest } from '../../src/plan/index.ts';
import { hashLabel, isOver, observe, type AnalysisRun, type RolloutMemory, type RolloutWorld, type SetView } from '../../src/rollout/index.ts';
import { ModelCluster, type JobOutcome, type Readiness } from '../../src/world/index.ts';
import { parseAction, sortedJson, withoutRepeats, type Envelope, type Picture, type PicturedSet, type Script, type ScriptAction } from './rollout-case.ts';

/** Pods marked by the recorder's annotations get ready never, or only the first few of a set. */
const recordedReadiness: Readiness = (set, nth) => {
  const template = (set.spec?.['template'] ?? {}) as { metadata?: { annotations?: Record<string, string> } };
  const annotations = template.metadata?.annotations ?? {};
  if (annotations['oracle/never-ready'] === 'true') return 'never';
  const first = annotations['oracle/ready-first'];
  return first !== undefined && nth >= Number(first) ? 'never' : 0;
};

/** Jobs take half a second and end with the exit code in the recorder's annotation. */
const recordedJobs: JobOutcome = (job) => {
  const template = (job.spec?.['template'] ?? {}) as { metadata?: { annotations?: Record<string, string> } };
  return { afterMs: 500, exitCode: Number(template.metadata?.annotations?.['oracle/exit'] ?? 0) };
};

/** What the recorder's own web server answers: one value, a status, or one value after the other. */
function recordedAnswer({ metric, number }: MeasureRequest): Measured {
  const web = isJsonObject(metric.provider) ? metric.provider['web'] : null;
  const url = isJsonObject(web ?? null) ? String((web as { url?: string }).url) : '';
  const [, kind, ...rest] = new URL(url).pathname.split('/');
  if (kind === 'value') return { kind: 'value', value: Number(rest[0]) };
  if (kind === 'status') return { kind: 'error', message: `received non 2xx response code: ${rest[0]}` };
  const values = (rest[1] ?? '').split(',');
  const at = spentLists.has(rest[0] ?? '') ? values.length : number;
  return { kind: 'value', value: Number(values[Math.min(at, values.length - 1)]) };
}

/** The recorder's server had given all values but the last one of these lists to an earlier recording: the recorded counts show it. */
const spentLists: ReadonlySet<string> = new Set(['web-limit']);

export interface RunResult {
  readonly rests: readonly Picture[];
  readonly envelope: Envelope;
}

/** Runs both versions of a case with its script, and pictures every rest as the recorder does. */
export function runCase(given: {
  readonly v1: { readonly program: RolloutProgram; readonly plain: readonly KubeObject[] };
  readonly v2: { readonly program: RolloutProgram; readonly plain: readonly KubeObject[] };
  readonly script: Script;
}): RunResult {
  const { v1, v2, script } = given;
  const cluster = new ModelCluster(0, recordedReadiness, recordedJobs);
  for (const object of v1.plain) cluster.write({ verb: 'create', object });
  const simulation = new Simulation(v1.program, cluster, (request) => assess(request.metric, recordedAnswer(request)));
  const rests: Picture[] = [];
  const envelope = { maxPods: 0, minReady: Infinity };
  const show = (shown: Picture): void => {
    // The recorder takes a rest at which only the verdict is another one for the same rest.
    const last = rests.at(-1);
    if (!last || sortedJson({ ...last, analysis: null }) !== sortedJson({ ...shown, analysis: null })) rests.push(shown);
  };
  const record = (rest: Rest): void => {
    if (isOnlyTested(rest)) return;
    const { memory, routes } = lastLook(simulation, rest);
    show(picture(rest.program, { ...rest.world, routes }, memory, cluster));
  };
  record(simulation.toRest());
  cluster.advance(cluster.now + 1000);
  for (const object of v2.plain) cluster.write({ verb: 'patch', ref: { ...object, namespace: object.metadata.namespace ?? '', name: object.metadata.name }, patch: { spec: object.spec ?? {} } });
  simulation.replace(v2.program);

  const pending: ScriptAction[] = [...(script.actions ?? [])];
  const until = script.until ?? { phase: 'Healthy' };
  let dueAt: number | null = null;
  let endAt: number | null = null;
  let before = simulation.memory;
  simulation.watch = ({ program, memory }) => {
    if (isMarkedFirst(program, before, memory)) {
      const marked = { ...before, runs: memory.runs };
      show(picture(program, observe(program, cluster, marked), marked, cluster));
    }
    before = memory;
    if (isLeavingExperiment(program, memory)) show(picture(program, observe(program, cluster, memory), memory, cluster));
    const next = pending[0];
    const now = cluster.now;
    if (next) {
      if (dueAt === null && matches(next.when, memory.stepIndex, memory.phase)) dueAt = now + (next.after ?? 1) * 1000;
    } else if (endAt === null && matches(until, memory.stepIndex, memory.phase)) endAt = now + (script.linger ?? 2) * 1000;
  };
  for (let count = 0; count < 1000; count++) {
    const rest = simulation.toRest();
    record(rest);
    envelope.maxPods = Math.max(envelope.maxPods, rest.envelope.maxPods);
    envelope.minReady = Math.min(envelope.minReady, rest.envelope.minReady);
    const limit: number | null = dueAt ?? endAt;
    if (simulation.pass(rest, limit ?? Infinity)) continue;
    if (dueAt === null) break;
    const action = pending.shift();
    dueAt = null;
    if (action) simulation.act(parseAction(action.do));
  }
  return { rests: withoutRepeats(rests), envelope };
}

function matches(when: { readonly step?: number; readonly phase?: string }, step: number | null, phase: string): boolean {
  return (when.step === undefined || when.step === step) && (when.phase === undefined || when.phase === phase);
}

/** The recorder takes no picture of a blue-green that waits for its analysis alone. */
function isOnlyTested({ program, waits, outcome }: Rest): boolean {
  if (program.spec.strategy.kind !== 'blueGreen' || outcome !== null) return false;
  return waits.some((wait) => wait.kind === 'analysis' && wait.holds) && !waits.some(({ kind }) => kind === 'timer' || kind === 'approval' || kind === 'scale-down');
}

/** An experiment is over, and its step is not: its sets are on their way out, one after the other. */
function isLeavingExperiment(program: RolloutProgram, memory: RolloutMemory): boolean {
  const step = memory.stepIndex === null ? undefined : stepsOf(program.spec.strategy)[memory.stepIndex];
  return step?.kind === 'experiment' && memory.experiments.some(({ current, phase }) => current && phase !== null && isOver(phase));
}

/** With a router, the reference marks the canary's set for its end before the Rollout says that a step's analysis aborted it; the recorder sees both. */
function isMarkedFirst(program: RolloutProgram, before: RolloutMemory, after: RolloutMemory): boolean {
  const { strategy } = program.spec;
  const step = after.aborted && before.aborted === null && before.stepIndex !== null ? stepsOf(strategy)[before.stepIndex] : undefined;
  const failed = after.runs.some(({ kind, current, phase }) => kind === 'Step' && current && (phase === 'Failed' || phase === 'Error'));
  return strategy.kind === 'canary' && strategy.routing !== null && step?.kind === 'analysis' && failed;
}

/** The recorder sees a step's analysis when it measured for the first time: what takes no time is over by then. */
function lastLook(simulation: Simulation, { program, memory, waits, world }: Rest): { readonly memory: RolloutMemory; readonly routes: RolloutWorld['routes'] } {
  if (!waits.some((wait) => (wait.kind === 'analysis' && wait.holds) || (wait.kind === 'experiment' && wait.available))) return { memory, routes: world.routes };
  const fork = simulation.fork();
  let last = { memory, routes: world.routes };
  fork.watch = ({ memory: next }) => {
    if (fork.cluster.now === world.now && next.stepIndex === memory.stepIndex && next.aborted === null && next.currentHash === memory.currentHash) last = { memory: next, routes: observe(program, fork.cluster, next).routes };
  };
  fork.toRest();
  return last;
}

function picture(program: RolloutProgram, world: RolloutWorld, memory: RolloutMemory, cluster: ModelCluster): Picture {
  const names = new Map(world.sets.map((set, index) => [set.hash, `v${index + 1}`]));
  const nameOf = (hash: string | null): string | null => (hash === null ? null : (names.get(hash) ?? hash));
  const services = memory.weights ? cluster.list('Service', program.namespace).map(({ metadata }) => metadata.name) : servicesOf(program.spec.strategy);
  const selected = (name: string): string | null => {
    const selector = (cluster.get({ kind: 'Service', namespace: program.namespace, name })?.spec?.['selector'] ?? {}) as Readonly<Record<string, string>>;
    return selector[hashLabel] ?? null;
  };
  const { active, preview } = memory.blueGreen;
  return {
    step: memory.stepIndex,
    phase: memory.phase,
    sets: Object.fromEntries([
      ...world.sets.filter((set) => set.desired > 0).map((set): [string, PicturedSet] => [nameOf(set.hash) ?? '', pictureSet(set, nameOf)]),
      ...world.experimentSets.filter((set) => set.desired > 0).map((set): [string, PicturedSet] => [`experiment/${set.name.slice(program.name.length)}`, pictureSet(set, nameOf)]),
    ]),
    weights: pictureWeights(memory),
    services: services.length === 0 ? null : Object.fromEntries(services.map((name) => [name, nameOf(selected(name))])),
    routes: pictureRoutes(world, names),
    blueGreen: program.spec.strategy.kind === 'blueGreen' ? { active: nameOf(active), preview: nameOf(preview) } : null,
    analysis: memory.runs.length === 0 ? null : memory.runs.map((run) => pictureRun(run, nameOf)),
    abort: memory.aborted !== null,
    stable: nameOf(memory.stableHash),
    current: nameOf(memory.currentHash),
  };

  function pictureSet(set: SetView, hashName: (hash: string | null) => string | null): PicturedSet {
    const going = set.pods.slice(0, set.desired);
    const labels = going.map((pod) => ({ ...pod.labels, [hashLabel]: hashName(pod.labels[hashLabel] ?? null) }));
    const annotations = going
      .map((pod) => Object.fromEntries(Object.entries(pod.annotations).filter(([key]) => !key.startsWith('oracle/'))))
      .filter((map) => Object.keys(map).length > 0);
    return { desired: set.desired, ready: Math.min(set.ready, set.desired), podLabels: distinct(labels), podAnnotations: distinct(annotations), scaleDownDelayed: set.scaleDownAt !== null };
  }
}

function pictureWeights({ weights }: RolloutMemory): unknown {
  return weights && { canary: weights.canary.weight, stable: weights.stable.weight, additional: weights.additional.map(({ weight }) => weight) };
}

/** Of Ingresses the annotations and rules, of others the spec, with versions in place of hashes wherever they stand. */
function pictureRoutes({ routes }: RolloutWorld, names: ReadonlyMap<string, string>): unknown {
  const pictured = [...routes.values()]
    .filter(({ apiVersion, kind }) => !(apiVersion.startsWith('appmesh.') && kind === 'VirtualService'))
    .map(({ apiVersion, kind, metadata, spec = {} }): [string, unknown] => [
      `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}/${metadata.name}`,
      kind === 'Ingress' ? { annotations: metadata.annotations ?? {}, rules: spec['rules'] } : apiVersion.startsWith('gateway.') ? asStored(kind, spec) : spec,
    ]);
  if (pictured.length === 0) return null;
  const text = [...names].reduce((all, [hash, name]) => all.replaceAll(hash, name), JSON.stringify(Object.fromEntries(pictured)));
  return JSON.parse(text) as unknown;
}

/** With what the Gateway API's definitions fill in. */
function asStored(kind: string, spec: JsonObject): JsonObject {
  const listOf = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? (value as readonly JsonObject[]) : []);
  return {
    ...spec,
    parentRefs: listOf(spec['parentRefs']).map((ref) => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', ...ref })),
    rules: listOf(spec['rules']).map((rule) => ({
      ...(kind === 'HTTPRoute' && { matches: [{ path: { type: 'PathPrefix', value: '/' } }] }),
      ...rule,
      backendRefs: listOf(rule['backendRefs']).map((ref) => ({ group: '', kind: 'Service', weight: 1, ...ref })),
    })),
  };
}

function pictureRun({ kind, step, args, phase, metrics }: AnalysisRun, nameOf: (hash: string) => string | null): unknown {
  const results = metrics
    .filter((metric) => metric.measurements.length > 0 || metric.job !== null)
    .map(({ name, phase: metricPhase, successful, failed, inconclusive, error }) => ({ name, phase: metricPhase, count: successful + failed + inconclusive, successful, failed, inconclusive, error }));
  return {
    type: kind === 'Experiment' ? null : kind,
    step: step === null ? null : String(step),
    args: args.map((arg) => ('value' in arg ? { name: arg.name, value: nameOf(arg.value) } : arg)),
    ...(isOver(phase) && { phase, metrics: results }),
  };
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
