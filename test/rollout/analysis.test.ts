import { describe } from 'vitest';
import { check } from './check.ts';

/** @see Argo Rollouts 1.9 rollout/analysis.go reconcileBackgroundAnalysisRun, needsNewAnalysisRun */
describe('a background analysis', () => {
  check('measures at its interval until the update is over', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '20s' } } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 ok    | most 4, fewest ready 3
      20s Paused at 1 | v1 3, v2 1 | analysis Running 2 ok    | most 4, fewest ready 4
      40s Paused at 1 | v1 3, v2 1 | analysis Running 3 ok    | most 4, fewest ready 4
      60s Healthy     | v2 3       | analysis Successful 4 ok | most 4, fewest ready 3`,
  });

  check('ends after its count', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '10s', count: 2 } } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 ok    | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Successful 2 ok | most 4, fewest ready 4
      60s Healthy     | v2 3       | analysis Successful 2 ok | most 4, fewest ready 3`,
  });

  check('without an interval measures once', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: {} } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Successful 1 ok | most 4, fewest ready 3
      60s Healthy     | v2 3       | analysis Successful 1 ok | most 4, fewest ready 3`,
  });

  check('waits for its initialDelay', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '30s', initialDelay: '15s' } } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running         | most 4, fewest ready 3
      15s Paused at 1 | v1 3, v2 1 | analysis Running 1 ok    | most 4, fewest ready 4
      45s Paused at 1 | v1 3, v2 1 | analysis Running 2 ok    | most 4, fewest ready 4
      60s Healthy     | v2 3       | analysis Successful 2 ok | most 4, fewest ready 3`,
  });

  check('begins at its startingStep', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 30s', 'setWeight 60', 'pause 30s'], analysis: { startingStep: 2, metric: { interval: '10s' } } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      30s Paused at 3 | v1 1, v2 2 | analysis Running 1 ok    | most 4, fewest ready 3
      40s Paused at 3 | v1 1, v2 2 | analysis Running 2 ok    | most 3, fewest ready 3
      50s Paused at 3 | v1 1, v2 2 | analysis Running 3 ok    | most 3, fewest ready 3
      60s Healthy     | v2 3       | analysis Successful 4 ok | most 4, fewest ready 3`,
  });

  check('is not made for the first version, nor for one that is promoted', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause'], analysis: { metric: { interval: '10s' } } },
    measures: [80],
    does: ['scale 4', '60s scale 3'],
    reads: `
      > scale 4
      0s  Healthy | v1 4 | most 4, fewest ready 3
      > scale 3
      60s Healthy | v1 3 | most 4, fewest ready 3`,
  });

  check('ends with a full promotion', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '10s' } } },
    measures: [99],
    does: ['image web:2', '15s promote-full'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 ok    | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Running 2 ok    | most 4, fewest ready 4
      > promote-full
      15s Healthy     | v2 3       | analysis Successful 2 ok | most 4, fewest ready 3`,
  });

  check('ends when the update is taken back', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '10s' } } },
    measures: [99],
    does: ['image web:2', '15s undo'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 ok | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Running 2 ok | most 4, fewest ready 4
      > undo
      15s Healthy     | v1 3       | most 4, fewest ready 3`,
  });

  check('begins anew for another version', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause'], analysis: { metric: { interval: '10s', count: 2 } } },
    measures: [99],
    does: ['image web:2', '5s image web:3'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 ok    | most 4, fewest ready 3
      > image web:3
      5s  Paused at 1 | v1 3, v3 1 | analysis Running 1 ok    | most 4, fewest ready 3
      15s Paused at 1 | v1 3, v3 1 | analysis Successful 2 ok | most 4, fewest ready 4`,
  });

  check('begins anew with other steps', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause'], analysis: { metric: { interval: '10s', count: 3 } } },
    measures: [99],
    does: ['image web:2', '15s', { image: 'web:2', steps: ['setWeight 60', 'pause'] }],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 ok    | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Running 2 ok    | most 4, fewest ready 4
      > apply image "web:2", steps ["setWeight 60","pause"]
      15s Paused at 1 | v1 1, v2 2 | analysis Successful 2 ok | analysis Running 1 ok    | most 4, fewest ready 3
      25s Paused at 1 | v1 1, v2 2 | analysis Successful 2 ok | analysis Running 2 ok    | most 3, fewest ready 3
      35s Paused at 1 | v1 1, v2 2 | analysis Successful 2 ok | analysis Successful 3 ok | most 3, fewest ready 3`,
  });
});

describe('a failed measurement', () => {
  check('aborts', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: {} } },
    measures: [80],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Background analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 3 | analysis Failed 1 failed | most 4, fewest ready 3`,
  });

  check('aborts beyond the failureLimit, in a row or not', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '10s', failureLimit: 2 } } },
    measures: [80, 99, 80, 99, 80],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 failed       | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Running 1 ok, 1 failed | most 4, fewest ready 4
      20s Paused at 1 | v1 3, v2 1 | analysis Running 1 ok, 2 failed | most 4, fewest ready 4
      30s Paused at 1 | v1 3, v2 1 | analysis Running 2 ok, 2 failed | most 4, fewest ready 4
      40s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Background analysis phase error/failed: metric success-rate assessed Failed: 3 failed, more than failureLimit 2 | v1 3       | analysis Failed 2 ok, 3 failed  | most 4, fewest ready 3`,
  });

  check('never does with a failureLimit of -1', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '20s', failureLimit: -1 } } },
    measures: [80],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 failed    | most 4, fewest ready 3
      20s Paused at 1 | v1 3, v2 1 | analysis Running 2 failed    | most 4, fewest ready 4
      40s Paused at 1 | v1 3, v2 1 | analysis Running 3 failed    | most 4, fewest ready 4
      60s Healthy     | v2 3       | analysis Successful 4 failed | most 4, fewest ready 3`,
  });

  check('is forgotten by a retry', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause'], analysis: { metric: { interval: '10s', count: 2 } } },
    measures: [80, 99],
    does: ['image web:2', 'retry'],
    reads: `
      > image web:2
      0s  Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Background analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 3       | analysis Failed 1 failed | most 4, fewest ready 3
      > retry
      0s  Paused at 1 | v1 3, v2 1 | analysis Failed 1 failed | analysis Running 1 ok    | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Failed 1 failed | analysis Successful 2 ok | most 4, fewest ready 4`,
  });

  check('is forgotten by a retry, though the analysis begins only later', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 30s', 'setWeight 60', 'pause 30s'], analysis: { startingStep: 2, metric: { interval: '10s' } } },
    measures: [80, 99],
    does: ['image web:2', 'retry'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | most 4, fewest ready 3
      30s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Background analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 3       | analysis Failed 1 failed | most 4, fewest ready 3
      > retry
      30s Paused at 1 | v1 3, v2 1 | analysis Failed 1 failed | most 4, fewest ready 3
      60s Paused at 3 | v1 1, v2 2 | analysis Failed 1 failed | analysis Running 1 ok    | most 4, fewest ready 3
      70s Paused at 3 | v1 1, v2 2 | analysis Failed 1 failed | analysis Running 2 ok    | most 3, fewest ready 3
      80s Paused at 3 | v1 1, v2 2 | analysis Failed 1 failed | analysis Running 3 ok    | most 3, fewest ready 3
      90s Healthy     | v2 3       | analysis Failed 1 failed | analysis Successful 4 ok | most 4, fewest ready 3`,
  });
});

describe('a retry', () => {
  check('measures anew after an abort by hand', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause'], analysis: { metric: { interval: '10s', count: 3 } } },
    measures: [99],
    does: ['image web:2', '15s abort', '30s retry'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 ok    | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Running 2 ok    | most 4, fewest ready 4
      > abort
      15s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | analysis Successful 2 ok | most 4, fewest ready 3
      > retry
      30s Paused at 1 | v1 3, v2 1 | analysis Successful 2 ok | analysis Running 1 ok    | most 4, fewest ready 3
      40s Paused at 1 | v1 3, v2 1 | analysis Successful 2 ok | analysis Running 2 ok    | most 4, fewest ready 4
      50s Paused at 1 | v1 3, v2 1 | analysis Successful 2 ok | analysis Successful 3 ok | most 4, fewest ready 4`,
  });

  check('measures anew what had passed', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause'], analysis: { metric: {} } },
    measures: [99],
    does: ['image web:2', 'abort', 'retry'],
    reads: `
      > image web:2
      0s Paused at 1 | v1 3, v2 1 | analysis Successful 1 ok | most 4, fewest ready 3
      > abort
      0s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | analysis Successful 1 ok | most 4, fewest ready 3
      > retry
      0s Paused at 1 | v1 3, v2 1 | analysis Successful 1 ok | analysis Successful 1 ok | most 4, fewest ready 3`,
  });
});

