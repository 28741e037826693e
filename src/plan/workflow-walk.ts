import { unknownText } from '../lang/index.ts';
import type { Act, KubeObject, WorkflowProgram } from '../model/index.ts';
import { nodeIdAnnotation, nodesOf, type Language } from '../workflow/index.ts';
import { ModelCluster, type PodRunner } from '../world/index.ts';
import { globOf } from './pod-outcomes.ts';
import { namesWorkflow, type ScenarioWorkflowAction } from './scenario.ts';
import { WorkflowSimulation, type WorkflowRest } from './workflow-simulation.ts';

/** How the model world behaves while a Workflow is walked. */
export interface WorkflowConditions {
  /** Makes a fresh one for each walk: it keeps count of the scenario's entries. */
  readonly newRunner: () => PodRunner;
  /** Needed when the Workflow has expressions. */
  readonly language: Language | null;
  /** What people do; null: whoever is waited for goes on at once. */
  readonly actions: readonly ScenarioWorkflowAction[] | null;
  /** Attempts of one node after which its retries are taken for endless; `WorkflowSimulation`'s by default. */
  readonly mostAttempts?: number;
}

/** A Workflow walked to where nothing more happens. */
export interface WalkedWorkflow {
  readonly program: WorkflowProgram;
  readonly rest: WorkflowRest;
  /** By node. */
  readonly pods: ReadonlyMap<string, KubeObject>;
  readonly seconds: number;
  readonly acts: readonly Act[];
}

/** More moments than this are a loop without end. */
const mostMoments = 100_000;

/** Walks a Workflow from its creation to its end, or to where it waits for what never comes. */
export function walkWorkflow(program: WorkflowProgram, { newRunner, language, actions, mostAttempts }: WorkflowConditions): WalkedWorkflow {
  const cluster = new ModelCluster(0);
  cluster.setRunner(newRunner());
  const pods = new Map<string, KubeObject>();
  const simulation = new WorkflowSimulation(program, cluster, language, {
    uid: unknownText('the uid of the Workflow'),
    ...(mostAttempts !== undefined && { mostAttempts }),
    onWrite: ({ write }) => {
      if (write.verb === 'create' && write.object.kind === 'Pod') pods.set(write.object.metadata.annotations?.[nodeIdAnnotation] ?? '', write.object);
    },
  });
  const pending = (actions ?? []).filter(({ workflow }) => workflow === null || namesWorkflow(workflow, program));
  const scripted = pending.length > 0;
  const acts: Act[] = [];
  let dueAt: number | null = null;
  let rest = simulation.toRest();
  for (let count = 0; rest.outcome === null && rest.endless === null && count < mostMoments; count++) {
    const [action] = pending;
    if (action && dueAt === null && fits(action, rest, program)) dueAt = cluster.now + action.after * 1000;
    if (!scripted && goOn(simulation, rest)) {
      rest = simulation.toRest();
      continue;
    }
    const next: number | null = dueAt !== null && (rest.next === null || dueAt <= rest.next) ? dueAt : rest.next;
    if (next === null) break;
    simulation.passTo(next);
    if (action && next === dueAt) {
      const answered = simulation.act(action.request);
      acts.push({ action: action.words, atSeconds: cluster.now / 1000, refused: answered.ok ? null : answered.reason, origin: action.origin });
      pending.shift();
      dueAt = null;
    }
    rest = simulation.toRest();
  }
  const never = pending.map(({ words, origin }): Act => ({ action: words, atSeconds: null, refused: null, origin }));
  return { program, rest, pods, seconds: cluster.now / 1000, acts: [...acts, ...never] };
}

/** Resumes what waits for a person; what the person would supply is not known. False: nothing does. */
function goOn(simulation: WorkflowSimulation, rest: WorkflowRest): boolean {
  const { name } = simulation.program;
  const before = rest.memory;
  for (const wait of rest.waits) {
    if (wait.kind !== 'approval') continue;
    if (wait.node === null) {
      simulation.act({ do: 'resume', node: null, by: '' });
      continue;
    }
    const node = [...nodesOf(rest.memory.nodes)].find((one) => one.name === wait.node);
    const short = wait.node.slice(name.length);
    const asked = (node?.outputs?.parameters ?? []).filter(({ value, supplied }) => value === null && supplied);
    if (asked.length > 0) simulation.act({ do: 'set', node: short, values: Object.fromEntries(asked.map((parameter) => [parameter.name, unknownText(`whoever resumes "${node?.displayName ?? short}"`)])) });
    simulation.act({ do: 'resume', node: short, by: '' });
  }
  return simulation.memory !== before;
}

function fits({ node, phase }: ScenarioWorkflowAction, rest: WorkflowRest, program: WorkflowProgram): boolean {
  if (node === null) return rest.memory.phase === phase;
  const pattern = globOf(node);
  return [...nodesOf(rest.memory.nodes)].some((one) => pattern.test(one.name.slice(program.name.length)) && one.phase === phase);
}
