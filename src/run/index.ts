/**
 * The pure half of apply: what a run does next, and what is stored of it.
 *
 * `step` takes an event and gives a run, writes and measurements to make. It performs nothing, and asks nobody.
 */
export { beginRun, isUnfinished, type Approval } from './begin.ts';
export { decodeRun, encodeRun } from './codec.ts';
export { revivedProgram, type HistoryEntry, type RunState } from './run-state.ts';
export { statusOf } from './status.ts';
export { step, type RunEvent, type RunNote, type Standing, type Stepped } from './step.ts';
