import { describe } from 'vitest';
import { check } from './check.ts';

/** @see Argo Rollouts 1.9 utils/conditions RolloutTimedOut, rollout/sync.go calculateRolloutConditions */
describe('progressDeadlineSeconds', () => {
  check('without progress makes it Degraded, and the pods stay', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'], spec: { progressDeadlineSeconds: 60 } },
    ready: { 'web:2': ['never'] },
    does: ['image web:2', '70s undo'],
    reads: `
      > image web:2
      60s Degraded at 0: ProgressDeadlineExceeded: ReplicaSet "v2" has timed out progressing. | v1 3, v2 0 of 1 | most 4, fewest ready 3
      > undo
      70s Healthy | v1 3            | most 4, fewest ready 3`,
  });

  check('counts from the last progress', {
    rollout: { replicas: 3, surge: 1, unavailable: 0, spec: { progressDeadlineSeconds: 60 } },
    ready: { 'web:2': [50] },
    slowly: true,
    does: ['image web:2'],
    reads: `
      > image web:2
      0s   Progressing: more replicas need to be updated | v1 3, v2 0 of 1 | most 4, fewest ready 3
      50s  Progressing: more replicas need to be updated | v1 2, v2 1 of 2 | most 4, fewest ready 3
      100s Progressing: old replicas are pending termination | v1 1, v2 2 of 3 | most 4, fewest ready 3
      150s Healthy                                       | v2 3            | most 4, fewest ready 3`,
  });

  check('is over when progress comes late', {
    rollout: { replicas: 2, surge: 1, unavailable: 0, spec: { progressDeadlineSeconds: 60 } },
    ready: { 'web:2': [100, 20] },
    slowly: true,
    does: ['image web:2'],
    reads: `
      > image web:2
      0s   Progressing: more replicas need to be updated | v1 2, v2 0 of 1 | most 3, fewest ready 2
      60s  Degraded: ProgressDeadlineExceeded: ReplicaSet "v2" has timed out progressing. | v1 2, v2 0 of 1 | most 3, fewest ready 2
      100s Progressing: old replicas are pending termination | v1 1, v2 1 of 2 | most 3, fewest ready 2
      120s Healthy                                       | v2 2            | most 3, fewest ready 2`,
  });

  check('does not count at a pause', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 600s'], surge: 1, unavailable: 0, spec: { progressDeadlineSeconds: 60 } },
    does: ['image web:2'],
    reads: `
      > image web:2
      0s   Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      600s Healthy     | v2 3       | most 4, fewest ready 3`,
  });

  check('begins anew after a pause', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60'], surge: 1, unavailable: 0, spec: { progressDeadlineSeconds: 60 } },
    ready: { 'web:2': [0, 'never'] },
    does: ['image web:2', '100s promote'],
    reads: `
      > image web:2
      0s   Paused at 1 | v1 3, v2 1      | most 4, fewest ready 3
      > promote
      160s Degraded at 2: ProgressDeadlineExceeded: ReplicaSet "v2" has timed out progressing. | v1 2, v2 1 of 2 | most 4, fewest ready 3`,
  });

  check('does not count while paused by hand', {
    rollout: { replicas: 3, surge: 1, unavailable: 0, spec: { progressDeadlineSeconds: 60 } },
    ready: { 'web:2': ['never'] },
    slowly: true,
    does: ['image web:2', '30s pause', '200s promote'],
    reads: `
      > image web:2
      0s   Progressing: more replicas need to be updated | v1 3, v2 0 of 1 | most 4, fewest ready 3
      > pause
      30s  Paused: manually paused                       | v1 3, v2 0 of 1 | most 4, fewest ready 3
      > promote
      200s Progressing: more replicas need to be updated | v1 3, v2 0 of 1 | most 4, fewest ready 3
      260s Degraded: ProgressDeadlineExceeded: ReplicaSet "v2" has timed out progressing. | v1 3, v2 0 of 1 | most 4, fewest ready 3`,
  });

  check('counts for pods of the stable version, too', {
    rollout: { replicas: 2, spec: { progressDeadlineSeconds: 60 } },
    ready: { 'web:1': ['never'] },
    does: ['scale 3'],
    reads: `
      > scale 3
      60s Degraded: ProgressDeadlineExceeded: ReplicaSet "v1" has timed out progressing. | v1 2 of 3 | most 3, fewest ready 2`,
  });
});

describe('progressDeadlineAbort', () => {
  check('goes back to the stable version', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'], spec: { progressDeadlineSeconds: 60, progressDeadlineAbort: true } },
    ready: { 'web:2': ['never'] },
    does: ['image web:2'],
    reads: `
      > image web:2
      60s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3 | most 4, fewest ready 3`,
  });

  check('does so again after a retry', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'], spec: { progressDeadlineSeconds: 60, progressDeadlineAbort: true } },
    ready: { 'web:2': ['never'] },
    slowly: true,
    does: ['image web:2', '100s retry'],
    reads: `
      > image web:2
      0s   Progressing at 0: more replicas need to be updated | v1 3, v2 0 of 1 | most 4, fewest ready 3
      60s  Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3            | most 4, fewest ready 3
      > retry
      100s Progressing at 0: more replicas need to be updated | v1 3, v2 0 of 1 | most 4, fewest ready 3
      160s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3            | most 4, fewest ready 3`,
  });

  check('that is asked for too late goes back at once', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'], spec: { progressDeadlineSeconds: 60 } },
    ready: { 'web:2': ['never'] },
    does: ['image web:2', { image: 'web:2', spec: { progressDeadlineSeconds: 60, progressDeadlineAbort: true } }],
    reads: `
      > image web:2
      60s Degraded at 0: ProgressDeadlineExceeded: ReplicaSet "v2" has timed out progressing. | v1 3, v2 0 of 1 | most 4, fewest ready 3
      > apply image "web:2", spec {"progressDeadlineSeconds":60,"progressDeadlineAbort":true}
      60s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3            | most 4, fewest ready 3`,
  });
});
