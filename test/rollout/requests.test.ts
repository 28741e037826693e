import { describe } from 'vitest';
import { check } from './check.ts';

/** @see Argo Rollouts 1.9 kubectl plugin: promote.go, abort.go, retry.go, undo.go, pause.go */
describe('a request that does not fit is refused', () => {
  check('when no update is on its way', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    does: ['promote', 'promote-full', 'abort', 'retry', 'undo', 'image web:1'],
    reads: `
      > promote: refused, web is not paused: there is nothing to promote
      0s Healthy | v1 3 | most 3, fewest ready 3
      > promote-full: refused, web has no update on its way: there is nothing to promote
      > abort: refused, web has no update on its way: there is nothing to abort
      > retry: refused, web was not aborted: there is nothing to retry
      > undo: refused, web has no revision before this one
      > image web:1`,
  });

  check('when it was done already', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    does: ['image web:2', 'retry', 'abort', 'abort', 'retry', 'pause', 'pause', 'promote-full', 'promote-full'],
    reads: `
      > image web:2
      0s Paused at 1                  | v1 3, v2 1 | most 4, fewest ready 3
      > retry: refused, web was not aborted: there is nothing to retry
      > abort
      0s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | most 4, fewest ready 3
      > abort: refused, web is aborted already
      > retry
      0s Paused at 1                  | v1 3, v2 1 | most 4, fewest ready 3
      > pause
      0s Paused at 1: manually paused | v1 3, v2 1 | most 4, fewest ready 4
      > pause: refused, web is paused already
      > promote-full
      0s Healthy                      | v2 3       | most 4, fewest ready 3
      > promote-full: refused, web has no update on its way: there is nothing to promote`,
  });
});

describe('promote', () => {
  check('passes a pause', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    does: ['image web:2', 'promote'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      > promote
      0s  Paused at 3 | v1 1, v2 2 | most 4, fewest ready 3
      30s Healthy     | v2 3       | most 4, fewest ready 3`,
  });

  check('cuts a timed pause short', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    does: ['image web:2', 'promote', '10s promote'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      > promote
      0s  Paused at 3 | v1 1, v2 2 | most 4, fewest ready 3
      > promote
      10s Healthy     | v2 3       | most 4, fewest ready 3`,
  });

  check('passes a step whose pods are not there yet', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    ready: { 'web:2': [10] },
    does: ['image web:2', '5s promote'],
    reads: `
      > image web:2
      0s  Progressing at 0: more replicas need to be updated | v1 3, v2 0 of 1 | most 4, fewest ready 3
      > promote
      5s  Paused at 1 | v1 3, v2 0 of 1 | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1      | most 4, fewest ready 4`,
  });

  check('resumes what was paused by hand, and passes the pause of the step', {
    rollout: { replicas: 4, steps: ['setWeight 50', 'pause 60s', 'setWeight 75', 'pause'] },
    does: ['image web:2', '20s pause', '30s promote'],
    reads: `
      > image web:2
      0s  Paused at 1                  | v1 2, v2 2 | most 5, fewest ready 3
      > pause
      20s Paused at 1: manually paused | v1 2, v2 2 | most 4, fewest ready 4
      > promote
      30s Paused at 3                  | v1 1, v2 3 | most 4, fewest ready 3`,
  });
});

describe('promote-full', () => {
  check('skips the steps, within the limits', {
    rollout: { replicas: 4, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'], surge: 1, unavailable: 0 },
    ready: { 'web:2': [10] },
    slowly: true,
    does: ['image web:2', '5s promote-full'],
    reads: `
      > image web:2
      0s  Progressing at 0: more replicas need to be updated | v1 4, v2 0 of 1 | most 5, fewest ready 4
      > promote-full
      5s  Progressing: more replicas need to be updated | v1 4, v2 0 of 1 | most 5, fewest ready 4
      10s Progressing: more replicas need to be updated | v1 3, v2 1 of 2 | most 5, fewest ready 4
      20s Progressing: more replicas need to be updated | v1 2, v2 2 of 3 | most 5, fewest ready 4
      30s Progressing: old replicas are pending termination | v1 1, v2 3 of 4 | most 5, fewest ready 4
      40s Healthy                                       | v2 4            | most 5, fewest ready 4`,
  });

  check('of an aborted update takes the abort back', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    does: ['image web:2', 'abort', 'promote-full'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      > abort
      0s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | most 4, fewest ready 3
      > promote-full
      0s Healthy     | v2 3       | most 4, fewest ready 3`,
  });
});

describe('abort', () => {
  check('goes back to the stable version, which grows before the canary shrinks', {
    rollout: { replicas: 4, surge: 1, unavailable: 0, steps: ['setWeight 75', 'pause'] },
    ready: { 'web:1': [5] },
    slowly: true,
    does: ['image web:2', 'abort'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 1, v2 3      | most 5, fewest ready 4
      > abort
      0s  Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 1 of 2, v2 3 | most 5, fewest ready 4
      5s  Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 2 of 3, v2 2 | most 5, fewest ready 4
      10s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3 of 4, v2 1 | most 5, fewest ready 4
      15s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 4            | most 5, fewest ready 4`,
  });

  check('comes before the first canary pod', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    ready: { 'web:2': [10] },
    does: ['image web:2', '5s abort'],
    reads: `
      > image web:2
      0s Progressing at 0: more replicas need to be updated | v1 3, v2 0 of 1 | most 4, fewest ready 3
      > abort
      5s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3            | most 4, fewest ready 3`,
  });

  check('is ended by a retry from the first step', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    does: ['image web:2', 'promote', '10s abort', '20s retry'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      > promote
      0s  Paused at 3 | v1 1, v2 2 | most 4, fewest ready 3
      > abort
      10s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | most 4, fewest ready 3
      > retry
      20s Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3`,
  });

  check('is ended by another version', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    does: ['image web:2', 'abort', 'image web:3'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      > abort
      0s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | most 4, fewest ready 3
      > image web:3
      0s Paused at 1 | v1 3, v3 1 | most 4, fewest ready 3`,
  });

  check('is ended by the stable version', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] },
    does: ['image web:2', 'abort', 'image web:1'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      > abort
      0s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | most 4, fewest ready 3
      > image web:1
      0s Healthy     | v1 3       | most 3, fewest ready 3`,
  });

  check('points the canary Service at the stable version', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'], services: true },
    does: ['image web:2', 'abort', 'retry'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 3, v2 1 | web-canary -> v2, web-stable -> v1 | most 4, fewest ready 3
      > abort
      0s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | web-canary -> v1, web-stable -> v1 | most 4, fewest ready 3
      > retry
      0s Paused at 1 | v1 3, v2 1 | web-canary -> v2, web-stable -> v1 | most 4, fewest ready 3`,
  });

  check('without steps goes back, too', {
    rollout: { replicas: 4, surge: 1, unavailable: 0 },
    ready: { 'web:2': ['never'] },
    does: ['image web:2', '5s abort'],
    reads: `
      > image web:2
      0s Progressing: more replicas need to be updated | v1 4, v2 0 of 1 | most 5, fewest ready 4
      > abort
      5s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 4            | most 5, fewest ready 4`,
  });
});
