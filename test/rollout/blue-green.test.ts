import { describe } from 'vitest';
import { check } from './check.ts';

const byHand = { autoPromotionEnabled: false };

/** @see Argo Rollouts 1.9 rollout/bluegreen.go reconcileBlueGreenPause, rollout/service.go reconcileActiveService */
describe('the promotion', () => {
  check('by hand waits for a person', {
    rollout: { blueGreen: byHand },
    does: ['image web:2', 'promote'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > promote
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      30s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('comes autoPromotionSeconds after the preview is ready', {
    rollout: { blueGreen: { autoPromotionSeconds: 10 }, spec: { minReadySeconds: 5 } },
    does: ['image web:2'],
    reads: `
      > image web:2
      5s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 6
      15s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      45s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('by a person comes before autoPromotionSeconds are over', {
    rollout: { blueGreen: { autoPromotionSeconds: 10 } },
    does: ['image web:2', '4s promote'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > promote
      4s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      34s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('by hand has no time, whatever autoPromotionSeconds says', {
    rollout: { blueGreen: { ...byHand, autoPromotionSeconds: 10 } },
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3`,
  });

  check('comes at once by default', {
    rollout: { blueGreen: { previewService: null } },
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Healthy | v1 3 going, v2 3 | web-active -> v2 | most 6, fewest ready 3
      30s Healthy | v2 3 | web-active -> v2 | most 6, fewest ready 3`,
  });

  check('in full skips the pause; after it there is nothing to promote', {
    rollout: { blueGreen: byHand },
    does: ['image web:2', 'promote-full', '1s promote'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > promote-full
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      > promote: refused, web is not paused: there is nothing to promote
      30s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('waits while spec.paused is set, and so do both Services; the pods come all the same', {
    rollout: { blueGreen: {} },
    does: ['pause', 'image web:2', 'promote'],
    reads: `
      > pause
      0s Paused: manually paused | v1 3 | web-preview -> v1, web-active -> v1 | most 3, fewest ready 3
      > image web:2
      0s Paused: manually paused | v1 3, v2 3 | web-preview -> v1, web-active -> v1 | most 6, fewest ready 3
      > promote
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      30s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });
});

/** @see Argo Rollouts 1.9 utils/replicaset NewRSNewReplicas, rollout/bluegreen.go calculateScaleUpPreviewCheckPoint */
describe('previewReplicaCount', () => {
  check('holds the preview small until it is promoted, and grows it before the switch', {
    rollout: { blueGreen: { ...byHand, previewReplicaCount: 1 } },
    does: ['image web:2', 'promote'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 1 | web-preview -> v2, web-active -> v1 | most 4, fewest ready 3
      > promote
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 4
      30s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('grows the preview at once when the promotion comes at once', {
    rollout: { blueGreen: { previewReplicaCount: 1 }, spec: { progressDeadlineSeconds: 20 } },
    ready: { 'web:2': [0, 'never'] },
    does: ['image web:2'],
    reads: `
      > image web:2
      20s Degraded: ProgressDeadlineExceeded: ReplicaSet "v2" has timed out progressing. | v1 3, v2 1 of 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 4`,
  });

  check('counts for nothing once a person promotes in full', {
    rollout: { blueGreen: { ...byHand, previewReplicaCount: 1 } },
    does: ['image web:2', 'promote-full'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 1 | web-preview -> v2, web-active -> v1 | most 4, fewest ready 3
      > promote-full
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 4
      30s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('holds the next version too, though the one before was promoted', {
    rollout: { blueGreen: { ...byHand, previewReplicaCount: 1 }, spec: { progressDeadlineSeconds: 20 } },
    ready: { 'web:2': [0, 'never'] },
    does: ['image web:2', 'promote', 'image web:3'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 1 | web-preview -> v2, web-active -> v1 | most 4, fewest ready 3
      > promote
      20s Degraded: ProgressDeadlineExceeded: ReplicaSet "v2" has timed out progressing. | v1 3, v2 1 of 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 4
      > image web:3
      20s Paused: BlueGreenPause | v1 3, v2 1 of 3 going, v3 1 | web-preview -> v3, web-active -> v1 | most 7, fewest ready 4
      50s Paused: BlueGreenPause | v1 3, v3 1 | web-preview -> v3, web-active -> v1 | most 7, fewest ready 4`,
  });
});

/** @see Argo Rollouts 1.9 rollout/replicaset.go scaleDownDelayHelper */
describe('sets that are no longer needed', () => {
  check('keep their pods 30 s, each from its own switch on', {
    rollout: { blueGreen: {} },
    does: ['image web:2', '5s image web:3', '10s image web:4'],
    reads: `
      > image web:2
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      > image web:3
      5s Healthy | v1 3 going, v2 3 going, v3 3 | web-preview -> v3, web-active -> v3 | most 9, fewest ready 6
      > image web:4
      10s Healthy | v1 3 going, v2 3 going, v3 3 going, v4 3 | web-preview -> v4, web-active -> v4 | most 12, fewest ready 9
      30s Healthy | v2 3 going, v3 3 going, v4 3 | web-preview -> v4, web-active -> v4 | most 12, fewest ready 9
      35s Healthy | v3 3 going, v4 3 | web-preview -> v4, web-active -> v4 | most 9, fewest ready 6
      40s Healthy | v4 3 | web-preview -> v4, web-active -> v4 | most 6, fewest ready 3`,
  });

  check('beyond scaleDownDelayRevisionLimit go at once, the oldest first', {
    rollout: { blueGreen: { scaleDownDelayRevisionLimit: 1 } },
    does: ['image web:2', '5s image web:3'],
    reads: `
      > image web:2
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      > image web:3
      5s Healthy | v2 3 going, v3 3 | web-preview -> v3, web-active -> v3 | most 9, fewest ready 6
      35s Healthy | v3 3 | web-preview -> v3, web-active -> v3 | most 6, fewest ready 3`,
  });

  check('stay for good without a delay, as in the reference', {
    rollout: { blueGreen: { scaleDownDelaySeconds: 0 } },
    does: ['image web:2'],
    reads: `
      > image web:2
      0s Healthy | v1 3, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('follow spec.replicas while they wait', {
    rollout: { blueGreen: {} },
    does: ['image web:2', '5s scale 5'],
    reads: `
      > image web:2
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      > scale 5
      5s Healthy | v1 5 going, v2 5 | web-preview -> v2, web-active -> v2 | most 10, fewest ready 6
      30s Healthy | v2 5 | web-preview -> v2, web-active -> v2 | most 10, fewest ready 5`,
  });

  check('may be a preview that was overtaken', {
    rollout: { blueGreen: { ...byHand, previewReplicaCount: 1 } },
    does: ['image web:2', '5s image web:3'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 1 | web-preview -> v2, web-active -> v1 | most 4, fewest ready 3
      > image web:3
      5s Paused: BlueGreenPause | v1 3, v2 3 going, v3 1 | web-preview -> v3, web-active -> v1 | most 7, fewest ready 4
      35s Paused: BlueGreenPause | v1 3, v3 1 | web-preview -> v3, web-active -> v1 | most 7, fewest ready 4`,
  });

  check('hold off the progress deadline', {
    rollout: { blueGreen: {}, spec: { progressDeadlineSeconds: 20 } },
    ready: { 'web:3': [0, 'never'] },
    does: ['image web:2', '5s image web:3'],
    reads: `
      > image web:2
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      > image web:3
      5s Progressing: active service cutover pending | v1 3 going, v2 3, v3 1 of 3 | web-preview -> v3, web-active -> v2 | most 9, fewest ready 6
      50s Degraded: ProgressDeadlineExceeded: ReplicaSet "v3" has timed out progressing. | v2 3, v3 1 of 3 | web-preview -> v3, web-active -> v2 | most 6, fewest ready 4`,
  });

  check('beyond revisionHistoryLimit are forgotten once they are empty', {
    rollout: { blueGreen: { scaleDownDelaySeconds: 2 }, spec: { revisionHistoryLimit: 1 } },
    does: ['image web:2', 'image web:3', 'undo 1'],
    reads: `
      > image web:2
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      2s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      > image web:3
      2s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      4s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      > undo 1: refused, web has no revision 1; kept are 2, 3`,
  });
});

/** @see Argo Rollouts 1.9 rollout/replicaset.go shouldDelayScaleDownOnAbort, reconcileNewReplicaSet */
describe('an abort', () => {
  check('leaves users where they are; the preview goes later', {
    rollout: { blueGreen: { ...byHand, abortScaleDownDelaySeconds: 5 } },
    does: ['image web:2', 'abort', 'retry', 'abort'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > abort
      0s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3, v2 3 going | web-preview -> v2, web-active -> v1 | most 6, fewest ready 6
      5s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > retry
      5s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > abort
      5s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3, v2 3 going | web-preview -> v2, web-active -> v1 | most 6, fewest ready 6
      10s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3`,
  });

  check('with a delay of 0 keeps the preview', {
    rollout: { blueGreen: { ...byHand, abortScaleDownDelaySeconds: 0 } },
    does: ['image web:2', 'abort'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > abort
      0s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 6`,
  });

  check('taken back while the preview is still there goes live without a pause', {
    rollout: { blueGreen: { ...byHand, abortScaleDownDelaySeconds: 5 } },
    does: ['image web:2', 'abort', '2s retry'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > abort
      0s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3, v2 3 going | web-preview -> v2, web-active -> v1 | most 6, fewest ready 6
      > retry
      2s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      32s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('does not hinder the next version, nor its deadline', {
    rollout: { blueGreen: { ...byHand, abortScaleDownDelaySeconds: 5 }, spec: { progressDeadlineSeconds: 20 } },
    ready: { 'web:3': ['never'] },
    does: ['image web:2', 'abort', 'image web:3'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > abort
      0s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3, v2 3 going | web-preview -> v2, web-active -> v1 | most 6, fewest ready 6
      5s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > image web:3
      25s Degraded: ProgressDeadlineExceeded: ReplicaSet "v3" has timed out progressing. | v1 3, v3 0 of 3 | web-preview -> v3, web-active -> v1 | most 6, fewest ready 3`,
  });

  check('comes by itself with progressDeadlineAbort', {
    rollout: { blueGreen: {}, spec: { progressDeadlineSeconds: 20, progressDeadlineAbort: true } },
    ready: { 'web:2': [0, 'never'] },
    does: ['image web:2'],
    reads: `
      > image web:2
      20s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3, v2 1 of 3 going | web-preview -> v2, web-active -> v1 | most 6, fewest ready 4
      50s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3`,
  });

  check('lets the stable set follow spec.replicas, and the preview go as it is', {
    rollout: { blueGreen: { ...byHand, abortScaleDownDelaySeconds: 10 } },
    does: ['image web:2', 'abort', '2s scale 5'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > abort
      0s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 3, v2 3 going | web-preview -> v2, web-active -> v1 | most 6, fewest ready 6
      > scale 5
      2s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 5, v2 3 going | web-preview -> v2, web-active -> v1 | most 8, fewest ready 6
      10s Degraded: RolloutAborted: Rollout aborted update to revision 2 | v1 5 | web-preview -> v2, web-active -> v1 | most 8, fewest ready 5`,
  });
});

describe('the way back', () => {
  check('within the delay needs no pause and no new pods', {
    rollout: { blueGreen: byHand },
    does: ['image web:2', 'promote', '10s undo'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > promote
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      > undo
      10s Healthy | v1 3, v2 3 going | web-preview -> v1, web-active -> v1 | most 6, fewest ready 6
      40s Healthy | v1 3 | web-preview -> v1, web-active -> v1 | most 6, fewest ready 3`,
  });

  check('after the delay is an update like any other', {
    rollout: { blueGreen: byHand },
    does: ['image web:2', 'promote', '40s undo'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > promote
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      30s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      > undo
      40s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v1, web-active -> v2 | most 6, fewest ready 3`,
  });

  check('within the rollback window needs no pause', {
    rollout: { blueGreen: byHand, spec: { rollbackWindow: { revisions: 1 } } },
    does: ['image web:2', 'promote', '40s undo'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > promote
      0s Healthy | v1 3 going, v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 6
      30s Healthy | v2 3 | web-preview -> v2, web-active -> v2 | most 6, fewest ready 3
      > undo
      40s Healthy | v1 3, v2 3 going | web-preview -> v1, web-active -> v1 | most 6, fewest ready 3
      70s Healthy | v1 3 | web-preview -> v1, web-active -> v1 | most 6, fewest ready 3`,
  });

  check('from a preview to the stable version leaves the active Service alone', {
    rollout: { blueGreen: byHand },
    does: ['image web:2', '5s undo'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 3 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 3
      > undo
      5s Healthy | v1 3, v2 3 going | web-preview -> v1, web-active -> v1 | most 6, fewest ready 6
      35s Healthy | v1 3 | web-preview -> v1, web-active -> v1 | most 6, fewest ready 3`,
  });
});

describe('scaling midway', () => {
  check('grows the stable set, and leaves a small preview small', {
    rollout: { blueGreen: { ...byHand, previewReplicaCount: 1 } },
    does: ['image web:2', 'scale 5', 'promote', '5s scale 2'],
    reads: `
      > image web:2
      0s Paused: BlueGreenPause | v1 3, v2 1 | web-preview -> v2, web-active -> v1 | most 4, fewest ready 3
      > scale 5
      0s Paused: BlueGreenPause | v1 5, v2 1 | web-preview -> v2, web-active -> v1 | most 6, fewest ready 4
      > promote
      0s Healthy | v1 5 going, v2 5 | web-preview -> v2, web-active -> v2 | most 10, fewest ready 6
      > scale 2
      5s Healthy | v1 2 going, v2 2 | web-preview -> v2, web-active -> v2 | most 10, fewest ready 4
      30s Healthy | v2 2 | web-preview -> v2, web-active -> v2 | most 4, fewest ready 2`,
  });
});
