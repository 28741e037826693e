import { describe } from 'vitest';
import { check } from './check.ts';

describe('without steps pods are replaced within the limits', () => {
  check('one by one with a surge', {
    rollout: { replicas: 3, surge: 1, unavailable: 0 },
    ready: { 'web:2': [10] },
    slowly: true,
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Progressing: more replicas need to be updated | v1 3, v2 0 of 1 | most 4, fewest ready 3
      10s Progressing: more replicas need to be updated | v1 2, v2 1 of 2 | most 4, fewest ready 3
      20s Progressing: old replicas are pending termination | v1 1, v2 2 of 3 | most 4, fewest ready 3
      30s Healthy                                       | v2 3            | most 4, fewest ready 3`,
  });

  check('one by one without a surge', {
    rollout: { replicas: 3, surge: 0, unavailable: 1 },
    ready: { 'web:2': [10] },
    slowly: true,
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Progressing: more replicas need to be updated | v1 2, v2 0 of 1 | most 3, fewest ready 2
      10s Progressing: more replicas need to be updated | v1 1, v2 1 of 2 | most 3, fewest ready 2
      20s Progressing: updated replicas are still becoming available | v2 2 of 3       | most 3, fewest ready 2
      30s Healthy                                       | v2 3            | most 3, fewest ready 3`,
  });

  check('as they get ready', {
    rollout: { replicas: 4, surge: 2, unavailable: 1 },
    ready: { 'web:2': [10, 20, 5, 30] },
    slowly: true,
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Progressing: more replicas need to be updated | v1 3, v2 0 of 3 | most 6, fewest ready 3
      5s  Progressing: updated replicas are still becoming available | v1 2, v2 1 of 4 | most 6, fewest ready 3
      10s Progressing: updated replicas are still becoming available | v1 1, v2 2 of 4 | most 6, fewest ready 3
      20s Progressing: updated replicas are still becoming available | v2 3 of 4       | most 5, fewest ready 3
      35s Healthy                                       | v2 4            | most 4, fewest ready 4`,
  });

  check('all at once where the limits allow', {
    rollout: { replicas: 4, surge: '100%', unavailable: '100%' },
    ready: { 'web:2': [10] },
    slowly: true,
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Progressing: updated replicas are still becoming available | v2 0 of 4 | most 4, fewest ready 0
      10s Healthy | v2 4      | most 4, fewest ready 4`,
  });
});

