import type { ClusterView, KubeObject, NodePhase, NodeStatus, ReasonedWrite, WorkflowProgram } from '../model/index.ts';
import { decideWorkflow, newWorkflowMemo, nodesOf, podView, requestOfWorkflow, type Language, type WorkflowMemo, type WorkflowRequest, type WorkflowWait } from '../workflow/index.ts';
import { goneWrites, podsOfWorkflow, standIns } from './workflow-pods.ts';
import { retried, type RetryOptions } from './workflow-retry.ts';
import { rememberedOf, revivedWorkflow, type WorkflowHistoryEntry, type WorkflowRunState } from './workflow-state.ts';

/** What a person asks of a Workflow, running or ended. */
export type WorkflowAction = WorkflowRequest | ({ readonly do: 'retry' } & RetryOptions);

/** What the other half learnt. Times in ms since 1970, by the cluster's clock. */
export type WorkflowEvent =
  | { readonly kind: 'observed'; readonly view: ClusterView }
  /** The writes that were pending are done. */
  | { readonly kind: 'performed' }
  /** `request` is its id in the inbox: one that comes again, since whoever took it died before the answer, is not done again. */
  | { readonly kind: 'requested'; readonly action: WorkflowAction; readonly who: string; readonly at: number; readonly request?: string | null };

/** What a decision needs beside the run: caches, and the language of expressions for programs that have some. */
export interface WorkflowTools {
  readonly memo: WorkflowMemo;
  readonly language: Language | null;
}

export type WorkflowOutcome = 'Succeeded' | 'Failed' | 'Error';

/** Where a Workflow stands after a step. */
export type WorkflowStanding =
  | { readonly kind: 'moving' }
  | { readonly kind: 'waiting'; readonly waits: readonly WorkflowWait[]; readonly until: number | null }
  /** Only a person brings it on. `nodes` are suspended, with the outputs that they lack; none: the Workflow as a whole is. */
  | { readonly kind: 'needs-person'; readonly nodes: readonly SuspendedNode[] }
  /** Nothing will ever bring it on. */
  | { readonly kind: 'stuck'; readonly text: string }
  | { readonly kind: 'ended'; readonly outcome: WorkflowOutcome; readonly message: string };

export interface SuspendedNode {
  readonly name: string;
  readonly displayName: string;
  /** Outputs that a person is to supply and that have no default. */
  readonly missing: readonly string[];
}

export type WorkflowNote =
  | { readonly kind: 'write'; readonly why: string }
  /** A node has come to another phase. */
  | { readonly kind: 'node'; readonly node: string; readonly title: string; readonly type: NodeStatus['type']; readonly phase: NodePhase; readonly message: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'asked'; readonly action: string; readonly who: string };

export interface WorkflowStepped {
  /** The very run that was given when nothing is to be stored. */
  readonly run: WorkflowRunState;
  readonly writes: readonly ReasonedWrite[];
  readonly standing: WorkflowStanding;
  readonly notes: readonly WorkflowNote[];
}

/**
 * The pure half of apply for a Workflow: what a run does next, given what was learnt.
 *
 * The caller stores the run before it performs `writes`, and reports them done with the next event. A run given back unchanged, with nothing to
 * perform, stands at a gate.
 */
export function stepWorkflow(run: WorkflowRunState, event: WorkflowEvent, tools: WorkflowTools): WorkflowStepped {
  switch (event.kind) {
    case 'performed':
      return still(run.pending.length === 0 ? run : { ...run, pending: [] });
    case 'requested':
      return requested(run, event);
    case 'observed':
      return observed(run, event.view, tools);
  }
}

function still(run: WorkflowRunState, notes: readonly WorkflowNote[] = []): WorkflowStepped {
  return { run, writes: run.pending, standing: { kind: 'moving' }, notes };
}

/** A program revived for each step would be a new one each time, and no memo would fit it. */
const programs = new WeakMap<WorkflowRunState['program'], WorkflowProgram>();

