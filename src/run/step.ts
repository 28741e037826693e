import type { ClusterView, MeasureRequest, Phase, ReasonedWrite, RestState, RolloutPlan, UserAction, Wait } from '../model/index.ts';
import { restState } from '../plan/index.ts';
import { decide, observe, request, type Answer, type RolloutWorld } from '../rollout/index.ts';
import { deviationOf, isButNotReady, isThere } from './deviation.ts';
import { expectationAfter, foreignChange } from './expectation.ts';
import { measuredLast } from './measured-last.ts';
import { podsInTrouble } from './pods-in-trouble.ts';
import { plannedRests, remembered, revivedProgram, storedProgram, type RunState } from './run-state.ts';

/** What the other half learnt. Times in ms since 1970, by the cluster's clock. */
export type RunEvent =
  | { readonly kind: 'observed'; readonly view: ClusterView }
  /** The writes that were pending are done. */
  | { readonly kind: 'performed' }
  | { readonly kind: 'measured'; readonly answer: Answer }
  /** `request` is its id in the inbox: one that comes again, since whoever took it died before the answer, is not done again. */
  | { readonly kind: 'requested'; readonly action: UserAction; readonly who: string; readonly at: number; readonly request?: string | null }
  /** A person accepts the difference from the plan. */
  | { readonly kind: 'accepted'; readonly who: string; readonly at: number }
  /** Nobody accepts it. */
  | { readonly kind: 'halted'; readonly at: number }
  /** The run left its plan (`because`: "aborted"), and this is how it goes on from here. */
  | { readonly kind: 'replanned'; readonly plan: RolloutPlan; readonly because: string; readonly at: number };

/** Where a run stands after a step: something to do, a gate to wait at, a question, or the end. */
export type Standing =
  | { readonly kind: 'moving' }
  | { readonly kind: 'waiting'; readonly waits: readonly Wait[]; readonly until: number | null }
  /** `because` tells a pause of the steps from one that a person or an inconclusive analysis made. */
  | { readonly kind: 'needs-person'; readonly step: number | null; readonly because: 'step' | 'person' | 'analysis'; readonly until: number | null }
  | { readonly kind: 'deviated'; readonly text: string }
  | { readonly kind: 'ended'; readonly outcome: 'Healthy' | 'Degraded'; readonly message: string };

/** What a step shows to people. */
export type RunNote =
  | { readonly kind: 'write'; readonly why: string }
  | { readonly kind: 'reached'; readonly stage: string; readonly title: string; readonly ordinal: number; readonly of: number; readonly phase: Phase }
  | ({ readonly kind: 'measured' } & MeasuredNote)
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'asked'; readonly action: string; readonly who: string }
  /** Why a gate was not passed in time. */
  | { readonly kind: 'out-of-time'; readonly text: string }
  | { readonly kind: 'replanned'; readonly because: string; readonly stages: readonly string[] };

/** A measurement as people are told of it; `value` is the source's message where it gave none. Times in ms since 1970. */
export interface MeasuredNote {
  readonly metric: string;
  readonly run: string;
  readonly value: string;
  readonly verdict: string;
  readonly measuredAt: number;
}

export interface Stepped {
  /** The very run that was given when nothing is to be stored. */
  readonly run: RunState;
  readonly writes: readonly ReasonedWrite[];
  readonly measure: readonly MeasureRequest[];
  readonly standing: Standing;
  readonly notes: readonly RunNote[];
  /** Set when the plan ends here, since the run was aborted or asked for something else: why. The caller plans anew before it goes on. */
  readonly leftPlan?: string;
}

/**
 * The pure half of apply: what a run does next, given what was learnt.
 *
 * The caller stores the run before it performs `writes` and `measure`, and reports them done with the next events. A run given back unchanged, with
 * nothing to perform, stands at a gate.
 */
