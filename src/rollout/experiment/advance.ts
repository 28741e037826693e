import { formatTime } from '../../lang/index.ts';
import type { ExperimentTemplate, ReasonedWrite } from '../../model/index.ts';
import { freeName, isOver, isWorse, jobsOf, startRun, terminate, type AnalysisPhase, type AnalysisRun, type RunArgument } from '../analysis/index.ts';
import type { RolloutMemory } from '../memory.ts';
import { scaleDownAnnotation } from '../names.ts';
import type { ExperimentSetView } from '../observe.ts';
import { setRef } from '../pod-metadata.ts';
import type { Scene } from '../scene.ts';
import { experimentService, experimentSet, experimentSetName } from './experiment-set.ts';
import { endOf, isEnding, isFinished, isProven, type ExperimentMemory, type ExperimentRunMemory, type TemplateMemory, type TemplateStatus } from './memory.ts';

type Parts = Pick<RolloutMemory, 'experiments' | 'runs'>;

/**
 * One turn of every experiment: makes, scales and lets go its sets, starts and ends its runs, and says how it stands.
 *
 * @param after what the strategy decided, with experiments begun and ended by it
 * @see Argo Rollouts 1.9 experiments/experiment.go reconcile
 */
export function advanceExperiments(scene: Scene, after: Parts): { readonly memory: Parts; readonly writes: readonly ReasonedWrite[] } {
  const gone = scene.memory.experiments.filter(({ name }) => !after.experiments.some((one) => one.name === name));
  const writes = gone.flatMap((experiment) => forgetWrites(experiment, scene));
  let runs = gone.length === 0 ? after.runs : after.runs.filter((run) => !gone.some(({ analyses }) => analyses.some((one) => one.run === run.name)));
  const experiments = after.experiments.map((experiment) => {
    const turn = new Turn(experiment, scene, runs);
    const next = turn.take();
    writes.push(...turn.writes);
    runs = turn.runs;
    return JSON.stringify(next) === JSON.stringify(experiment) ? experiment : next;
  });
  const isSame = experiments.every((one, index) => one === after.experiments[index]);
  return { memory: { experiments: isSame ? after.experiments : experiments, runs }, writes };
}

/** Its sets and the Jobs of its runs go with it. */
function forgetWrites(experiment: ExperimentMemory, { program, world, memory }: Scene): readonly ReasonedWrite[] {
  const { namespace } = program;
  const sets = world.experimentSets.filter((set) => set.experiment === experiment.name);
  const runs = memory.runs.filter((run) => experiment.analyses.some((one) => one.run === run.name));
  return [
    ...sets.map((set) => ({ write: { verb: 'delete' as const, ref: setRef(set, namespace) }, why: `forget ${set.name} of experiment ${experiment.name}` })),
    ...runs.flatMap((run) => jobsOf(run, namespace)),
  ];
}

/** One experiment in one decision. */
class Turn {
  readonly writes: ReasonedWrite[] = [];
  runs: readonly AnalysisRun[];
  readonly #experiment: ExperimentMemory;
  readonly #scene: Scene;
  readonly #ending: boolean;

  constructor(experiment: ExperimentMemory, scene: Scene, runs: readonly AnalysisRun[]) {
    this.#experiment = experiment;
    this.#scene = scene;
    this.#ending = isEnding(experiment);
    this.runs = runs;
  }

