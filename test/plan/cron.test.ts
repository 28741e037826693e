import { expect, it } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import { readInventory, readPrograms } from '../../src/manifest/index.ts';
import type { WorkflowPlan } from '../../src/model/index.ts';
import { buildPlan } from '../../src/plan/index.ts';

const cron = (more: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly}
spec:
  schedules: ["0 2 * * *", "30 1 * * 1"]
  timezone: Europe/Berlin
  ${more}
  workflowSpec:
    entrypoint: main
    templates: [{name: main, container: {image: a}}]
`;

function planned(text: string, targets: readonly string[] = []): readonly WorkflowPlan[] {
  const wanted = readPrograms(readInventory(readDocuments(text, 'c.yaml').value, { namespace: 'default' })).value;
  const plan = buildPlan({ wanted, before: { kind: 'nothing' }, assess: () => ({ phase: 'Error', value: '', message: '' }), now: Date.UTC(2026, 2, 28), alternatives: false, targets, version: '0.0.0', diagnostics: [] });
  if (targets.length === 0) expect(plan.objects.map(({ action, object }) => `${action} ${object.kind}`)).toEqual(['create CronWorkflow']);
  return plan.programs.filter((program) => program.kind === 'Workflow');
}

it('a CronWorkflow is an object, and what it starts is told with its next times, over the change of the clocks', () => {
  const [plan] = planned(cron(''));
  expect(plan).toMatchObject({ id: 'default/CronWorkflow/nightly', action: 'none', totals: { pods: 1 } });
  // On the 29th of March 2026 two o'clock does not come in Berlin; the 30th is a Monday.
  expect(plan?.schedule?.next).toEqual(['2026-03-28T01:00:00Z', '2026-03-29T23:30:00Z', '2026-03-30T00:00:00Z', '2026-03-31T00:00:00Z', '2026-04-01T00:00:00Z']);
  expect(plan?.stages[0]?.pod?.name).toEqual({ known: false, prefix: 'nightly-', because: 'the CronWorkflow adds the time of each start' });
});

it('a suspended CronWorkflow has no next time', () => {
  expect(planned(cron('suspend: true'))[0]?.schedule).toMatchObject({ suspended: true, next: [] });
});

it('a CronWorkflow can be a target', () => {
  expect(planned(cron(''), ['nightly'])).toHaveLength(1);
  expect(planned(cron(''), ['hourly'])).toHaveLength(0);
});