export function step(run: RunState, event: RunEvent): Stepped {
  switch (event.kind) {
    case 'observed':
      return observed(run, event.view);
    case 'performed':
      return still(run.pending.length === 0 ? run : { ...run, pending: [] });
    case 'measured':
      return still({ ...run, asked: run.asked.filter((asked) => !isAnswer(event.answer, asked)), answers: [...run.answers, event.answer] });
    case 'requested':
      return requested(run, event);
    case 'accepted': {
      const entry = { at: event.at, kind: 'deviated' as const, text: run.deviation ?? '', accepted: true, who: event.who };
      return still({ ...run, deviation: null, expected: null, tolerated: run.deviation, planned: run.planned.slice(0, run.reached), history: remembered(run.history, entry) });
    }
    case 'halted':
      return run.memory.phase === 'Degraded' ? ended({ ...run, deviation: null }, 'Degraded', event.at) : { run, writes: [], measure: [], standing: { kind: 'deviated', text: run.deviation ?? '' }, notes: [] };
    case 'replanned':
      return replanned(run, event);
  }
}

function replanned(run: RunState, { plan, because, at }: Extract<RunEvent, { kind: 'replanned' }>): Stepped {
  const planned = plannedRests(plan);
  const stages = planned.map(({ title }) => title);
  const history = remembered(run.history, { at, kind: 'replanned', because, stages });
  return still({ ...run, planned, start: plan.start, reached: 0, history }, [{ kind: 'replanned', because, stages }]);
}

function still(run: RunState, notes: readonly RunNote[] = []): Stepped {
  return { run, writes: run.pending, measure: run.asked, standing: { kind: 'moving' }, notes };
}

function observed(run: RunState, view: ClusterView): Stepped {
  const program = revivedProgram(run.program);
  const world = observe(program, view, run.memory, run.answers);
  if (run.deviation !== null) return { run, writes: [], measure: [], standing: { kind: 'deviated', text: run.deviation }, notes: [] };
  const foreign = run.expected === null ? null : foreignChange(run.expected, world);
  if (foreign !== null) return deviating(run, placeOf(run), foreign, view.now);
  const decision = decide(program, world);
  const moved = decision.memory !== run.memory || decision.writes.length > 0 || decision.measure.length > 0 || run.answers.length > 0;
  if (moved) {
    const measured = newMeasurements(run, decision.memory);
    const isAborted = run.memory.aborted === null && decision.memory.aborted !== null;
    const late = isAborted && decision.memory.progress?.reason === 'ProgressDeadlineExceeded' ? podsInTrouble(world, view, run.program.namespace) : '';
    const lateEntry = late === '' ? [] : [{ at: view.now, kind: 'deviated' as const, text: `${placeOf(run)}: ${late}`, accepted: true, who: null }];
    const next: RunState = {
      ...run,
      memory: decision.memory,
      pending: decision.writes,
      asked: decision.measure,
      answers: [],
      planned: isAborted ? run.planned.slice(0, run.reached) : run.planned,
      expected: expectationAfter(world, decision.writes),
      history: remembered(run.history, ...measured.map((item) => ({ at: view.now, kind: 'measured' as const, ...item })), ...lateEntry),
    };
    const notes: RunNote[] = [...measured.map((item) => ({ kind: 'measured' as const, ...item })), ...(late === '' ? [] : [{ kind: 'out-of-time' as const, text: late }]), ...decision.writes.map(({ why }) => ({ kind: 'write' as const, why }))];
    // An analysis may be over before there is a rest to look at.
    const tested = !isAborted && isTested(decision.waits) ? reachedBy(next, restState({ memory: decision.memory, world }), view.now) : null;
    if (tested) return { run: tested.run, writes: decision.writes, measure: decision.measure, standing: { kind: 'moving' }, notes: [...notes, tested.note] };
    return { run: next, writes: decision.writes, measure: decision.measure, standing: { kind: 'moving' }, notes, ...(isAborted && { leftPlan: 'aborted' }) };
  }
  const known = run.expected === null ? { ...run, expected: expectationAfter(world, []) } : run;
  return resting(known, { world, view }, decision.waits, decision.outcome);
}