describe('an inconclusive measurement', () => {
  check('pauses, and a promotion measures anew', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s', 'setWeight 60', 'pause'], analysis: { metric: { successCondition: 'result >= 95', failureCondition: 'result < 50' } } },
    measures: [80, 99],
    does: ['image web:2', 'promote'],
    reads: `
      > image web:2
      0s Paused at 2: InconclusiveAnalysisRun | v1 3, v2 1 | analysis Inconclusive 1 unsure | most 4, fewest ready 3
      > promote
      0s Paused at 3                          | v1 1, v2 2 | analysis Inconclusive 1 unsure | analysis Successful 1 ok | most 4, fewest ready 3`,
  });

  check('is borne up to the inconclusiveLimit', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '10s', successCondition: 'result >= 95', failureCondition: 'result < 50', inconclusiveLimit: 1 } } },
    measures: [80, 99, 80, 99],
    does: ['image web:2', 'abort'],
    reads: `
      > image web:2
      0s  Paused at 1                     | v1 3, v2 1 | analysis Running 1 unsure            | most 4, fewest ready 3
      10s Paused at 1                     | v1 3, v2 1 | analysis Running 1 ok, 1 unsure      | most 4, fewest ready 4
      20s Paused at 1                     | v1 3, v2 1 | analysis Inconclusive 1 ok, 2 unsure | most 4, fewest ready 4
      60s Paused: InconclusiveAnalysisRun | v1 3, v2 1 | analysis Inconclusive 1 ok, 2 unsure | most 4, fewest ready 4
      > abort
      60s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 3       | analysis Inconclusive 1 ok, 2 unsure | most 4, fewest ready 3`,
  });
});