export function programOf({ program }: WorkflowRunState): WorkflowProgram {
  const known = programs.get(program);
  if (known) return known;
  const revived = revivedWorkflow(program);
  programs.set(program, revived);
  return revived;
}

function observed(run: WorkflowRunState, view: ClusterView, { memo, language }: WorkflowTools): WorkflowStepped {
  const program = programOf(run);
  const pods = podsOfWorkflow(program, view);
  const leaving = run.leaving.filter((name) => pods.some(({ metadata }) => metadata.name === name));
  if (leaving.length > 0) return { run, writes: [], standing: { kind: 'waiting', waits: [{ kind: 'pods', running: leaving.length, until: null }], until: null }, notes: [] };
  const news = newsOf(memo, run.memory, pods);
  const world = { now: view.now, memory: run.memory, pods: [...news.map(podView), ...standIns(run.memory, pods)], uid: run.uid, createdAt: run.createdAt };
  const decision = decideWorkflow(program, world, memo, language);
  const writes = [...decision.writes.map(withoutOwner), ...goneWrites(program, decision.memory, pods, view.now).writes];
  if (decision.memory === run.memory && writes.length === 0 && run.leaving.length === 0) {
    // What holds a Workflow for ever is told by a decision that looks at all of it.
    const again = decision.waits.length > 0 ? decision : decideWorkflow(program, { ...world, pods: [...pods.map(podView), ...standIns(run.memory, pods)] }, newWorkflowMemo(), language);
    return resting(run, { view, pods, program }, again.waits);
  }
  const nodes = changedNodes(run, decision.memory.nodes);
  const entries = nodes.filter(({ phase }) => phase !== 'Running').map(({ name, phase, message }): WorkflowHistoryEntry => ({ at: view.now, kind: 'node', node: name, phase, message }));
  const notes: WorkflowNote[] = [...nodes.map(noteOf), ...writes.map(({ why }) => ({ kind: 'write' as const, why }))];
  const next: WorkflowRunState = { ...run, memory: decision.memory, pending: writes, leaving: [], history: rememberedOf(run.history, ...entries) };
  return { run: next, writes, standing: { kind: 'moving' }, notes };
}

/** What the last decision looked at, by its memo. */
const looked = new WeakMap<WorkflowMemo, ReadonlySet<KubeObject>>();

/** Pods that are not as they were at the last decision; all of them where the memo does not belong to the memory. Objects are never changed in place. */
function newsOf(memo: WorkflowMemo, memory: WorkflowRunState['memory'], pods: readonly KubeObject[]): readonly KubeObject[] {
  const known = memo.state?.memory === memory ? looked.get(memo) : undefined;
  looked.set(memo, new Set(pods));
  return known ? pods.filter((pod) => !known.has(pod)) : pods;
}

function resting(run: WorkflowRunState, seen: { readonly view: ClusterView; readonly pods: readonly KubeObject[]; readonly program: WorkflowProgram }, waits: readonly WorkflowWait[]): WorkflowStepped {
  const { memory } = run;
  const rest = (standing: WorkflowStanding): WorkflowStepped => ({ run, writes: [], standing, notes: [] });
  const gone = goneWrites(seen.program, memory, seen.pods, seen.view.now).next;
  if (memory.phase === 'Succeeded' || memory.phase === 'Failed' || memory.phase === 'Error') {
    if (gone !== null) return rest({ kind: 'waiting', waits: [{ kind: 'timer', until: gone }], until: gone });
    return ended(run, memory.phase, memory.message, seen.view.now);
  }
  const until = [gone, ...waits.map((wait) => wait.until)].reduce<number | null>((next, at) => (at !== null && (next === null || at < next) ? at : next), null);
  if (until !== null || waits.some(({ kind }) => kind === 'pods')) return rest({ kind: 'waiting', waits, until });
  if (waits.some(({ kind }) => kind === 'approval')) return rest({ kind: 'needs-person', nodes: suspendedNodes(memory) });
  const never = waits.flatMap((wait) => (wait.kind === 'never' ? [`${wait.node}: ${wait.because}`] : []));
  return rest({ kind: 'stuck', text: never.length > 0 ? never.join('; ') : `nothing runs any more, and ${waitingNodes(memory).join(', ')} waits for what never comes` });
}

