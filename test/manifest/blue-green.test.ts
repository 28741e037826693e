import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';
import { readInventory, readPrograms } from '../../src/manifest/index.ts';
import type { BlueGreenStrategy } from '../../src/model/index.ts';

/** What is read of `strategy.blueGreen`: the strategy, or the codes and places of what was refused. */
function read(blueGreen: JsonObject): unknown {
  const rollout = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' }, spec: { template: {}, strategy: { blueGreen: { activeService: 'active', ...blueGreen } } } };
  const { value, diagnostics } = readPrograms(readInventory(readDocuments(JSON.stringify(rollout, null, 1), 'web.yaml').value, { namespace: 'default' }));
  const program = value.programs[0];
  return program?.kind === 'Rollout' ? program.spec.strategy : diagnostics.map(({ code, detail }) => `${code} ${detail.split(' is read')[0]}`);
}

const defaults: BlueGreenStrategy = {
  kind: 'blueGreen',
  activeService: 'active',
  previewService: null,
  previewReplicas: null,
  promotion: { kind: 'at-once' },
  maxUnavailable: { unit: 'percent', percent: 25 },
  scaleDownDelaySeconds: 30,
  scaleDownDelayRevisionLimit: null,
  abortScaleDownDelaySeconds: 30,
  activeMetadata: null,
  previewMetadata: null,
  isDefaultDelay: true,
  prePromotion: null,
  postPromotion: null,
};

function check(name: string, blueGreen: JsonObject, differs: Partial<BlueGreenStrategy>): void {
  it(name, () => {
    expect(read(blueGreen)).toEqual({ ...defaults, ...differs });
  });
}

/** @see Argo Rollouts 1.9 v1alpha1 BlueGreenStrategy, utils/defaults */
describe('a blue-green strategy', () => {
  check('has the defaults of the reference', {}, {});
  check('takes null for absent', { previewService: null, autoPromotionSeconds: null, scaleDownDelaySeconds: null, activeMetadata: null }, {});
  check('takes an empty name for none', { previewService: '' }, {});
  check('is promoted some time later', { autoPromotionSeconds: 5 }, { promotion: { kind: 'after', seconds: 5 } });
  check('is promoted some time later when it says so twice', { autoPromotionEnabled: true, autoPromotionSeconds: 5 }, { promotion: { kind: 'after', seconds: 5 } });
  check('is promoted by hand', { autoPromotionEnabled: false }, { promotion: { kind: 'by-hand' } });
  check('is promoted by hand whatever the seconds say', { autoPromotionEnabled: false, autoPromotionSeconds: 5 }, { promotion: { kind: 'by-hand' } });
  check('keeps the preview for good after an abort with a delay of 0', { abortScaleDownDelaySeconds: 0 }, { abortScaleDownDelaySeconds: 'never' });
  check('may have no pods in its preview', { previewReplicaCount: 0 }, { previewReplicas: 0 });
  check(
    'says what it says',
    {
      previewService: 'preview',
      previewReplicaCount: 2,
      maxUnavailable: 1,
      scaleDownDelaySeconds: 0,
      scaleDownDelayRevisionLimit: 1,
      abortScaleDownDelaySeconds: 9,
      activeMetadata: { labels: { role: 'active' } },
      previewMetadata: { annotations: { note: 'preview' } },
    },
    {
      previewService: 'preview',
      previewReplicas: 2,
      maxUnavailable: { unit: 'pods', count: 1 },
      isDefaultDelay: false,
      scaleDownDelaySeconds: 0,
      scaleDownDelayRevisionLimit: 1,
      abortScaleDownDelaySeconds: 9,
      activeMetadata: { labels: { role: 'active' }, annotations: {} },
      previewMetadata: { labels: {}, annotations: { note: 'preview' } },
    },
  );

  it.each([['antiAffinity', 'SLU401 Injected anti-affinity']])('with %s is refused', (field, refusal) => {
    expect(read({ [field]: {} })).toEqual([refusal]);
  });
});