/** Nothing to do now: is this a rest of the plan, and what opens the gate? */
function resting(run: RunState, { world, view }: { readonly world: RolloutWorld; readonly view: ClusterView }, waits: readonly Wait[], outcome: 'Healthy' | 'Degraded' | null): Stepped {
  const until = earliest(waits);
  const nothing = { writes: [], measure: [], notes: [] };
  const waiting: Stepped = { ...nothing, run, standing: { kind: 'waiting', waits, until } };
  const isGate = outcome !== null || waits.some(({ kind }) => kind === 'timer' || kind === 'approval');
  const leaving = waits.some(({ kind }) => kind === 'scale-down');
  if (!isGate && !leaving && !isTested(waits)) return waiting;
  const isRolledBack = outcome === 'Degraded' && run.memory.aborted !== null;
  if (outcome === 'Degraded' && !isRolledBack) {
    if (leaving) return waiting;
    const trouble = podsInTrouble(world, view, run.program.namespace) || run.memory.message;
    if (run.tolerated?.endsWith(trouble)) return { ...nothing, run, standing: { kind: 'waiting', waits, until } };
    const last = run.history.at(-1);
    return last?.kind === 'ended' && last.outcome === outcome ? ended(run, outcome, world.now) : deviating(run, placeOf(run), trouble, world.now);
  }

  const rest = restState({ memory: run.memory, world });
  const next = run.planned[run.reached];
  const last = run.planned[run.reached - 1]?.rest ?? run.start;
  const reached = reachedBy(run, rest, world.now);
  if (reached) return { run: reached.run, writes: [], measure: [], standing: { kind: 'moving' }, notes: [reached.note] };
  // A set that leaves is a rest of its own in the plan; while pods are on their way beside it, there is nothing to compare.
  if (!isGate) return waiting;
  const isWhereItWas = last !== null && isThere(last, rest);
  // Without a next rest the plan is done, or a person left it: there is nothing to differ from.
  const here = run.planned[run.reached - 1];
  const planned = here?.rest.step === rest.step ? here : next;
  const expected = isWhereItWas || !next ? null : deviationOf(planned, rest);
  if (expected !== null) {
    // Pods come and go: they have as long to get ready again as new ones.
    const shortSince = run.shortSince ?? world.now;
    const patience = shortSince + run.program.spec.progressDeadlineSeconds * 1000;
    if (!planned || !isButNotReady(planned.rest, rest) || world.now >= patience) return deviating(run, planned ? `stage ${planned.title}` : placeOf(run), expected, world.now);
    const short = world.sets.filter((set) => set.ready < set.desired).map((set) => ({ kind: 'pods' as const, set: set.name, available: set.available, desired: set.desired, until: patience }));
    return { ...nothing, run: { ...run, shortSince }, standing: { kind: 'waiting', waits: [...waits, ...short], until: Math.min(until ?? patience, patience) } };
  }
  if (run.shortSince !== null) return { ...nothing, run: { ...run, shortSince: null }, standing: { kind: 'moving' } };
  if (outcome !== null && !leaving) return ended(run, outcome, world.now);
  const approval = waits.find(({ kind }) => kind === 'approval');
  if (approval?.kind === 'approval') {
    const because = run.program.spec.paused ? 'person' : run.memory.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun' || reason === 'InconclusiveExperiment') ? 'analysis' : 'step';
    return { ...nothing, run, standing: { kind: 'needs-person', step: approval.step, because, until } };
  }
  return waiting;
}

/** The run with the next stage of its plan reached, if this is where that one rests. */
function reachedBy(run: RunState, rest: RestState, at: number): { readonly run: RunState; readonly note: RunNote } | null {
  const next = run.planned[run.reached];
  if (!next || !isThere(next.rest, rest)) return null;
  const entry = { at, kind: 'reached' as const, stage: next.id, title: next.title, phase: rest.phase, rest };
  const note = { kind: 'reached' as const, stage: next.id, title: next.title, ordinal: run.reached + 1, of: run.planned.length, phase: rest.phase };
  return { run: { ...run, reached: run.reached + 1, history: remembered(run.history, entry) }, note };
}

