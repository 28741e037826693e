import { describe, expect, it } from 'vitest';
import { decideOnce, type MomentGiven, type SetGiven } from './moment.ts';
import { programOf } from './written.ts';

interface Given {
  /** Whether both Services were taken over before. */
  readonly managed: boolean;
  readonly stable: SetGiven;
  readonly canary: SetGiven;
  readonly aborted?: boolean;
  /** What the Services select now; "all" by default. */
  readonly selected?: { readonly stable: string; readonly canary: string };
  readonly switches: readonly string[];
}

function check(name: string, { managed, stable, canary, aborted = false, selected, switches }: Given): void {
  it(name, () => {
    const program = programOf({ replicas: 3, steps: ['setWeight 50', 'pause'], services: true });
    const view = (role: 'stable' | 'canary') => [`web-${role}`, { name: `web-${role}`, selectedHash: selected?.[role] ?? null, managed }] as const;
    const decision = decideOnce({
      program,
      sets: { old: stable, new: canary },
      services: new Map([view('stable'), view('canary')]),
      memory: { aborted: aborted ? { at: 0 } : null },
    });
    expect(decision.writes.filter(({ write }) => write.verb === 'patch' && write.ref.kind === 'Service').map(({ why }) => why)).toEqual(switches);
  });
}

const both = ['point Service web-stable at web-old', 'point Service web-canary at web-new'];

/** @see Argo Rollouts 1.9 rollout/service.go ensureSVCTargets, reconcileStableAndCanaryService */
describe('a Service that nobody manages yet', () => {
  check('waits while its set has no pods', { managed: false, stable: { desired: 3, available: 0 }, canary: { desired: 3, available: 0 }, switches: [] });
  check('waits while some pods are missing', { managed: false, stable: { desired: 3, available: 1 }, canary: { desired: 3, available: 2 }, switches: [] });
  check('is pointed at a set that is fully available', { managed: false, stable: { desired: 3 }, canary: { desired: 3 }, switches: both });
  check('is pointed at one that has more pods than desired', { managed: false, stable: { desired: 3, available: 4 }, canary: { desired: 3, available: 2 }, switches: both.slice(0, 1) });
  check('is not pointed at a set of no pods', { managed: false, stable: { desired: 3 }, canary: { desired: 0 }, switches: both.slice(0, 1) });
});

describe('a managed Service', () => {
  check('is not pointed at nothing', { managed: true, stable: { desired: 3, available: 0 }, canary: { desired: 3, available: 0 }, switches: [] });
  check('is content with one pod', { managed: true, stable: { desired: 3, available: 2 }, canary: { desired: 3, available: 1 }, switches: both });
  check('that is right stays', { managed: true, selected: { stable: 'old', canary: 'somewhere' }, stable: { desired: 3 }, canary: { desired: 3 }, switches: both.slice(1) });
  check('of the canary goes back to stable after an abort', {
    managed: true,
    aborted: true,
    selected: { stable: 'old', canary: 'new' },
    stable: { desired: 3 },
    canary: { desired: 1 },
    switches: ['point Service web-canary at web-old'],
  });
});

/** What a blue-green of three pods does with its Services, "all" being selected by both and managed by nobody. */
function blueGreen(name: string, { sets, memory, switches }: Pick<MomentGiven, 'memory'> & { readonly sets: Readonly<Record<string, SetGiven>>; readonly switches: readonly string[] }): void {
  it(name, () => {
    const program = programOf({ replicas: 3, blueGreen: {} });
    const view = (role: 'active' | 'preview') => [`web-${role}`, { name: `web-${role}`, selectedHash: null, managed: false }] as const;
    const decision = decideOnce({ program, sets, services: new Map([view('active'), view('preview')]), memory: { stepIndex: null, stepHash: null, ...memory } });
    expect(decision.writes.filter(({ write }) => write.verb === 'patch' && write.ref.kind === 'Service').map(({ why }) => why)).toEqual(switches);
  });
}

/** @see Argo Rollouts 1.9 rollout/service.go reconcilePreviewService, reconcileActiveService */
describe('the Services of a blue-green', () => {
  const first = { stableHash: 'new' };
  blueGreen('take the first version on: the preview before it has pods', { memory: first, sets: { new: { desired: 0 } }, switches: ['point Service web-preview at web-new'] });
  blueGreen('do not lead users to a version that is not complete', {
    memory: first,
    sets: { new: { desired: 3, available: 2, scaledFor: 3 } },
    switches: ['point Service web-preview at web-new'],
  });
  blueGreen('lead users to the first version once all its pods are available', {
    memory: first,
    sets: { new: { desired: 3, scaledFor: 3 } },
    switches: ['point Service web-preview at web-new', 'point Service web-active at web-new'],
  });

  it('that are not there keep the stable version where it is', () => {
    const program = programOf({ replicas: 3, blueGreen: {} });
    const { memory, writes } = decideOnce({ program, sets: { old: { desired: 3, scaledFor: 3 }, new: { desired: 3, scaledFor: 3 } }, memory: { stepIndex: null, stepHash: null } });
    expect([memory.stableHash, memory.phase, memory.message]).toEqual(['old', 'Progressing', 'active service cutover pending']);
    expect(writes).toEqual([]);
  });
});