/** @see Argo Rollouts 1.9 analysis/analysis.go assessMetricFailureInconclusiveOrError, DefaultErrorRetryInterval */
describe('a source that fails', () => {
  check('is asked again after 10 s, whatever the interval, and aborts beyond the consecutiveErrorLimit', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '60s', consecutiveErrorLimit: 2 } } },
    measures: [{ error: 'no route' }],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 errors | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Running 2 errors | most 4, fewest ready 4
      20s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Background analysis phase error/failed: metric success-rate assessed Error: 3 errors in a row, more than consecutiveErrorLimit 2: no route | v1 3       | analysis Error 3 errors   | most 4, fewest ready 3`,
  });

  check('may fail as often as it likes if not in a row', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '10s', consecutiveErrorLimit: 1 } } },
    measures: [{ error: 'no route' }, 99, { error: 'no route' }, 99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 errors          | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Running 1 ok, 1 errors    | most 4, fewest ready 4
      20s Paused at 1 | v1 3, v2 1 | analysis Running 1 ok, 2 errors    | most 4, fewest ready 4
      30s Paused at 1 | v1 3, v2 1 | analysis Running 2 ok, 2 errors    | most 4, fewest ready 4
      40s Paused at 1 | v1 3, v2 1 | analysis Running 3 ok, 2 errors    | most 4, fewest ready 4
      50s Paused at 1 | v1 3, v2 1 | analysis Running 4 ok, 2 errors    | most 4, fewest ready 4
      60s Healthy     | v2 3       | analysis Successful 5 ok, 2 errors | most 4, fewest ready 3`,
  });

  check('is asked again though one measurement was all that was wanted', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: {} } },
    measures: [{ error: 'no route' }, 99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 errors          | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Successful 1 ok, 1 errors | most 4, fewest ready 4
      60s Healthy     | v2 3       | analysis Successful 1 ok, 1 errors | most 4, fewest ready 3`,
  });

  check('may fail four times in a row by default', {
    rollout: { replicas: 3, steps: ['setWeight 20', 'pause 60s'], analysis: { metric: { interval: '5s' } } },
    measures: [{ error: 'no route' }],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s  Paused at 1 | v1 3, v2 1 | analysis Running 1 errors | most 4, fewest ready 3
      10s Paused at 1 | v1 3, v2 1 | analysis Running 2 errors | most 4, fewest ready 4
      20s Paused at 1 | v1 3, v2 1 | analysis Running 3 errors | most 4, fewest ready 4
      30s Paused at 1 | v1 3, v2 1 | analysis Running 4 errors | most 4, fewest ready 4
      40s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Background analysis phase error/failed: metric success-rate assessed Error: 5 errors in a row, more than consecutiveErrorLimit 4: no route | v1 3       | analysis Error 5 errors   | most 4, fewest ready 3`,
  });
});
