import * as language from '../../src/lang/expr/index.ts';
import type { KubeObject, ReasonedWrite, WorkflowProgram } from '../../src/model/index.ts';
import { blankWorkflowMemory, decideWorkflow, newWorkflowMemo, nodesOf, podView, requestOfWorkflow, type WorkflowDecision, type WorkflowMemory } from '../../src/workflow/index.ts';
import { ModelCluster, type PodRunner } from '../../src/world/index.ts';

/** One decision by which something changed, with what it was made from. */
export interface Decided {
  readonly now: number;
  readonly before: WorkflowMemory;
  readonly after: WorkflowMemory;
  readonly writes: readonly ReasonedWrite[];
}

export interface Story {
  readonly program: WorkflowProgram;
  readonly decided: readonly Decided[];
  readonly memory: WorkflowMemory;
  /** Null: it waits for what never comes. */
  readonly outcome: WorkflowDecision['outcome'];
  /** Pods that had not ended, at the moment at which they were most. */
  readonly mostPods: number;
  /** Each that was made, in order. */
  readonly pods: readonly KubeObject[];
  /** ms. */
  readonly took: number;
}

export interface Telling {
  /** Every decision is made from the memory alone. */
  readonly forgets?: boolean;
  /** Every decision is shown all pods, whether they changed or not. */
  readonly showsAll?: boolean;
  /** What becomes of the memory between two decisions. */
  readonly between?: (memory: WorkflowMemory) => WorkflowMemory;
}

/** More decisions than any of these Workflows takes. */
const mostDecisions = 5000;

/** Lives through a Workflow, decision by decision; whoever is waited for goes on at once. */
export function tell(program: WorkflowProgram, runner: PodRunner, { forgets = false, showsAll = false, between = (memory) => memory }: Telling = {}): Story {
  const cluster = new ModelCluster(0);
  cluster.setRunner(runner);
  const memo = newWorkflowMemo();
  const decided: Decided[] = [];
  const pods: KubeObject[] = [];
  let memory = blankWorkflowMemory;
  let mark = 0;
  let mostPods = 0;
  while (decided.length < mostDecisions) {
    const since = cluster.podsSince(showsAll ? 0 : mark);
    mark = since.mark;
    const before = memory;
    const decision = decideWorkflow(program, { now: cluster.now, memory, pods: since.pods.map(podView), uid: 'uid', createdAt: 0 }, forgets ? newWorkflowMemo() : memo, language);
    for (const { write } of decision.writes) {
      if (write.verb === 'create') pods.push(write.object);
      cluster.write(write);
    }
    mostPods = Math.max(mostPods, cluster.list('Pod', 'default').filter(({ status }) => status?.['phase'] === 'Running').length);
    cluster.settle();
    const { outcome } = decision;
    memory = between(decision.memory);
    const moved = decision.memory !== before || decision.writes.length > 0;
    if (moved) decided.push({ now: cluster.now, before, after: decision.memory, writes: decision.writes });
    if (outcome !== null) return { program, decided, memory, outcome, mostPods, pods, took: cluster.now };
    if (moved) continue;
    if (needsPerson(program, memory)) {
      const answered = requestOfWorkflow(program, memory, cluster.now, { do: 'resume', node: null, by: 'ada' });
      if (!answered.ok) throw new Error(answered.reason);
      memory = answered.memory;
      continue;
    }
    const moments = [cluster.nextEvent(), ...decision.waits.map(({ until }) => until)].filter((at): at is number => at !== null && at > cluster.now);
    if (moments.length === 0) return { program, decided, memory, outcome, mostPods, pods, took: cluster.now };
    cluster.advance(Math.min(...moments));
    cluster.settle();
  }
  throw new Error('the Workflow never comes to rest');
}

/**
 * What is compared of the decisions by which something changed: all of them, but not how the memory's nodes are cut into chunks, nor how many places
 * of a lock were free when a node that waits for it was looked at last.
 */
export function plainOf({ decided }: Story): readonly unknown[] {
  const plain = ({ nodes, ...memory }: WorkflowMemory) => ({ ...memory, nodes: [...nodesOf(nodes)].map((node) => (node.waitingFor === null ? node : { ...node, message: '' })) });
  return decided.flatMap(({ now, before, after, writes }) => {
    const memory = plain(after);
    return writes.length === 0 && JSON.stringify(memory) === JSON.stringify(plain(before)) ? [] : [{ now, memory, writes }];
  });
}

/** By the memory alone: a decision tells only of what it looked at. */
function needsPerson({ spec }: WorkflowProgram, memory: WorkflowMemory): boolean {
  if (spec['suspend'] === true && !memory.resumed) return true;
  return [...nodesOf(memory.nodes)].some(({ type, phase, outputs }) => type === 'Suspend' && phase === 'Running' && outputs?.parameters.some(({ supplied }) => supplied));
}
