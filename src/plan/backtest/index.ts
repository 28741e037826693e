/**
 * What an analysis would have said in the past, moment by moment: how often it would have aborted a rollout without need, and how soon it would have seen
 * a drop.
 *
 * The past comes as data. The runs are those of `rollout/`, turn by turn; nothing here knows a limit or a count of its own.
 */
export { backtest, type Backtest, type BadPeriod, type BacktestInput, type Detection, type PastMetric, type PastRun } from './backtest.ts';
export { readDrop, type Drop } from './drop.ts';
