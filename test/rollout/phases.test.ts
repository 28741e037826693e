import { describe, expect, it } from 'vitest';
import type { RolloutMemory } from '../../src/rollout/index.ts';
import { decideOnce, now, type SetGiven } from './moment.ts';
import { programOf, type Written } from './written.ts';

interface Given {
  readonly rollout?: Partial<Written>;
  readonly sets: Readonly<Record<string, SetGiven>>;
  readonly memory?: Partial<RolloutMemory>;
  readonly phase: string;
}

/** One decision in which nothing moves any more: paused sets are not scaled. */
function check(name: string, { rollout = {}, sets, memory = {}, phase }: Given): void {
  it(name, () => {
    const { memory: after } = decideOnce({ program: programOf({ replicas: 5, ...rollout }), sets, memory: { stableHash: 'new', ...memory } });
    expect([after.phase, after.message].filter((text) => text !== '').join(': ')).toBe(phase);
  });
}

/** @see Argo Rollouts 1.9 utils/rollout CalculateRolloutPhase */
describe('the phase', () => {
  check('while pods are missing', { sets: { new: { desired: 5, replicas: 4 } }, phase: 'Progressing: more replicas need to be updated' });
  check('while pods are not available', { sets: { new: { desired: 5, available: 4 } }, phase: 'Progressing: updated replicas are still becoming available' });
  check('while old pods are there', { sets: { old: { desired: 2 }, new: { desired: 5 } }, phase: 'Progressing: old replicas are pending termination' });
  check('before the first version is done', { sets: {}, memory: { stableHash: null }, phase: 'Progressing: more replicas need to be updated' });
  check('at the end', { sets: { old: { desired: 0 }, new: { desired: 5 } }, phase: 'Healthy' });
  check('of no pods', { rollout: { replicas: 0 }, sets: { new: { desired: 0 } }, phase: 'Healthy' });
  check('of more pods than there should be', { sets: { new: { desired: 5, replicas: 7, available: 5 } }, phase: 'Progressing: updated replicas are still becoming available' });
  check('when paused by hand', { rollout: { spec: { paused: true } }, sets: { new: { desired: 5, available: 4 } }, phase: 'Paused: manually paused' });
  check('when paused by a step', {
    rollout: { steps: ['pause'] },
    sets: { old: { desired: 5 }, new: { desired: 0 } },
    memory: { stableHash: 'old', pauses: [{ reason: 'CanaryPauseStep', since: now }], controllerPause: true },
    phase: 'Paused: CanaryPauseStep',
  });
  check('when paused by hand at a step', {
    rollout: { steps: ['pause'], spec: { paused: true } },
    sets: { old: { desired: 5 }, new: { desired: 0 } },
    memory: { stableHash: 'old', pauses: [{ reason: 'CanaryPauseStep', since: now }], controllerPause: true },
    phase: 'Paused: manually paused',
  });
  check('while pods are being restarted', {
    rollout: { replicas: 1, unavailable: 0, spec: { restartAt: '2020-01-01T00:00:00Z' } },
    sets: { new: { desired: 1, pods: [{ age: 600_000_000 }, { age: 600_000_000, available: false }] } },
    phase: 'Progressing: rollout is restarting',
  });
});

/** @see Argo Rollouts 1.9 utils/conditions RolloutTimedOut */
describe('the progress deadline', () => {
  const check5s = (name: string, reason: NonNullable<RolloutMemory['progress']>['reason'], seconds: number, phase: string): void =>
    check(name, {
      rollout: { spec: { progressDeadlineSeconds: seconds, minReadySeconds: 0 } },
      sets: { new: { desired: 5, available: 4 } },
      memory: {
        progress: { reason, at: now - 10_000, message: '' },
        counts: { replicas: 5, updated: 5, ready: 4, available: 4 },
        ...(reason === 'RolloutAborted' && { aborted: { at: now } }),
      },
      phase,
    });
  const name = 'ReplicaSet "web-new" has timed out progressing.';
  check5s('of 30 s has 20 s left after 10', 'ReplicaSetUpdated', 30, 'Progressing: updated replicas are still becoming available');
  check5s('of 5 s is over after 10', 'ReplicaSetUpdated', 5, `Degraded: ProgressDeadlineExceeded: ${name}`);
  check5s('of 10 s is over after 10', 'ReplicaSetUpdated', 10, `Degraded: ProgressDeadlineExceeded: ${name}`);
  check5s('that was over stays so', 'ProgressDeadlineExceeded', 30, 'Degraded: ProgressDeadlineExceeded: ');
  check5s('does not run after an abort', 'RolloutAborted', 5, 'Degraded: RolloutAborted: ');
});

/** A difference from the counts of the decision before starts the deadline anew. @see Argo Rollouts 1.9 utils/conditions RolloutProgressing */
describe('progress is', () => {
  const sets = { new: { desired: 5, available: 4, ready: 4 } };
  const moves = (what: string, memory: Partial<RolloutMemory>, expected: boolean): void => {
    it(`${what}: ${expected}`, () => {
      const before = { replicas: 5, updated: 5, ready: 4, available: 4 };
      const program = programOf({ replicas: 5, steps: ['setWeight 50'] });
      const { memory: after } = decideOnce({
        program,
        sets,
        memory: { stableHash: 'new', stepIndex: 1, progress: { reason: 'ReplicaSetUpdated', at: now - 10_000, message: '' }, counts: before, ...memory },
      });
      expect(after.progress?.at === now).toBe(expected);
    });
  };
  moves('nothing that changed', {}, false);
  moves('a pod more of the new version', { counts: { replicas: 4, updated: 4, ready: 4, available: 4 } }, true);
  moves('a pod less of the new version', { counts: { replicas: 6, updated: 6, ready: 4, available: 4 } }, true);
  moves('a pod less of an old version', { counts: { replicas: 6, updated: 5, ready: 4, available: 4 } }, true);
  moves('a ready pod more', { counts: { replicas: 5, updated: 5, ready: 3, available: 4 } }, true);
  moves('an available pod more', { counts: { replicas: 5, updated: 5, ready: 4, available: 3 } }, true);
  moves('a ready or available pod less', { counts: { replicas: 5, updated: 5, ready: 5, available: 5 } }, false);
  moves('a change of steps', { stepHash: 'other' }, true);
});
