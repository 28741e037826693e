import { describe } from 'vitest';
import { check } from './check.ts';

const web = { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] };

describe('the stages', () => {
  check('of a first version are one', {
    to: web,
    shows: 'stages',
    reads: `
      default/Rollout/web create: 0 replaced, 0 s, 0 approvals, most 3, fewest ready 0
      1-create: first version | Healthy at 0 s, 0 s to 1800 | stable 0 -> 3 | most 3, fewest ready 0`,
  });

  check('of an update are its rests', {
    from: web,
    to: { ...web, image: 'web:2' },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 3 replaced, 30 s, 1 approvals, most 4, fewest ready 3
      1-setWeight-20: setWeight 20, pause until promoted | Paused at 0 s, 0 s to a person | stable 3 -> 3, canary 0 -> 1 | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3
      2-setWeight-60: setWeight 60, pause 30 s | Paused at 0 s, 30 s to 630 | stable 3 -> 1, canary 1 -> 2 | 60 % of 3 = 1.8 -> 2 of 3: 66.7 % | most 4, fewest ready 3
      3-promote: promoted | Healthy at 30 s, 0 s to 600 | old 1 -> 0, stable 2 -> 3 | most 4, fewest ready 3`,
  });

  check('of no change are none', {
    from: web,
    to: web,
    shows: 'stages',
    reads: `
      default/Rollout/web none: 0 replaced, 0 s, 0 approvals, most 3, fewest ready 3`,
  });

  check('of no change to what runs are none', {
    from: web,
    to: { ...web, surge: 2 },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 0 replaced, 0 s, 0 approvals, most 3, fewest ready 3`,
  });

  check('of an update without steps are one', {
    from: {},
    to: { image: 'web:2' },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 3 replaced, 0 s, 0 approvals, most 4, fewest ready 3
      1-promote: promoted | Healthy at 0 s, 0 s to 1800 | old 3 -> 0, stable 0 -> 3 | most 4, fewest ready 3`,
  });

  check('of a scaling are one', {
    from: web,
    to: { ...web, replicas: 5 },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 0 replaced, 0 s, 0 approvals, most 5, fewest ready 3
      1-same-version: the same version | Healthy at 0 s, 0 s to 1200 | stable 3 -> 5 | most 5, fewest ready 3`,
  });

  check('of other steps alone take none of them', {
    from: web,
    to: { ...web, steps: ['setWeight 50', 'pause'] },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 0 replaced, 0 s, 0 approvals, most 3, fewest ready 3
      1-same-version: the same version | Healthy at 0 s, 0 s to 0 | stable 3 -> 3 | most 3, fewest ready 3`,
  });

  check('of labels alone are one', {
    from: web,
    to: { ...web, stableLabels: { role: 'stable' } },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 0 replaced, 0 s, 0 approvals, most 3, fewest ready 3
      1-same-version: the same version | Healthy at 0 s, 0 s to 0 | stable 3 -> 3 | most 3, fewest ready 3`,
  });

  check('of a paused manifest begin with its pause', {
    from: web,
    to: { ...web, image: 'web:2', spec: { paused: true } },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 3 replaced, 30 s, 2 approvals, most 4, fewest ready 3
      1-pause: setWeight 20 | Paused at 0 s, 0 s to a person | stable 3 -> 3 | 20 % of 3 = 0.6 -> 0 of 3: 0 % | most 3, fewest ready 3
      2-setWeight-20: setWeight 20, pause until promoted | Paused at 0 s, 0 s to a person | stable 3 -> 3, canary 0 -> 1 | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3
      3-setWeight-60: setWeight 60, pause 30 s | Paused at 0 s, 30 s to 630 | stable 3 -> 1, canary 1 -> 2 | 60 % of 3 = 1.8 -> 2 of 3: 66.7 % | most 4, fewest ready 3
      4-promote: promoted | Healthy at 30 s, 0 s to 600 | old 1 -> 0, stable 2 -> 3 | most 4, fewest ready 3`,
  });

  check('are later with minReadySeconds', {
    from: { ...web, spec: { minReadySeconds: 20 } },
    to: { ...web, image: 'web:2', spec: { minReadySeconds: 20 } },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 3 replaced, 90 s, 1 approvals, most 4, fewest ready 3
      1-setWeight-20: setWeight 20, pause until promoted | Paused at 20 s, 20 s to a person | stable 3 -> 3, canary 0 -> 1 | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3
      2-setWeight-60: setWeight 60, pause 30 s | Paused at 40 s, 50 s to 650 | stable 3 -> 1, canary 1 -> 2 | 60 % of 3 = 1.8 -> 2 of 3: 66.7 % | most 4, fewest ready 3
      3-promote: promoted | Healthy at 90 s, 20 s to 620 | old 1 -> 0, stable 2 -> 3 | most 4, fewest ready 3`,
  });
});

describe('the pods of a stage', () => {
  check('carry the labels of their role, and are labelled anew while they run', {
    from: { ...web, stableLabels: { role: 'stable' }, canaryLabels: { role: 'canary' } },
    to: { ...web, image: 'web:2', stableLabels: { role: 'stable' }, canaryLabels: { role: 'canary' } },
    shows: 'pods',
    reads: `
      1-setWeight-20: canary role=canary +1 -0
      2-setWeight-60: stable role=stable +0 -2
      2-setWeight-60: canary role=canary +1 -0
      3-promote: old +0 -1
      3-promote: stable role=stable +1 -0, 2 relabelled: metadata.labels.role "canary" -> "stable"`,
  });

  check('get labels that are new to the manifest', {
    from: web,
    to: { ...web, stableLabels: { role: 'stable' } },
    shows: 'pods',
    reads: `
      1-same-version: stable role=stable +0 -0, 3 relabelled: metadata.labels.role null -> "stable"`,
  });

  check('lose labels that it no longer has', {
    from: { ...web, stableLabels: { role: 'stable' } },
    to: web,
    shows: 'pods',
    reads: `
      1-same-version: stable +0 -0, 3 relabelled: metadata.labels.role "stable" -> null`,
  });
});

describe('the changes of the manifest', () => {
  check('are the fields that differ', {
    from: web,
    to: { ...web, image: 'web:2', replicas: 4, surge: 2 },
    shows: 'changes',
    reads: `
      update
      spec.replicas 3 -> 4
      spec.template.spec.containers[0].image "web:1" -> "web:2"
      spec.strategy.canary.maxSurge null -> 2`,
  });

  check('name list items by their place', {
    from: web,
    to: { ...web, steps: ['setWeight 50', 'pause'] },
    shows: 'changes',
    reads: `
      update
      spec.strategy.canary.steps[0].setWeight 20 -> 50
      spec.strategy.canary.steps[2] {"setWeight":60} -> null
      spec.strategy.canary.steps[3] {"pause":{"duration":"30s"}} -> null`,
  });

  check('are none of a first version', {
    to: web,
    shows: 'changes',
    reads: `
      create`,
  });

  check('are none where nothing changed', {
    from: web,
    to: web,
    shows: 'changes',
    reads: `
      none`,
  });
});
