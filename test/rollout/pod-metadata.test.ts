import { describe, expect, it } from 'vitest';
import { podMetadataAnnotation } from '../../src/rollout/index.ts';
import { decideOnce, writtenAs, type SetGiven } from './moment.ts';
import { programOf, type Written } from './written.ts';

interface Given {
  readonly rollout?: Partial<Written>;
  readonly stable?: 'old' | 'new';
  readonly sets: Readonly<Record<string, SetGiven>>;
  /** The writes to sets' templates and to pods, in order; scaling is left out. */
  readonly writes: readonly string[];
}

const roles: Partial<Written> = { stableLabels: { role: 'stable' }, canaryLabels: { role: 'canary' } };
const note = (labels: Readonly<Record<string, string>>): string => JSON.stringify(JSON.stringify({ annotations: {}, labels }));

function check(name: string, { rollout = roles, stable = 'old', sets, writes }: Given): void {
  it(name, () => {
    const program = programOf({ replicas: 1, steps: ['setWeight 50', 'pause'], ...rollout });
    const decision = decideOnce({ program, sets, memory: { stableHash: stable, stepIndex: 1, controllerPause: true, pauses: [{ reason: 'CanaryPauseStep', since: 0 }] } });
    const found = decision.writes.filter(({ write }) => write.verb === 'patch' && (write.ref.kind === 'Pod' || podMetadataAnnotation in annotationsOf(write.patch)));
    expect(found.map(writtenAs)).toEqual(writes);
  });
}

function annotationsOf(patch: unknown): object {
  return (patch as { metadata?: { annotations?: object } }).metadata?.annotations ?? {};
}

/** @see Argo Rollouts 1.9 rollout/ephemeralmetadata.go, utils/replicaset SyncEphemeralPodMetadata */
describe('the metadata of a role', () => {
  check('is put on a stable set that had none, and on its running pods', {
    sets: { old: { desired: 1, pods: [{}, {}] }, new: { desired: 1, injected: { role: 'canary' }, pods: [{ labels: { role: 'canary' } }] } },
    writes: [
      `patch ReplicaSet web-old {"metadata":{"annotations":{"${podMetadataAnnotation}":${note({ role: 'stable' })}}},"spec":{"template":{"metadata":{"labels":{"role":"stable"}}}}}`,
      'patch Pod web-old-1 {"metadata":{"labels":{"role":"stable"}}}',
      'patch Pod web-old-2 {"metadata":{"labels":{"role":"stable"}}}',
    ],
  });

  check('is put on pods that lack it, even when the set has it', {
    stable: 'new',
    sets: { new: { desired: 1, injected: { role: 'stable' }, pods: [{ labels: { role: 'stable' } }, { labels: { role: 'canary' } }] } },
    writes: ['patch Pod web-new-2 {"metadata":{"labels":{"role":"stable"}}}'],
  });

  check('changes only what differs', {
    rollout: { stableLabels: { role: 'stable', tier: 'web' }, canaryLabels: { role: 'canary' } },
    sets: { old: { desired: 1, injected: { role: 'stable' }, pods: [{ labels: { role: 'stable' } }] }, new: { desired: 1, injected: { role: 'canary' } } },
    writes: [
      `patch ReplicaSet web-old {"metadata":{"annotations":{"${podMetadataAnnotation}":${note({ role: 'stable', tier: 'web' })}}},"spec":{"template":{"metadata":{"labels":{"tier":"web"}}}}}`,
      'patch Pod web-old-1 {"metadata":{"labels":{"tier":"web"}}}',
    ],
  });

  check('that no longer holds is taken away, and labels that others put stay', {
    rollout: { stableLabels: { aaa: '222' }, canaryLabels: {} },
    sets: {
      old: { desired: 1, injected: { aaa: '111', bbb: '222' }, labels: { aaa: '111', bbb: '222', 'do-not': 'touch' }, pods: [{ labels: { aaa: '111', bbb: '222', 'do-not': 'touch' } }] },
      new: { desired: 1 },
    },
    writes: [
      `patch ReplicaSet web-old {"metadata":{"annotations":{"${podMetadataAnnotation}":${note({ aaa: '222' })}}},"spec":{"template":{"metadata":{"labels":{"aaa":"222","bbb":null}}}}}`,
      'patch Pod web-old-1 {"metadata":{"labels":{"aaa":"222","bbb":null}}}',
    ],
  });

  check('is not taken from where it is not', {
    rollout: { stableLabels: { aaa: '111' } },
    sets: { old: { desired: 1, injected: { aaa: '111', gone: 'x' }, labels: { aaa: '111' }, pods: [{ labels: { aaa: '111' } }] }, new: { desired: 1 } },
    writes: [],
  });

  check('is taken from a set that has no role any more', {
    sets: {
      older: { desired: 1, injected: { role: 'canary' }, pods: [{ labels: { role: 'canary' } }] },
      old: { desired: 1, injected: { role: 'stable' } },
      new: { desired: 1, injected: { role: 'canary' } },
    },
    writes: [
      `patch ReplicaSet web-older {"metadata":{"annotations":{"${podMetadataAnnotation}":null}},"spec":{"template":{"metadata":{"labels":{"role":null}}}}}`,
      'patch Pod web-older-1 {"metadata":{"labels":{"role":null}}}',
    ],
  });

  check('of stable is given to the canary once it is the stable one', {
    stable: 'new',
    sets: { new: { desired: 1, injected: { role: 'canary' }, pods: [{ labels: { role: 'canary' } }] } },
    writes: [
      `patch ReplicaSet web-new {"metadata":{"annotations":{"${podMetadataAnnotation}":${note({ role: 'stable' })}}},"spec":{"template":{"metadata":{"labels":{"role":"stable"}}}}}`,
      'patch Pod web-new-1 {"metadata":{"labels":{"role":"stable"}}}',
    ],
  });

  check('that is right already costs no write', {
    sets: {
      old: { desired: 1, injected: { role: 'stable' }, pods: [{ labels: { role: 'stable' } }] },
      new: { desired: 1, injected: { role: 'canary' }, pods: [{ labels: { role: 'canary' } }] },
    },
    writes: [],
  });

  check('that nobody asked for leaves the pods alone', { rollout: {}, sets: { old: { desired: 1, pods: [{ labels: { role: 'x' } }] }, new: { desired: 1, pods: [{}] } }, writes: [] });
});

describe('a set that is made', () => {
  const made = (memory: { readonly stableHash: string | null }, sets: Readonly<Record<string, SetGiven>>): unknown => {
    const decision = decideOnce({ program: programOf({ steps: ['setWeight 50'], ...roles }), sets, memory });
    const created = decision.writes.map(({ write }) => write).find(({ verb }) => verb === 'create');
    const template = created?.verb === 'create' ? (created.object.spec?.['template'] as { metadata: { labels: Record<string, string> } }) : null;
    return template?.metadata.labels['role'];
  };

  it('carries the canary labels beside a stable set', () => {
    expect(made({ stableHash: 'old' }, { old: { desired: 3 } })).toBe('canary');
  });
  it('carries the stable labels when it is the first', () => {
    expect(made({ stableHash: null }, {})).toBe('stable');
  });
  it('carries the stable labels when the stable set is gone', () => {
    expect(made({ stableHash: 'lost' }, { old: { desired: 3 } })).toBe('stable');
  });
});
