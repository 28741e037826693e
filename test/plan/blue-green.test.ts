import { describe, expect, it } from 'vitest';
import type { Gate, RolloutPlan, Stage } from '../../src/model/index.ts';
import { assess } from '../../src/metrics/index.ts';
import { buildPlan, decodePlan, pathText, planText } from '../../src/plan/index.ts';
import { objectsOf, readObjects, type Written } from '../rollout/written.ts';

/** The plan from image web:1 to web:2. */
function planOf(given: Written): { readonly plan: ReturnType<typeof buildPlan>; readonly rollout: RolloutPlan } {
  const plan = buildPlan({
    wanted: readObjects(objectsOf({ ...given, image: 'web:2' })),
    before: { kind: 'from', source: 'v1', programs: readObjects(objectsOf(given)) },
    assess,
    alternatives: true,
    version: '0.0.0',
    diagnostics: [],
  });
  const rollout = plan.programs[0];
  if (rollout?.kind !== 'Rollout') throw new Error('no Rollout was planned');
  return { plan, rollout };
}

function gateText(gate: Gate): string {
  switch (gate.kind) {
    case 'pods':
      return `${gate.pods} pods`;
    case 'timer':
      return `${gate.seconds} s`;
    case 'approval':
      return 'approval';
    case 'scale-down':
      return `old pods stay ${gate.seconds} s`;
    case 'analysis':
      return 'analysis';
    case 'experiment':
      return 'experiment';
  }
}

/** "1-preview: preview ready ... | stable 3, preview 0 to 3 | 0 % | 3 pods, approval | at 0 s". */
function read({ id, title, sets, traffic, gates, startsAt }: Stage): string {
  const counts = sets.map(({ role, before, after }) => `${role} ${before === after ? after : `${before} to ${after}`}`).join(', ');
  return [`${id.split('/').at(-1)}: ${title}`, counts, traffic === null ? '-' : `${traffic.real} %`, gates.map(gateText).join(', '), `at ${startsAt} s`].join(' | ');
}

/** Changes of Services: "preview old to new". */
function switches({ changes }: Stage): readonly string[] {
  return changes.flatMap((change) => (change.action === 'update' && change.object.kind === 'Service' ? change.fields.map(({ path }) => `${change.object.name} ${pathText(path)}`) : []));
}

function check(name: string, given: Written, stages: readonly string[]): void {
  it(name, () => {
    expect(planOf(given).rollout.stages.map(read)).toEqual(stages);
  });
}

describe('the stages of a blue-green', () => {
  check('that is promoted by hand', { blueGreen: { autoPromotionEnabled: false } }, [
    '1-preview: preview ready, waits for promotion | stable 3, preview 0 to 3 | 0 % | 3 pods, approval | at 0 s',
    '2-switch: active Service switched | old 3, stable 3 | 100 % | old pods stay 30 s | at 0 s',
    '3-scale-down: old version scaled down after 30 s | old 3 to 0, stable 3 | - |  | at 30 s',
  ]);

  check('that is promoted by time', { blueGreen: { autoPromotionSeconds: 60, scaleDownDelaySeconds: 90 } }, [
    '1-preview: preview ready, promoted after 1 min 0 s | stable 3, preview 0 to 3 | 0 % | 3 pods, 60 s | at 0 s',
    '2-switch: active Service switched | old 3, stable 3 | 100 % | old pods stay 90 s | at 60 s',
    '3-scale-down: old version scaled down after 1 min 30 s | old 3 to 0, stable 3 | - |  | at 150 s',
  ]);

  check('that is promoted at once', { blueGreen: {} }, [
    '1-switch: active Service switched | old 3, stable 0 to 3 | 100 % | 3 pods, old pods stay 30 s | at 0 s',
    '2-scale-down: old version scaled down after 30 s | old 3 to 0, stable 3 | - |  | at 30 s',
  ]);

  check('with a small preview', { replicas: 5, blueGreen: { autoPromotionEnabled: false, previewReplicaCount: 1 } }, [
    '1-preview: preview ready, waits for promotion | stable 5, preview 0 to 1 | 0 % | 1 pods, approval | at 0 s',
    '2-switch: active Service switched | old 5, stable 1 to 5 | 100 % | 4 pods, old pods stay 30 s | at 0 s',
    '3-scale-down: old version scaled down after 30 s | old 5 to 0, stable 5 | - |  | at 30 s',
  ]);
});

