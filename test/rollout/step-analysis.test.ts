import { describe } from 'vitest';
import { check } from './check.ts';

const stepped = { replicas: 5, steps: ['setWeight 20', 'analysis', 'setWeight 60', 'pause 10s'] };

/** @see Argo Rollouts 1.9 rollout/analysis.go reconcileStepBasedAnalysisRun */
describe('an analysis step', () => {
  check('holds the rollout until its count is reached', {
    rollout: { ...stepped, checks: { interval: '30s', count: 3 } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok | most 5, fewest ready 4
      30s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 2 ok | most 5, fewest ready 5
      60s Paused at 3 | v1 2, v2 3 | analysis Successful 3 ok | most 6, fewest ready 4
      70s Healthy | v2 5 | analysis Successful 3 ok | most 6, fewest ready 4`,
  });
  check('aborts at the first failure', {
    rollout: { ...stepped, checks: { interval: '30s', count: 3 } },
    measures: [99, 80],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok | most 5, fewest ready 4
      30s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Step-based analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 5 | analysis Failed 1 ok, 1 failed | most 6, fewest ready 5`,
  });
  check('may fail as often as its limit', {
    rollout: { ...stepped, checks: { interval: '30s', count: 3, failureLimit: 1 } },
    measures: [80, 99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 failed | most 5, fewest ready 4
      30s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok, 1 failed | most 5, fewest ready 5
      60s Paused at 3 | v1 2, v2 3 | analysis Successful 2 ok, 1 failed | most 6, fewest ready 4
      70s Healthy | v2 5 | analysis Successful 2 ok, 1 failed | most 6, fewest ready 4`,
  });
  check('without a conclusion waits for a person, who goes past it', {
    rollout: { ...stepped, checks: { failureCondition: 'result < 90' } },
    measures: [92], does: ['image web:2', '20s promote'], reads: `
      > image web:2
      0s Paused at 1: InconclusiveAnalysisRun | v1 4, v2 1 | analysis Inconclusive 1 unsure | most 5, fewest ready 4
      > promote
      20s Paused at 3 | v1 2, v2 3 | analysis Inconclusive 1 unsure | most 6, fewest ready 4
      30s Healthy | v2 5 | analysis Inconclusive 1 unsure | most 6, fewest ready 4`,
  });
  check('is over after so many successes in a row', {
    rollout: { ...stepped, checks: { interval: '10s', consecutiveSuccessLimit: 2, failureLimit: -1 } },
    measures: [80, 99, 80, 99, 99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 failed | most 5, fewest ready 4
      10s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok, 1 failed | most 5, fewest ready 5
      20s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok, 2 failed | most 5, fewest ready 5
      30s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 2 ok, 2 failed | most 5, fewest ready 5
      40s Paused at 3 | v1 2, v2 3 | analysis Successful 3 ok, 2 failed | most 6, fewest ready 4
      50s Healthy | v2 5 | analysis Successful 3 ok, 2 failed | most 6, fewest ready 4`,
  });
  check('without so many successes in a row fails at its count', {
    rollout: { ...stepped, checks: { interval: '10s', count: 3, consecutiveSuccessLimit: 2, failureLimit: -1 } },
    measures: [99, 80, 99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok | most 5, fewest ready 4
      10s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok, 1 failed | most 5, fewest ready 5
      20s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Step-based analysis phase error/failed: metric success-rate assessed Failed: fewer than 2 successes in a row | v1 5 | analysis Failed 2 ok, 1 failed | most 6, fewest ready 5`,
  });
  check('is left by a promotion', {
    rollout: { ...stepped, checks: { interval: '30s', count: 9 } },
    measures: [99],
    does: ['image web:2', '40s promote'],
    reads: `
      > image web:2
      0s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok | most 5, fewest ready 4
      30s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 2 ok | most 5, fewest ready 5
      > promote
      40s Paused at 3 | v1 2, v2 3 | analysis Successful 2 ok | most 6, fewest ready 4
      50s Healthy | v2 5 | analysis Successful 2 ok | most 6, fewest ready 4`,
  });
  check('ends with an abort, and begins anew with a retry', {
    rollout: { ...stepped, checks: { interval: '30s', count: 2 } },
    measures: [99],
    does: ['image web:2', '10s abort', '20s retry'],
    reads: `
      > image web:2
      0s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Running 1 ok | most 5, fewest ready 4
      > abort
      10s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 5 | analysis Successful 1 ok | most 6, fewest ready 5
      > retry
      20s Progressing at 1: more replicas need to be updated | v1 4, v2 1 | analysis Successful 1 ok | analysis Running 1 ok | most 5, fewest ready 4
      50s Paused at 3 | v1 2, v2 3 | analysis Successful 1 ok | analysis Successful 2 ok | most 6, fewest ready 4
      60s Healthy | v2 5 | analysis Successful 1 ok | analysis Successful 2 ok | most 6, fewest ready 4`,
  });
  check('counts for nothing in a dry run', {
    rollout: { ...stepped, steps: [], canary: { steps: [{ setWeight: 20 }, { analysis: { templates: [{ templateName: 'checks' }], dryRun: [{ metricName: 'success-.*' }] } }] }, checks: {} },
    measures: [10],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Healthy | v2 5 | analysis Successful 1 failed | most 7, fewest ready 4`,
  });
  check('forgets runs beyond the history limits', {
    rollout: { ...stepped, steps: ['setWeight 20', 'analysis', 'analysis', 'analysis', 'pause'], spec: { analysis: { successfulRunHistoryLimit: 1 } }, checks: {} },
    measures: [99], does: ['image web:2'], reads: `
      > image web:2
      0s Paused at 4 | v1 4, v2 1 | analysis Successful 1 ok | most 5, fewest ready 4`,
  });
});

const tested = { templates: [{ templateName: 'checks' }] };

/** @see Argo Rollouts 1.9 rollout/analysis.go reconcilePrePromotionAnalysisRun, reconcilePostPromotionAnalysisRun */
describe('analysis around a promotion', () => {
  check('comes before it', {
    rollout: { replicas: 2, blueGreen: { prePromotionAnalysis: tested }, checks: { interval: '20s', count: 2 } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing: active service cutover pending | v1 2, v2 2 | web-preview -> v2, web-active -> v1 | analysis Running 1 ok | most 4, fewest ready 2
      20s Healthy | v1 2 going, v2 2 | web-preview -> v2, web-active -> v2 | analysis Successful 2 ok | most 4, fewest ready 4
      50s Healthy | v2 2 | web-preview -> v2, web-active -> v2 | analysis Successful 2 ok | most 4, fewest ready 2`,
  });
  check('keeps users on the old version when it fails', {
    rollout: { replicas: 2, blueGreen: { prePromotionAnalysis: tested }, checks: {} },
    measures: [10],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Degraded: RolloutAborted: Rollout aborted update to revision 2: Blue/green pre-promotion analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 2, v2 2 going | web-preview -> v2, web-active -> v1 | analysis Failed 1 failed | most 4, fewest ready 2
      30s Degraded: RolloutAborted: Rollout aborted update to revision 2: Blue/green pre-promotion analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 2 | web-preview -> v2, web-active -> v1 | analysis Failed 1 failed | most 4, fewest ready 2`,
  });
  check('comes before the pause for a person', {
    rollout: { replicas: 2, blueGreen: { prePromotionAnalysis: tested, autoPromotionEnabled: false }, checks: { interval: '20s', count: 2 } },
    measures: [99],
    does: ['image web:2', '60s promote'],
    reads: `
      > image web:2
      0s Progressing: active service cutover pending | v1 2, v2 2 | web-preview -> v2, web-active -> v1 | analysis Running 1 ok | most 4, fewest ready 2
      20s Paused: BlueGreenPause | v1 2, v2 2 | web-preview -> v2, web-active -> v1 | analysis Successful 2 ok | most 4, fewest ready 4
      > promote
      60s Healthy | v1 2 going, v2 2 | web-preview -> v2, web-active -> v2 | analysis Successful 2 ok | most 4, fewest ready 4
      90s Healthy | v2 2 | web-preview -> v2, web-active -> v2 | analysis Successful 2 ok | most 4, fewest ready 2`,
  });
  check('comes after it, and brings users back when it fails', {
    rollout: { replicas: 2, blueGreen: { postPromotionAnalysis: tested }, checks: { interval: '20s', count: 2 } },
    measures: [99, 10],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing: waiting for analysis to complete | v1 2, v2 2 | web-preview -> v2, web-active -> v2 | analysis Running 1 ok | most 4, fewest ready 2
      20s Degraded: RolloutAborted: Rollout aborted update to revision 2: Blue/green post-promotion analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 2, v2 2 going | web-preview -> v2, web-active -> v1 | analysis Failed 1 ok, 1 failed | most 4, fewest ready 4
      50s Degraded: RolloutAborted: Rollout aborted update to revision 2: Blue/green post-promotion analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 2 | web-preview -> v2, web-active -> v1 | analysis Failed 1 ok, 1 failed | most 4, fewest ready 2`,
  });
  check('comes after it, and the old version goes once it is over', {
    rollout: { replicas: 2, blueGreen: { postPromotionAnalysis: tested }, checks: { interval: '20s', count: 2 } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing: waiting for analysis to complete | v1 2, v2 2 | web-preview -> v2, web-active -> v2 | analysis Running 1 ok | most 4, fewest ready 2
      20s Healthy | v1 2 going, v2 2 | web-preview -> v2, web-active -> v2 | analysis Successful 2 ok | most 4, fewest ready 4
      50s Healthy | v2 2 | web-preview -> v2, web-active -> v2 | analysis Successful 2 ok | most 4, fewest ready 2`,
  });
});

/** @see Argo Rollouts 1.9 rollout/experiment.go, experiments/experiment.go */
describe('an experiment', () => {
  check('runs for its time, and its pods stay a while', {
    rollout: { replicas: 4, steps: ['experiment 60s', 'setWeight 50', 'pause 50s'] },
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing at 0: more replicas need to be updated | v1 4, baseline 1, canary 1 | most 4, fewest ready 4
      60s Paused at 2 | v1 2, v2 2, baseline 1 going, canary 1 going | most 5, fewest ready 3
      90s Paused at 2 | v1 2, v2 2 | most 4, fewest ready 4
      110s Healthy | v2 4 | most 5, fewest ready 3`,
  });
  check('ends when its required analysis does', {
    rollout: { replicas: 4, steps: ['experiment tested', 'setWeight 50', 'pause 50s'], checks: { interval: '10s', count: 2 } },
    measures: [99],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Progressing at 0: more replicas need to be updated | v1 4, baseline 1, canary 1 | analysis Running 1 ok | most 4, fewest ready 4
      10s Paused at 2 | v1 2, v2 2, baseline 1 going, canary 1 going | analysis Successful 2 ok | most 5, fewest ready 3
      40s Paused at 2 | v1 2, v2 2 | analysis Successful 2 ok | most 4, fewest ready 4
      60s Healthy | v2 4 | analysis Successful 2 ok | most 5, fewest ready 3`,
  });
  check('aborts when its analysis fails', {
    rollout: { replicas: 4, steps: ['experiment tested', 'setWeight 50'], checks: {} },
    measures: [10],
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Experiment analysis phase is error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 4, baseline 1 going, canary 1 going | analysis Failed 1 failed | most 4, fewest ready 4
      30s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2: Experiment analysis phase is error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0 | v1 4 | analysis Failed 1 failed | most 4, fewest ready 4`,
  });
  check('without a conclusion waits for a person, and is made again', {
    rollout: { replicas: 4, steps: ['experiment tested', 'setWeight 50'], checks: { failureCondition: 'result < 90' } },
    measures: [92, 99],
    does: ['image web:2', '10s promote'],
    reads: `
      > image web:2
      0s Paused at 0: InconclusiveExperiment | v1 4, baseline 1 going, canary 1 going | analysis Inconclusive 1 unsure | most 4, fewest ready 4
      > promote
      10s Healthy | v2 4, baseline 1 going, canary 1 going, baseline 1 going, canary 1 going | analysis Inconclusive 1 unsure | analysis Successful 1 ok | most 5, fewest ready 3
      30s Healthy | v2 4, baseline 1 going, canary 1 going | analysis Inconclusive 1 unsure | analysis Successful 1 ok | most 4, fewest ready 4
      40s Healthy | v2 4 | analysis Inconclusive 1 unsure | analysis Successful 1 ok | most 4, fewest ready 4`,
  });
  check('ends with an abort', {
    rollout: { replicas: 4, steps: ['experiment 60s', 'setWeight 50'] },
    does: ['image web:2', '10s abort'],
    reads: `
      > image web:2
      0s Progressing at 0: more replicas need to be updated | v1 4, baseline 1, canary 1 | most 4, fewest ready 4
      > abort
      10s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 4, baseline 1 going, canary 1 going | most 4, fewest ready 4
      40s Degraded at 0: RolloutAborted: Rollout aborted update to revision 2 | v1 4 | most 4, fewest ready 4`,
  });
});