function ended(run: WorkflowRunState, outcome: WorkflowOutcome, message: string, at: number): WorkflowStepped {
  const standing: WorkflowStanding = { kind: 'ended', outcome, message };
  const last = run.history.at(-1);
  if (last?.kind === 'ended') return { run, writes: [], standing, notes: [] };
  return { run: { ...run, history: rememberedOf(run.history, { at, kind: 'ended', outcome, message }) }, writes: [], standing, notes: [] };
}

function requested(run: WorkflowRunState, { action, who, at, request: id = null }: Extract<WorkflowEvent, { kind: 'requested' }>): WorkflowStepped {
  const before = id === null ? undefined : run.history.find((entry) => entry.kind === 'asked' && entry.request === id);
  if (before?.kind === 'asked') return still(run, before.accepted ? [] : [{ kind: 'refused', reason: before.reason }]);
  const program = programOf(run);
  const answer = action.do === 'retry' ? retried(run, at, action) : requestOfWorkflow(program, run.memory, at, action);
  const entry: WorkflowHistoryEntry = { at, kind: 'asked', who, action: action.do, accepted: answer.ok, reason: answer.ok ? '' : answer.reason, request: id };
  const history = rememberedOf(run.history, entry);
  if (!answer.ok) return still({ ...run, history }, [{ kind: 'refused', reason: answer.reason }]);
  const next = 'run' in answer ? { ...answer.run, history } : { ...run, memory: answer.memory, history };
  return still(next, [{ kind: 'asked', action: action.do, who }]);
}

/** There is no Workflow object in the cluster, and a pod whose owner is not there would be deleted. */
function withoutOwner(reasoned: ReasonedWrite): ReasonedWrite {
  const { write } = reasoned;
  if (write.verb !== 'create') return reasoned;
  const { ownerReferences: _, ...metadata } = write.object.metadata;
  return { ...reasoned, write: { ...write, object: { ...write.object, metadata } } };
}

/** Nodes that a decision brought to another phase, in order of creation. Unchanged chunks of the table are passed over. */
function changedNodes({ memory }: WorkflowRunState, after: WorkflowRunState['memory']['nodes']): readonly NodeStatus[] {
  const changed: NodeStatus[] = [];
  after.chunks.forEach((chunk, at) => {
    const was = memory.nodes.chunks[at];
    if (chunk === was) return;
    chunk.forEach((node, index) => {
      if (node !== was?.[index] && node.phase !== 'Pending' && node.phase !== was?.[index]?.phase) changed.push(node);
    });
  });
  return changed;
}

function noteOf({ name, displayName, type, phase, message }: NodeStatus): WorkflowNote {
  return { kind: 'node', node: name, title: displayName, type, phase, message };
}

function suspendedNodes({ nodes }: WorkflowRunState['memory']): readonly SuspendedNode[] {
  return [...nodesOf(nodes)]
    .filter(({ type, phase }) => type === 'Suspend' && phase === 'Running')
    .map(({ name, displayName, outputs }) => ({
      name,
      displayName,
      missing: (outputs?.parameters ?? []).filter(({ value, supplied }) => value === null && supplied?.default === null).map((parameter) => parameter.name),
    }));
}

function waitingNodes({ nodes }: WorkflowRunState['memory']): readonly string[] {
  const open = [...nodesOf(nodes)].filter(({ phase, children }) => (phase === 'Pending' || phase === 'Running') && children.length === 0);
  return open.length === 0 ? ['the Workflow'] : open.map(({ displayName }) => displayName);
}
