import { programId, stepsOf, type ClusterView, type RolloutStatus, type SetStatus, type Wait, type Waiting } from '../model/index.ts';
import { roleOf, stepText, trafficOf } from '../plan/index.ts';
import { decide, observe, type RolloutWorld, type SetView } from '../rollout/index.ts';
import { revivedProgram, type RunState } from './run-state.ts';

/** How a run's program stands in a cluster now. Decides once to learn what it waits for; nothing of that decision is done. */
export function statusOf(run: RunState, view: ClusterView): RolloutStatus {
  const program = revivedProgram(run.program);
  const world = observe(program, view, run.memory, [], { assumesRoutes: true });
  const { memory } = run;
  const steps = stepsOf(program.spec.strategy);
  const current = memory.stepIndex === null ? undefined : steps[memory.stepIndex];
  const decision = decide(program, world);
  return {
    id: programId(program),
    phase: memory.phase,
    message: memory.message,
    step: memory.stepIndex,
    steps: steps.length,
    stepText: current ? stepText(current) : null,
    replicas: program.spec.replicas,
    traffic: trafficOf(program, memory, world.sets),
    sets: world.sets.filter((set) => set.desired > 0 || set.replicas > 0).map((set) => setStatus(set, run, view, world.now)),
    services: [...world.services.values()].map(({ name, selectedHash }) => ({ name, set: world.sets.find((set) => set.hash === selectedHash)?.name ?? null })),
    analysis: memory.runs.filter(({ hash }) => hash === memory.currentHash).flatMap((analysis) =>
      analysis.metrics.map(({ name: metric, phase: verdict, measurements }) => ({
        run: analysis.name,
        metric,
        phase: verdict,
        measured: measurements.map(({ value, phase }) => `${value === '' ? '-' : value} ${phase}`),
        measurements: measurements.map(({ value, phase, message, startedAt }) => ({ value, phase, message, at: startedAt })),
      })),
    ),
    waiting: decision.waits.map((wait) => waitingText(wait, world)),
    deviation: run.deviation,
    aborted: memory.aborted !== null,
  };
}

function setStatus(set: SetView, run: RunState, view: ClusterView, now: number): SetStatus {
  const object = view.get({ kind: 'ReplicaSet', namespace: run.program.namespace, name: set.name });
  const template = object?.spec?.['template'] as { spec?: { containers?: readonly { image?: string }[] } } | undefined;
  return {
    name: set.name,
    role: roleOf(set.hash, run.memory, run.program.spec.strategy),
    revision: set.revision,
    images: (template?.spec?.containers ?? []).flatMap(({ image }) => (image === undefined ? [] : [image])),
    desired: set.desired,
    ready: set.ready,
    available: set.available,
    scaleDownSeconds: set.scaleDownAt === null ? null : Math.max(0, (set.scaleDownAt - now) / 1000),
    pods: set.pods.map((pod) => ({ name: pod.name, ready: pod.ready, ageSeconds: Math.max(0, (now - pod.createdAt) / 1000) })),
  };
}

function waitingText(wait: Wait, world: RolloutWorld): Waiting {
  const seconds = wait.until === null ? null : Math.max(0, (wait.until - world.now) / 1000);
  const at = (text: string, forPerson = false): Waiting => ({ text, seconds, forPerson });
  switch (wait.kind) {
    case 'pods':
      return at(`${wait.available} of ${wait.desired} pods of ${wait.set} are available`);
    case 'timer':
      return at(wait.step === null ? 'the preview is promoted' : `pause of step ${wait.step + 1}`);
    case 'approval':
      if (wait.step !== null) return at(`pause of step ${wait.step + 1}, until promoted`, true);
      return at(world.memory.pauses.length > 0 ? 'the preview waits for its promotion' : 'paused by a person', true);
    case 'scale-down':
      return at(`${wait.set} is scaled down`);
    case 'analysis':
      return at(`analysis ${wait.run} measures`);
    case 'experiment':
      return at(`experiment ${wait.name} runs`);
    case 'restart':
      return at('pods are restarted');
  }
}