describe('the plan of a blue-green', () => {
  const { plan, rollout } = planOf({ blueGreen: { autoPromotionEnabled: false } });
  const [preview, live, last] = rollout.stages;

  it('counts pods, approvals and time', () => {
    expect(rollout.totals).toEqual({ podsReplaced: 3, leastSeconds: 30, approvals: 1, envelope: { maxPods: 6, minReady: 3 } });
  });

  it('shows each Service switch in its stage', () => {
    expect([preview, live, last].map((stage) => stage && switches(stage))).toEqual([
      ['web-preview spec.selector.rollouts-pod-template-hash'],
      ['web-active spec.selector.rollouts-pod-template-hash'],
      [],
    ]);
  });

  it('tells the Service behind the traffic', () => {
    const stable = preview?.sets.find(({ role }) => role === 'stable')?.name;
    expect(preview?.traffic).toEqual({ asked: 0, real: 0, derivation: `Service web-active selects ${stable}` });
  });

  it('waits for a person only before the promotion', () => {
    expect(rollout.stages.map(({ time }) => time.most === null)).toEqual([true, false, false]);
  });

  it('says what an abort of the preview leads to, once the preview is gone', () => {
    const abort = preview?.whatIf.find(({ event }) => event === 'abort');
    expect(abort).toMatchObject({ phase: 'Degraded', seconds: 30, sets: [{ role: 'stable', desired: 3, ready: 3 }] });
  });

  it('says that pods which never get ready leave users where they are', () => {
    expect(preview?.onFailure).toMatchObject([{ event: 'pods-never-ready', phase: 'Degraded', seconds: 600, traffic: { real: 0 }, sets: [{ role: 'stable', ready: 3 }, { role: 'preview', ready: 0 }] }]);
  });

  it('says what a full promotion leads to', () => {
    const full = preview?.whatIf.find(({ event }) => event === 'promote-full');
    expect(full).toMatchObject({ phase: 'Healthy', seconds: 30, sets: [{ role: 'stable', desired: 3 }] });
  });

  it('survives the way to text and back', () => {
    expect(decodePlan(planText(plan), 'plan.json')).toEqual({ value: plan, diagnostics: [] });
  });

  it('of a small preview says that its growth may fail after the promotion', () => {
    const small = planOf({ replicas: 5, blueGreen: { autoPromotionEnabled: false, previewReplicaCount: 1 } }).rollout.stages[1];
    expect(small?.onFailure).toMatchObject([{ event: 'pods-never-ready', phase: 'Degraded', traffic: { real: 0 }, sets: [{ role: 'stable', ready: 5 }, { role: 'preview', desired: 5, ready: 1 }] }]);
  });

  it('from the first version on is one stage', () => {
    const first = buildPlan({ wanted: readObjects(objectsOf({ blueGreen: {} })), before: { kind: 'nothing' }, assess, alternatives: true, version: '0.0.0', diagnostics: [] }).programs[0];
    expect(first?.kind === 'Rollout' && first.stages.map(read)).toEqual(['1-create: first version | stable 0 to 3 | - | 3 pods | at 0 s']);
  });

  it('that changes settings only has no stage', () => {
    const rollout = buildPlan({
      wanted: readObjects(objectsOf({ blueGreen: { scaleDownDelaySeconds: 5 } })),
      before: { kind: 'from', source: 'v1', programs: readObjects(objectsOf({ blueGreen: {} })) },
      assess,
      alternatives: false,
      version: '0.0.0',
      diagnostics: [],
    }).programs[0];
    expect(rollout).toMatchObject({ action: 'update', stages: [] });
  });
});