describe('steps', () => {
  check('may begin with a pause', {
    rollout: { replicas: 2, steps: ['pause', 'setWeight 50', 'pause'] },
    does: ['image web:2', 'promote', 'promote'],
    reads: `
      > image web:2
      0s Paused at 0 | v1 2       | most 2, fewest ready 2
      > promote
      0s Paused at 2 | v1 1, v2 1 | most 3, fewest ready 2
      > promote
      0s Healthy     | v2 2       | most 3, fewest ready 2`,
  });

  check('may have falling weights', {
    rollout: { replicas: 4, steps: ['setWeight 75', 'pause', 'setWeight 25', 'pause'] },
    does: ['image web:2', 'promote', 'promote'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 1, v2 3 | most 5, fewest ready 3
      > promote
      0s Paused at 3 | v1 3, v2 1 | most 5, fewest ready 3
      > promote
      0s Healthy     | v2 4       | most 5, fewest ready 3`,
  });

  check('may have weights of 0 and 100', {
    rollout: { replicas: 2, steps: ['setWeight 0', 'pause', 'setWeight 100', 'pause'] },
    does: ['image web:2', 'promote', 'promote'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 2 | most 2, fewest ready 2
      > promote
      0s Paused at 3 | v2 2 | most 3, fewest ready 2
      > promote
      0s Healthy     | v2 2 | most 2, fewest ready 2`,
  });

  check('of one pod round to none or all', {
    rollout: { replicas: 1, surge: 0, unavailable: 1, steps: ['setWeight 49', 'pause', 'setWeight 50', 'pause'] },
    does: ['image web:2', 'promote', 'promote'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 1 | most 1, fewest ready 1
      > promote
      0s Paused at 3 | v2 1 | most 1, fewest ready 0
      > promote
      0s Healthy     | v2 1 | most 1, fewest ready 1`,
  });

  check('of no pods are taken all the same', {
    rollout: { replicas: 0, steps: ['setWeight 50', 'pause'] },
    does: ['image web:2', 'promote'],
    reads: `
      > image web:2
      0s Paused at 1 | | most 0, fewest ready 0
      > promote
      0s Healthy     | | most 0, fewest ready 0`,
  });

  check('that change midway begin again', {
    rollout: { replicas: 4, steps: ['setWeight 50', 'pause'] },
    does: ['image web:2', { image: 'web:2', steps: ['setWeight 25', 'pause'] }, { steps: ['setWeight 75', 'pause', 'setWeight 80'] }],
    reads: `
      > image web:2
      0s Paused at 1 | v1 2, v2 2 | most 5, fewest ready 3
      > apply image "web:2", steps ["setWeight 25","pause"]
      0s Paused at 1 | v1 3, v2 1 | most 5, fewest ready 4
      > apply steps ["setWeight 75","pause","setWeight 80"]
      0s Paused at 1 | v1 1, v2 3 | most 5, fewest ready 3`,
  });

  check('that are taken away midway end the update', {
    rollout: { replicas: 4, steps: ['setWeight 50', 'pause'] },
    does: ['image web:2', { image: 'web:2', steps: [] }],
    reads: `
      > image web:2
      0s Paused at 1 | v1 2, v2 2 | most 5, fewest ready 3
      > apply image "web:2", steps []
      0s Healthy     | v2 4       | most 5, fewest ready 3`,
  });

  check('wait for minReadySeconds', {
    rollout: { replicas: 2, steps: ['setWeight 50', 'pause'], surge: 1, unavailable: 0, spec: { minReadySeconds: 30 } },
    ready: { 'web:2': [10] },
    slowly: true,
    does: ['image web:2', 'promote'],
    reads: `
      > image web:2
      0s  Progressing at 0: more replicas need to be updated | v1 2, v2 0 of 1 | most 3, fewest ready 2
      10s Progressing at 0: more replicas need to be updated | v1 2, v2 1      | most 3, fewest ready 3
      40s Paused at 1 | v1 1, v2 1      | most 3, fewest ready 2
      > promote
      40s Progressing: old replicas are pending termination | v1 1, v2 1 of 2 | most 3, fewest ready 2
      50s Progressing: old replicas are pending termination | v1 1, v2 2      | most 3, fewest ready 3
      80s Healthy     | v2 2            | most 3, fewest ready 2`,
  });

  check('are content with a threshold', {
    rollout: { replicas: 10, surge: 10, unavailable: 0, steps: ['setWeight 50', 'pause'], canary: { replicaProgressThreshold: { type: 'Percent', value: 80 } } },
    ready: { 'web:2': [1, 1, 1, 1, 'never', 'never', 1, 1, 1, 1, 'never'] },
    does: ['image web:2', 'promote'],
    reads: `
      > image web:2
      1s   Paused at 1 | v1 6, v2 4 of 5  | most 15, fewest ready 10
      > promote
      602s Degraded: ProgressDeadlineExceeded: ReplicaSet "v2" has timed out progressing. | v1 2, v2 8 of 10 | most 12, fewest ready 10`,
  });
});

describe('a manifest that is paused', () => {
  check('holds a new version back', {
    rollout: { replicas: 2, steps: ['setWeight 50', 'pause 10s'] },
    does: [{ image: 'web:2', spec: { paused: true } }, { spec: { paused: false } }],
    reads: `
      > apply image "web:2", spec {"paused":true}
      0s  Paused at 0: manually paused | v1 2       | most 2, fewest ready 2
      > apply spec {"paused":false}
      0s  Paused at 1                  | v1 1, v2 1 | most 3, fewest ready 2
      10s Healthy                      | v2 2       | most 3, fewest ready 2`,
  });

  check('holds the steps, but not the clock of a pause', {
    rollout: { replicas: 4, steps: ['setWeight 50', 'pause 60s'] },
    does: ['image web:2', '20s pause', '100s promote'],
    reads: `
      > image web:2
      0s   Paused at 1                  | v1 2, v2 2 | most 5, fewest ready 3
      > pause
      20s  Paused at 1: manually paused | v1 2, v2 2 | most 4, fewest ready 4
      > promote
      100s Healthy                      | v2 4       | most 5, fewest ready 3`,
  });

  check('is not scaled', {
    rollout: { replicas: 4, steps: ['setWeight 50', 'pause'] },
    does: ['image web:2', 'pause', 'scale 8', 'promote'],
    reads: `
      > image web:2
      0s Paused at 1                  | v1 2, v2 2 | most 5, fewest ready 3
      > pause
      0s Paused at 1: manually paused | v1 2, v2 2 | most 4, fewest ready 4
      > scale 8
      > promote
      0s Healthy                      | v2 8       | most 10, fewest ready 4`,
  });
});

describe('scaling', () => {
  check('midway keeps the weight', {
    rollout: { replicas: 4, steps: ['setWeight 50', 'pause'] },
    does: ['image web:2', 'scale 8', 'scale 2', 'promote'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 2, v2 2 | most 5, fewest ready 3
      > scale 8
      0s Paused at 1 | v1 4, v2 4 | most 8, fewest ready 4
      > scale 2
      0s Paused at 1 | v1 1, v2 1 | most 8, fewest ready 2
      > promote
      0s Healthy     | v2 2       | most 3, fewest ready 2`,
  });

  check('to nothing and back', {
    rollout: { replicas: 4, steps: ['setWeight 50', 'pause'] },
    does: ['image web:2', 'scale 0', 'scale 2', 'promote', 'scale 0', 'scale 3'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 2, v2 2 | most 5, fewest ready 3
      > scale 0
      0s Paused at 1 | | most 4, fewest ready 0
      > scale 2
      0s Paused at 1 | v1 1, v2 1 | most 2, fewest ready 0
      > promote
      0s Healthy     | v2 2       | most 3, fewest ready 2
      > scale 0
      0s Healthy     | | most 2, fewest ready 0
      > scale 3
      0s Healthy     | v2 3       | most 3, fewest ready 0`,
  });

  check('while pods are on their way', {
    rollout: { replicas: 4, surge: 1, unavailable: 0, steps: ['setWeight 50', 'pause'] },
    ready: { 'web:2': [10] },
    slowly: true,
    does: ['image web:2', '5s scale 8'],
    reads: `
      > image web:2
      0s  Progressing at 0: more replicas need to be updated | v1 4, v2 0 of 1 | most 5, fewest ready 4
      > scale 8
      5s  Progressing at 0: more replicas need to be updated | v1 4, v2 0 of 4 | most 8, fewest ready 4
      10s Progressing at 0: more replicas need to be updated | v1 4, v2 1 of 4 | most 8, fewest ready 5
      15s Paused at 1 | v1 4, v2 4      | most 8, fewest ready 8`,
  });

  check('with a new minReadySeconds waits for it', {
    rollout: { replicas: 2 },
    slowly: true,
    does: [{ spec: { minReadySeconds: 10 } }, 'scale 3'],
    reads: `
      > apply spec {"minReadySeconds":10}
      0s  Healthy | v1 2 | most 2, fewest ready 2
      > scale 3
      0s  Progressing: updated replicas are still becoming available | v1 3 | most 3, fewest ready 2
      10s Healthy | v1 3 | most 3, fewest ready 3`,
  });
});

describe('a third version midway', () => {
  check('takes the steps from the first, and the second goes away', {
    rollout: { replicas: 4, steps: ['setWeight 25', 'pause', 'setWeight 50', 'pause'] },
    does: ['image web:2', 'promote', 'image web:3', 'promote', 'promote'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      > promote
      0s Paused at 3 | v1 2, v2 2 | most 4, fewest ready 3
      > image web:3
      0s Paused at 1 | v1 3, v3 1 | most 5, fewest ready 3
      > promote
      0s Paused at 3 | v1 2, v3 2 | most 4, fewest ready 3
      > promote
      0s Healthy     | v3 4       | most 5, fewest ready 3`,
  });

  check('lets the second go as its pods get ready', {
    rollout: { replicas: 4, surge: 1, unavailable: 0, steps: ['setWeight 50', 'pause'] },
    ready: { 'web:3': [10] },
    slowly: true,
    does: ['image web:2', 'image web:3'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 2, v2 2            | most 5, fewest ready 4
      > image web:3
      0s  Progressing at 0: more replicas need to be updated | v1 2, v2 2, v3 0 of 1 | most 5, fewest ready 4
      10s Progressing at 0: more replicas need to be updated | v1 2, v2 1, v3 1 of 2 | most 5, fewest ready 4
      20s Paused at 1 | v1 2, v3 2            | most 5, fewest ready 4`,
  });

  check('takes the place of pods that never got ready', {
    rollout: { replicas: 4, surge: 1, unavailable: 0, steps: ['setWeight 50', 'pause'] },
    ready: { 'web:2': ['never'] },
    does: ['image web:2', '10s image web:3'],
    reads: `
      > image web:2
      0s  Progressing at 0: more replicas need to be updated | v1 4, v2 0 of 1 | most 5, fewest ready 4
      > image web:3
      10s Paused at 1 | v1 2, v3 2      | most 5, fewest ready 4`,
  });
});
