import { formatTime, nextCronTime, parseCron } from '../lang/index.ts';
import { type ProgramId, type Schedule, type ScheduledWorkflow, type WorkflowPlan } from '../model/index.ts';
import { planWorkflow, type WorkflowRequestedPlan } from './workflow-plan.ts';

/** How many times to come are told. */
const mostTimes = 5;

/**
 * What a CronWorkflow starts, and when next. Nothing of it is begun by an apply, which makes the CronWorkflow alone.
 *
 * @param now ms since 1970; null: nobody knows, and no times are told
 */
export function planScheduled(scheduled: ScheduledWorkflow, before: ScheduledWorkflow | null, asked: WorkflowRequestedPlan, now: number | null): WorkflowPlan {
  const plan = planWorkflow(scheduled.program, before?.program ?? null, asked);
  const { name, schedules, timezone, concurrencyPolicy, suspended } = scheduled;
  const schedule: Schedule = { name, schedules, timezone, concurrencyPolicy, suspended, next: suspended || now === null ? [] : timesOf(scheduled, now) };
  return { ...plan, id: scheduledId(scheduled), action: 'none', schedule, manifest: [] };
}

export function scheduledId({ name, program }: ScheduledWorkflow): ProgramId {
  return `${program.namespace}/CronWorkflow/${name}` as ProgramId;
}

/** The soonest times of all schedules, each once. */
function timesOf({ schedules, timezone }: ScheduledWorkflow, now: number): readonly string[] {
  const times = schedules.flatMap((text) => {
    const cron = parseCron(text, timezone === '' ? 'UTC' : timezone);
    if (!cron.ok) return [];
    const found: number[] = [];
    for (let at = nextCronTime(cron.value, now); at !== null && found.length < mostTimes; at = nextCronTime(cron.value, at)) found.push(at);
    return found;
  });
  return [...new Set(times)].sort((a, b) => a - b).slice(0, mostTimes).map(formatTime);
}