  take(): ExperimentMemory {
    const { written } = this.#experiment;
    const templates = this.#experiment.templates.map((memory) => {
      const template = written.templates.find(({ name }) => name === memory.name);
      return template ? this.#template(memory, template) : memory;
    });
    const analyses = this.#experiment.analyses.map((memory) => this.#analysis(memory));
    return this.#stand({ ...this.#experiment, templates, analyses });
  }

  #template(memory: TemplateMemory, template: ExperimentTemplate): TemplateMemory {
    const { world, program } = this.#scene;
    const { name } = this.#experiment;
    const isDone = memory.status === 'Successful' || memory.status === 'Failed';
    const wanted = this.#ending || isDone ? 0 : template.replicas;
    const set = world.experimentSets.find((one) => one.experiment === name && one.templateName === template.name);
    if (!set) {
      if (wanted > 0) {
        const object = experimentSet(name, template, this.#scene);
        this.writes.push({ write: { verb: 'create', object }, why: `create ReplicaSet ${object.metadata.name} for experiment ${name}` });
      }
      return this.#judged({ ...memory, changedAt: world.now }, wanted, 0);
    }
    this.#service(template, set, wanted);
    if (wanted > 0 && set.desired !== wanted) this.#scale(set, wanted);
    if (wanted === 0) this.#letGo(set);
    const counts = { replicas: set.replicas, ready: set.ready, available: set.available };
    const moved = counts.replicas !== memory.counts.replicas || counts.ready !== memory.counts.ready || counts.available !== memory.counts.available || (wanted > 0 && set.desired !== wanted);
    return this.#judged({ ...memory, counts, changedAt: moved ? world.now : memory.changedAt }, wanted, set.available, program.spec.progressDeadlineSeconds);
  }

  #judged(memory: TemplateMemory, wanted: number, available: number, deadlineSeconds = this.#experiment.deadlineSeconds): TemplateMemory {
    const { now } = this.#scene.world;
    if (memory.status === 'Successful' || memory.status === 'Failed') return memory;
    const end = endOf(this.#experiment);
    const stands = (status: TemplateStatus, message = ''): TemplateMemory => ({ ...memory, status, message });
    if (wanted === available) return stands((end !== null && now >= end) || this.#ending ? 'Successful' : 'Running');
    if (now >= memory.changedAt + deadlineSeconds * 1000) return stands('Failed', `the pods of template ${memory.name} were not available within ${deadlineSeconds} s`);
    return stands(this.#ending ? 'Successful' : 'Progressing');
  }

  /** First for some time with its pods, then without; one set is begun with at a time. */
  #letGo(set: ExperimentSetView): void {
    const { world, program } = this.#scene;
    const { scaleDownDelaySeconds } = this.#experiment.written;
    if (set.desired === 0) return;
    if (scaleDownDelaySeconds > 0 && set.scaleDownAt === null) {
      if (this.writes.some(({ write }) => write.verb === 'patch')) return;
      const annotations = { [scaleDownAnnotation]: formatTime(world.now + scaleDownDelaySeconds * 1000) };
      this.writes.push({ write: { verb: 'patch', ref: setRef(set, program.namespace), patch: { metadata: { annotations } } }, why: `scale ${set.name} down in ${scaleDownDelaySeconds} s` });
    } else if (set.scaleDownAt === null || world.now >= set.scaleDownAt) this.#scale(set, 0);
  }

  #scale(set: ExperimentSetView, replicas: number): void {
    this.writes.push({ write: { verb: 'patch', ref: setRef(set, this.#scene.program.namespace), patch: { spec: { replicas } } }, why: `scale ${set.name} from ${set.desired} to ${replicas}` });
  }

  #service(template: ExperimentTemplate, set: ExperimentSetView, wanted: number): void {
    const { world, program } = this.#scene;
    if (template.service === null) return;
    const name = template.service === '' ? set.name : template.service;
    const exists = world.experimentServices.has(name);
    if (wanted > 0 && !exists) {
      const object = experimentService(experimentSet(this.#experiment.name, template, this.#scene), name);
      if (object) this.writes.push({ write: { verb: 'create', object }, why: `create Service ${name} for experiment ${this.#experiment.name}` });
    } else if (wanted === 0 && exists && set.available === 0) {
      this.writes.push({ write: { verb: 'delete', ref: { apiVersion: 'v1', kind: 'Service', namespace: program.namespace, name } }, why: `delete Service ${name} of experiment ${this.#experiment.name}` });
    }
  }

  /** @see Argo Rollouts 1.9 experiments/experiment.go reconcileAnalysisRun */
  #analysis(memory: ExperimentRunMemory): ExperimentRunMemory {
    const { availableAt } = this.#experiment;
    if (availableAt === null) return memory;
    if (memory.run === null) return this.#ending ? memory : this.#start(memory);
    const run = this.runs.find(({ name }) => name === memory.run);
    if (!run) return { ...memory, phase: 'Error', message: `analysis ${memory.run} is gone` };
    if (this.#ending) {
      const ended = terminate(run);
      if (ended !== run) this.runs = this.runs.map((one) => (one === run ? ended : one));
    }
    return memory.phase !== null && isOver(memory.phase) ? memory : { ...memory, phase: run.phase, message: run.message };
  }

  #start(memory: ExperimentRunMemory): ExperimentRunMemory {
    const { name, hash, written } = this.#experiment;
    const found = written.analyses.find((one) => one.name === memory.name);
    if (!found) return memory;
    const run = startRun(found.analysis, {
      name: freeName(`${name}-${memory.name}`, this.runs),
      kind: 'Experiment',
      hash,
      step: null,
      args: memory.args.map((arg) => this.#filledIn(arg)),
      metadata: found.analysis.metadata,
      now: this.#scene.world.now,
    });
    this.runs = [...this.runs, run];
    return { ...memory, run: run.name, phase: 'Pending' };
  }

  /** @see Argo Rollouts 1.9 utils/template ResolveExperimentArgsValue */
  #filledIn(arg: RunArgument): RunArgument {
    if (!('value' in arg)) return arg;
    const { name, availableAt, written } = this.#experiment;
    const end = endOf(this.#experiment);
    const known = new Map<string, string>();
    if (availableAt !== null) known.set('experiment.availableAt', formatTime(availableAt));
    if (end !== null) known.set('experiment.finishedAt', formatTime(end));
    for (const template of written.templates) {
      const set = this.#scene.world.experimentSets.find((one) => one.experiment === name && one.templateName === template.name);
      known.set(`templates.${template.name}.podTemplateHash`, set?.hash ?? '');
      known.set(`templates.${template.name}.replicaset.name`, experimentSetName(name, template.name));
    }
    return { ...arg, value: arg.value.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, key: string) => known.get(key) ?? whole) };
  }

  /** @see Argo Rollouts 1.9 experiments/experiment.go calculateStatus */
  #stand(next: ExperimentMemory): ExperimentMemory {
    if (next.phase === null) return { ...next, phase: 'Pending' };
    if (isFinished(next)) return next;
    const templates = worstTemplate(next.templates);
    const analyses = worstAnalysis(next);
    const availableAt = next.availableAt ?? (templates.phase === 'Running' ? this.#scene.world.now : null);
    const known = { ...next, availableAt };
    if (isOver(templates.phase)) {
      const deferred = templates.phase === 'Successful' && (isOver(analyses.phase) || next.written.analyses.some(({ required }) => required));
      return { ...known, ...(deferred ? analyses : templates) };
    }
    const decided = (isOver(analyses.phase) && analyses.phase !== 'Successful') || isProven(next);
    return { ...known, ...(decided ? analyses : templates) };
  }
}

interface Standing {
  readonly phase: AnalysisPhase;
  readonly message: string;
}

const templateOrder: readonly TemplateStatus[] = ['Successful', 'Running', 'Progressing', 'Failed'];

/** @see Argo Rollouts 1.9 experiments/experiment.go assessTemplates */
function worstTemplate(templates: readonly TemplateMemory[]): Standing {
  const worst = templates.reduce<TemplateMemory | null>((found, one) => (found === null || rank(one) > rank(found) ? one : found), null);
  const { status = 'Successful', message = '' } = worst ?? {};
  switch (status ?? 'Progressing') {
    case 'Progressing':
      return { phase: 'Pending', message };
    case 'Running':
      return { phase: 'Running', message };
    case 'Failed':
      return { phase: 'Failed', message };
    case 'Successful':
      return { phase: 'Successful', message };
  }
}

function rank({ status }: TemplateMemory): number {
  return templateOrder.indexOf(status ?? 'Progressing');
}

/** @see Argo Rollouts 1.9 experiments/experiment.go assessAnalysisRuns */
function worstAnalysis(experiment: ExperimentMemory): Standing {
  let worst: Standing = { phase: 'Successful', message: '' };
  for (const { phase, message } of experiment.analyses) if (isWorse(phase ?? 'Pending', worst.phase)) worst = { phase: phase ?? 'Pending', message };
  if (isProven(experiment) && isWorse('Running', worst.phase)) return { phase: 'Successful', message: 'its required analyses are over' };
  return worst.phase === 'Pending' ? { ...worst, phase: 'Running' } : worst;
}