/** It waits for the end of an analysis or an experiment. */
function isTested(waits: readonly Wait[]): boolean {
  return waits.some((wait) => (wait.kind === 'analysis' && wait.holds) || (wait.kind === 'experiment' && wait.available));
}

/** Nothing more is done before a person has looked at it. */
function deviating(run: RunState, place: string, difference: string, at: number): Stepped {
  const text = `${place}${measuredLast(run.memory)}: ${difference}`;
  const history = remembered(run.history, { at, kind: 'deviated', text, accepted: false, who: null });
  return { run: { ...run, deviation: text, history }, writes: [], measure: [], standing: { kind: 'deviated', text }, notes: [] };
}

function placeOf({ planned, reached }: RunState): string {
  const [next, last] = [planned[reached], planned[reached - 1]];
  return next ? `stage ${next.title}` : last ? `after stage ${last.title}` : 'outside of a plan';
}

function ended(run: RunState, outcome: 'Healthy' | 'Degraded', at: number): Stepped {
  const { message } = run.memory;
  const standing: Standing = { kind: 'ended', outcome, message };
  const last = run.history.at(-1);
  if (last?.kind === 'ended' && last.outcome === outcome) return { run, writes: [], measure: [], standing, notes: [] };
  const history = remembered(run.history, { at, kind: 'ended', outcome, message });
  return { run: { ...run, history }, writes: [], measure: [], standing, notes: [] };
}

function requested(run: RunState, { action, who, at, request: id = null }: Extract<RunEvent, { kind: 'requested' }>): Stepped {
  const before = id === null ? undefined : run.history.find((entry) => entry.kind === 'asked' && entry.request === id);
  if (before?.kind === 'asked') return still(run, before.accepted ? [] : [{ kind: 'refused', reason: before.reason }]);
  const timed: UserAction = action.do === 'restart' ? { do: 'restart', at: action.at ?? at } : action;
  const answer = request(revivedProgram(run.program), run.memory, timed);
  const entry = { at, kind: 'asked' as const, who, action: action.do, accepted: answer.ok, reason: answer.ok ? '' : answer.reason, request: id };
  const history = remembered(run.history, entry);
  if (!answer.ok) return still({ ...run, history }, [{ kind: 'refused', reason: answer.reason }]);
  // What a person asks for beyond passing the next gate leaves the plan: its later rests no longer hold.
  const isOfPlan = action.do === 'promote';
  const planned = isOfPlan ? run.planned : run.planned.slice(0, run.reached);
  const left = isOfPlan ? {} : { deviation: null, expected: null, tolerated: null };
  const next: RunState = { ...run, program: storedProgram(answer.program), memory: answer.memory, planned, ...left, history };
  return { ...still(next, [{ kind: 'asked', action: action.do, who }]), ...(!isOfPlan && { leftPlan: leftBy(action.do) }) };
}

/** Why the plan ends, as `history` says it. */
function leftBy(action: UserAction['do']): string {
  return action === 'abort' ? 'aborted' : `${action} was asked for`;
}

function isAnswer(answer: Answer, asked: MeasureRequest): boolean {
  return answer.run === asked.run && answer.metric === asked.metric.name && answer.number === asked.number;
}

/** Measurements that the run did not have before; it keeps only the newest itself. */
function newMeasurements(run: RunState, memory: RunState['memory']): readonly MeasuredNote[] {
  const lastOf = (name: string, metric: string): number => run.memory.runs.find((one) => one.name === name)?.metrics.find((one) => one.name === metric)?.measurements.at(-1)?.number ?? -1;
  return memory.runs.flatMap(({ name, metrics }) =>
    metrics.flatMap((result) => {
      const last = lastOf(name, result.name);
      return result.measurements
        .filter(({ number }) => number > last)
        .map(({ value, phase, message, startedAt }) => ({ metric: result.name, run: name, value: value === '' ? message : value, verdict: phase, measuredAt: startedAt }));
    }),
  );
}

function earliest(waits: readonly Wait[]): number | null {
  let next: number | null = null;
  for (const { until } of waits) if (until !== null && (next === null || until < next)) next = until;
  return next;
}
