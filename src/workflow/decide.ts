import { unknownText } from '../lang/index.ts';
import type { ReasonedWrite, WorkflowPhase, WorkflowProgram } from '../model/index.ts';
import { assessPods } from './assess-pods.ts';
import { execute, finish } from './execute.ts';
import { controlExecution, workflowDeadline } from './execution-control.ts';
import { isTrue, wholeIn } from './fields.ts';
import { filledProgram } from './filled-program.ts';
import { Globals, globalVariables, sameMaps } from './globals.ts';
import type { Language } from './language.ts';
import { acquireWorkflowLocks } from './locks.ts';
import { derive, newWorkflowMemo, type WorkflowMemo } from './memo.ts';
import type { WorkflowMemory } from './memory.ts';
import type { WorkflowWorld } from './observe.ts';
import { wake, type Run } from './run.ts';
import { beginMetadata } from './workflow-metadata.ts';
import { carryOut, type CarriedOut } from './carry-out.ts';
import { waitsOf, type WorkflowWait } from './waits.ts';

/** One step of a Workflow. `memory` is the very same object when nothing changed: that, with nothing to write, is a rest. */
export interface WorkflowDecision {
  readonly writes: readonly ReasonedWrite[];
  readonly memory: WorkflowMemory;
  readonly waits: readonly WorkflowWait[];
  /** Set when it has ended. */
  readonly outcome: 'Succeeded' | 'Failed' | 'Error' | null;
}

/**
 * One reconcile of a Workflow.
 *
 * @param memo what the last decision left; the decision is the same without it, but costs as much as the whole Workflow
 * @param language needed when `hasExpressions(program)`
 * @see Argo Workflows 4.1 controller operate
 */
export function decideWorkflow(program: WorkflowProgram, world: WorkflowWorld, memo: WorkflowMemo = newWorkflowMemo(), language: Language | null = null): WorkflowDecision {
  const { memory } = world;
  if (isOver(memory.phase)) return { writes: [], memory, waits: [], outcome: memory.phase };
  const { book, derived } = derive(memo, program, memory);
  memo.state = null;
  const identity = { uid: world.uid, createdAt: world.createdAt, createdUnknown: unknownText('the time at which the Workflow is created') };
  const variables = globalVariables(program, identity, { ...program.labels, ...memory.labels }, { ...program.annotations, ...memory.annotations });
  const globals = new Globals(variables.ok ? variables.value : new Map(), identity, language);
  for (const { name, value } of memory.outputs.parameters) if (value !== null) globals.set(`workflow.outputs.parameters.${name}`, value);
  const run: Run = {
    program: filledProgram(program, world, globals),
    now: world.now,
    uid: world.uid,
    book,
    derived,
    globals,
    writes: [],
    memory,
    pods: world.pods,
    deadline: null,
    execute,
    finish,
    depth: 0,
    alarms: [],
    stuck: new Map(),
  };
  reconcile(run, variables.ok ? null : variables.error);
  const nodes = book.commit(memory.nodes);
  const after = isSame(run.memory, memory) && nodes === memory.nodes ? memory : { ...run.memory, nodes };
  memo.state = { program, memory: after, book, derived };
  return { writes: run.writes, memory: after, waits: isOver(after.phase) ? [] : waitsOf(run), outcome: isOver(after.phase) ? after.phase : null };
}

function isOver(phase: WorkflowPhase): phase is 'Succeeded' | 'Failed' | 'Error' {
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Error';
}

function isSame(a: WorkflowMemory, b: WorkflowMemory): boolean {
  if (a === b) return true;
  for (const key in a) {
    const field = key as keyof WorkflowMemory;
    if (field === 'labels' || field === 'annotations' ? !sameMaps(a[field], b[field]) : field !== 'nodes' && a[field] !== b[field]) return false;
  }
  return true;
}

function reconcile(run: Run, globalTrouble: string | null): void {
  const { program } = run;
  if (run.memory.phase === '' && program.refusal) {
    setPhase(run, program.refusal.phase, program.refusal.message);
    return;
  }
  if (globalTrouble !== null) {
    setPhase(run, 'Failed', `failed to set global parameters: ${globalTrouble}`);
    return;
  }
  const { phase: before } = run.memory;
  const began = before === 'Running';
  if (!began) {
    const metadata = beginMetadata(run);
    if (metadata !== null) {
      setPhase(run, 'Error', metadata);
      return;
    }
    const locks = acquireWorkflowLocks(run);
    if (locks.kind === 'error') setPhase(run, 'Failed', locks.message);
    else if (locks.kind === 'waits' && run.memory.shutdown === 'Terminate') setPhase(run, 'Failed', "Stopped with strategy 'Terminate'");
    else if (locks.kind === 'waits') setPhase(run, 'Pending', locks.message);
    else setPhase(run, 'Running', '');
    if (locks.kind !== 'held') return;
  }
  run.deadline = workflowDeadline(program.spec, run.memory);
  if (run.deadline !== null && run.deadline > run.now) run.alarms.push(run.deadline);
  // What begins in the first decision sees no state yet.
  run.globals.set('workflow.status', began ? 'Running' : before);
  run.globals.set('workflow.duration', ((run.now - (run.memory.startedAt ?? run.now)) / 1000).toFixed(6));
  if (began) {
    assessPods(run);
    controlExecution(run);
  }
  if (run.memory.suspended || (isTrue(program.spec, 'suspend') && !run.memory.resumed)) return;
  wakeWhatIsDue(run);
  conclude(run, carryOut(run));
}

/** What waits for a moment, for a free place or for a condition that may come true at any time. */
function wakeWhatIsDue(run: Run): void {
  const { derived, now } = run;
  const later = derived.timers.filter(({ at, caller }) => {
    if (at > now) return true;
    wake(caller);
    return false;
  });
  derived.timers.splice(0, derived.timers.length, ...later);
  for (const { at } of later) run.alarms.push(at);
  for (const caller of derived.restless.values()) wake(caller);
  const most = wholeIn(run.program.spec, 'parallelism');
  if (most !== null && run.book.activePods >= most) return;
  for (const frame of derived.held) wake(frame.caller);
  derived.held.clear();
}

function conclude(run: Run, done: CarriedOut): void {
  switch (done.kind) {
    case 'waits':
      return;
    case 'error':
      setPhase(run, 'Error', done.error);
      return;
    case 'ended': {
      const { node, exit } = done;
      const failed = node.phase === 'Failed' || node.phase === 'Error';
      if (!failed && exit && (exit.phase === 'Failed' || exit.phase === 'Error')) setPhase(run, exit.phase, exit.message);
      else if (failed) setPhase(run, node.phase === 'Failed' ? 'Failed' : 'Error', run.memory.shutdown ? `Stopped with strategy '${run.memory.shutdown}'` : node.message);
      else setPhase(run, 'Succeeded', '');
    }
  }
}

/** @see Argo Workflows 4.1 controller markWorkflowPhase */
function setPhase(run: Run, phase: WorkflowPhase, message: string): void {
  if (isOver(phase) && run.book.daemons().length > 0) return;
  const { memory, now } = run;
  run.memory = {
    ...memory,
    phase,
    message,
    startedAt: memory.startedAt ?? (phase === 'Pending' ? null : now),
    finishedAt: isOver(phase) ? now : null,
  };
  if (phase !== 'Error') return;
  const entry = run.book.find(run.program.name);
  if (entry?.phase === 'Running') run.book.edit(entry.name, { phase: 'Error', message: 'Workflow operation error', finishedAt: now });
}
