import { servicesOf, type KubeObject, type RolloutProgram } from '../../src/model/index.ts';
import { Simulation, type Rest } from '../../src/plan/index.ts';
import { hashLabel, type SetView } from '../../src/rollout/index.ts';
import { ModelCluster, type Readiness } from '../../src/world/index.ts';
import { parseAction, withoutRepeats, type Envelope, type Picture, type PicturedSet, type Script, type ScriptAction } from './rollout-case.ts';

/** Pods marked by the recorder's annotations get ready never, or only the first few of a set. */
const recordedReadiness: Readiness = (set, nth) => {
  const template = (set.spec?.['template'] ?? {}) as { metadata?: { annotations?: Record<string, string> } };
  const annotations = template.metadata?.annotations ?? {};
  if (annotations['oracle/never-ready'] === 'true') return 'never';
  const first = annotations['oracle/ready-first'];
  return first !== undefined && nth >= Number(first) ? 'never' : 0;
};

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
  const cluster = new ModelCluster(0, recordedReadiness);
  for (const object of v1.plain) cluster.write({ verb: 'create', object });
  const simulation = new Simulation(v1.program, cluster, () => ({ phase: 'Error', value: '', message: 'no source in a recording' }));
  const rests: Picture[] = [];
  const envelope = { maxPods: 0, minReady: Infinity };
  const record = (rest: Rest): void => {
    rests.push(picture(rest));
  };
  record(simulation.toRest());
  cluster.advance(cluster.now + 1000);
  for (const object of v2.plain) cluster.write({ verb: 'patch', ref: { ...object, namespace: object.metadata.namespace ?? '', name: object.metadata.name }, patch: { spec: object.spec ?? {} } });
  simulation.replace(v2.program);

  const pending: ScriptAction[] = [...(script.actions ?? [])];
  const until = script.until ?? { phase: 'Healthy' };
  let dueAt: number | null = null;
  let endAt: number | null = null;
  simulation.watch = ({ memory }) => {
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

function picture(rest: Rest): Picture {
  const { memory, world, program } = rest;
  const names = new Map(world.sets.map((set, index) => [set.hash, `v${index + 1}`]));
  const nameOf = (hash: string | null): string | null => (hash === null ? null : (names.get(hash) ?? hash));
  const services = servicesOf(program.spec.strategy);
  const { active, preview } = memory.blueGreen;
  return {
    step: memory.stepIndex,
    phase: memory.phase,
    sets: Object.fromEntries(world.sets.filter((set) => set.desired > 0).map((set): [string, PicturedSet] => [nameOf(set.hash) ?? '', pictureSet(set, nameOf)])),
    weights: null,
    services: services.length === 0 ? null : Object.fromEntries(services.map((name) => [name, nameOf(world.services.get(name)?.selectedHash ?? null)])),
    routes: null,
    blueGreen: program.spec.strategy.kind === 'blueGreen' ? { active: nameOf(active), preview: nameOf(preview) } : null,
    analysis: null,
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

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
