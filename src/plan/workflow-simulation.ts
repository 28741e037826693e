import type { KubeObject, NodeStatus, ReasonedWrite, WorkflowProgram } from '../model/index.ts';
import { blankWorkflowMemory, decideWorkflow, Definitions, newWorkflowMemo, nodesOf, podView, requestOfWorkflow, type Answered, type Language, type WorkflowDecision, type WorkflowMemo, type WorkflowMemory, type WorkflowRequest } from '../workflow/index.ts';
import type { ModelCluster } from '../world/index.ts';
import { retryOf } from './workflow-retry.ts';

/** Where a Workflow stands when nothing more happens at this moment. */
export interface WorkflowRest {
  readonly memory: WorkflowMemory;
  readonly waits: WorkflowDecision['waits'];
  readonly outcome: WorkflowDecision['outcome'];
  /** The next moment at which something happens by itself; null: never. */
  readonly next: number | null;
  /** Why it is not followed further though it goes on: the name of a node that is tried again and again; null: it is. */
  readonly endless: string | null;
}

export interface WorkflowSimulationOptions {
  /** The Workflow object's own; '' by default. */
  readonly uid?: string;
  /** ms since 1970; null, the default: not known yet. */
  readonly createdAt?: number | null;
  readonly onWrite?: (write: ReasonedWrite) => void;
  /** Whether nothing is kept from one decision to the next but the memory, as when each were made by a new process. */
  readonly forgets?: boolean;
  /** Of one node; after that many its retries are taken for endless. */
  readonly mostAttempts?: number;
}

/** No Workflow needs nearly as many decisions at one moment; more are a loop, which is our bug. */
const mostDecisions = 100_000;

/** More attempts of one node are taken for retries without end: each costs as much as all before it, and nothing new comes of them. */
const mostAttemptsAtAll = 200;

/** A limit of retries up to this is waited for. */
const mostAttemptsToWaitFor = 1000;

/** Decisions between two looks at how often nodes were tried, at least; among many nodes it is looked less often. */
const decisionsPerLook = 100;

/** One Workflow in the model world, a reconcile at a time. It has state because a simulation is a walk. */
export class WorkflowSimulation {
  readonly program: WorkflowProgram;
  readonly cluster: ModelCluster;
  readonly #language: Language | null;
  readonly #createdAt: number | null;
  readonly #uid: string;
  /** Null: every decision is made from the memory alone. */
  readonly #memo: WorkflowMemo | null;
  #memory: WorkflowMemory = blankWorkflowMemory;
  #mark = 0;
  readonly #mostAttempts: number;
  #decisionsToLook = decisionsPerLook;
  #endless: string | null = null;
  #onWrite: (write: ReasonedWrite) => void;

  constructor(program: WorkflowProgram, cluster: ModelCluster, language: Language | null, options: WorkflowSimulationOptions = {}) {
    this.program = program;
    this.cluster = cluster;
    this.#language = language;
    this.#uid = options.uid ?? '';
    this.#mostAttempts = options.mostAttempts ?? mostAttemptsAtAll;
    this.#createdAt = options.createdAt ?? null;
    this.#onWrite = options.onWrite ?? (() => undefined);
    this.#memo = options.forgets === true ? null : newWorkflowMemo();
  }

  get memory(): WorkflowMemory {
    return this.#memory;
  }

  act(request: WorkflowRequest): Answered {
    const answered = requestOfWorkflow(this.program, this.#memory, this.cluster.now, request);
    if (answered.ok) this.#memory = answered.memory;
    return answered;
  }

  /** Decides until nothing more happens at this moment. */
  toRest(): WorkflowRest {
    for (let count = 0; count < mostDecisions; count++) {
      if (--this.#decisionsToLook === 0) this.#lookForEndless();
      const { pods, mark } = this.cluster.podsSince(this.#mark);
      this.#mark = mark;
      const decision = decideWorkflow(this.program, { now: this.cluster.now, memory: this.#memory, pods: pods.map((pod: KubeObject) => podView(pod)), uid: this.#uid, createdAt: this.#createdAt }, this.#memo ?? newWorkflowMemo(), this.#language);
      const moved = decision.memory !== this.#memory || decision.writes.length > 0;
      this.#memory = decision.memory;
      for (const reasoned of decision.writes) {
        this.#onWrite(reasoned);
        this.cluster.write(reasoned.write);
      }
      this.cluster.settle();
      if (moved && decision.outcome === null && this.#endless === null) continue;
      return { memory: this.#memory, waits: decision.waits, outcome: decision.outcome, next: this.#next(decision), endless: decision.outcome === null ? this.#endless : null };
    }
    throw new Error(`Bug in sluice: ${this.program.name} never comes to rest`);
  }

  /** Lets time pass. */
  passTo(at: number): void {
    this.cluster.advance(at);
    this.cluster.settle();
  }

  #next(decision: WorkflowDecision): number | null {
    let next = this.cluster.nextEvent();
    for (const { until } of decision.waits) if (until !== null && until > this.cluster.now && (next === null || until < next)) next = until;
    return next;
  }

  /** Whether a node is tried without end, or so often that the end is not worth waiting for. */
  #isTriedOn(node: NodeStatus): boolean {
    const nodes = new Map([...nodesOf(this.#memory.nodes)].map((one) => [one.id, one]));
    const { template } = new Definitions(this.program, (id) => nodes.get(id) ?? null).of(node);
    return (retryOf(template, this.program)?.attempts ?? Infinity) > mostAttemptsToWaitFor;
  }

  #lookForEndless(): void {
    let seen = 0;
    for (const node of nodesOf(this.#memory.nodes)) {
      seen++;
      if (node.type === 'Retry' && node.children.length > this.#mostAttempts && this.#isTriedOn(node)) this.#endless = node.name;
    }
    this.#decisionsToLook = Math.max(decisionsPerLook, seen);
  }
}
