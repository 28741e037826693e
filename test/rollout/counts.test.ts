import { describe, expect, it } from 'vitest';
import { podShareOf } from './shares.ts';
import { closestCanary, limitsOf, type ProgressThreshold } from '../../src/model/index.ts';
import { isThresholdMet, nextCounts } from '../../src/rollout/canary/counts.ts';
import { setView } from './moment.ts';

/**
 * The next counts on the way to a weight.
 *
 * Of each set: desired pods, and in brackets the available ones.
 *
 * @see Argo Rollouts 1.9 utils/replicaset CalculateReplicaCountsForBasicCanary
 */
describe('the next counts of stable and canary', () => {
  const row = /^(\d+) pods, (\d+) %, surge (\S+), unavailable (\S+): stable (\d+) \((\d+)\), canary (\d+) \((\d+)\)(?:, older (\d+))?$/;

  it.each([
    ['more stable pods available than desired free none', '10 pods, 100 %, surge 3, unavailable 0: stable 7 (8), canary 6 (3)', 'stable 7, canary 6'],
    ['a surge in pods lets the canary grow', '10 pods, 20 %, surge 2, unavailable 0: stable 10 (10), canary 0 (0)', 'stable 10, canary 2'],
    ['a surge in percent does, too', '10 pods, 20 %, surge 20%, unavailable 0: stable 10 (10), canary 0 (0)', 'stable 10, canary 2'],
    ['available canary pods let stable pods go', '10 pods, 20 %, surge 20%, unavailable 0: stable 10 (10), canary 2 (2)', 'stable 8, canary 2'],
    ['the surge bounds the canary', '10 pods, 30 %, surge 2, unavailable 0: stable 10 (10), canary 0 (0)', 'stable 10, canary 2'],
    ['without a surge stable makes room', '10 pods, 20 %, surge 0, unavailable 2: stable 10 (10), canary 0 (0)', 'stable 8, canary 0'],
    ['by percent, too', '10 pods, 20 %, surge 0, unavailable 20%: stable 10 (10), canary 0 (0)', 'stable 8, canary 0'],
    ['but no more than may be unavailable', '10 pods, 30 %, surge 0, unavailable 2: stable 10 (10), canary 0 (0)', 'stable 8, canary 0'],
    ['both limits at once', '10 pods, 50 %, surge 2, unavailable 1: stable 10 (10), canary 0 (0)', 'stable 9, canary 2'],
    ['weight 0 empties the canary', '10 pods, 0 %, surge 1, unavailable 1: stable 10 (10), canary 1 (1)', 'stable 10, canary 0'],
    ['weight 100 empties stable', '10 pods, 100 %, surge 1, unavailable 1: stable 1 (1), canary 10 (10)', 'stable 0, canary 10'],
    ['a small weight has a canary pod', '1 pods, 20 %, surge 1, unavailable 0: stable 1 (1), canary 0 (0)', 'stable 1, canary 1'],
    ['a large weight has a stable pod', '1 pods, 90 %, surge 1, unavailable 0: stable 1 (1), canary 0 (0)', 'stable 1, canary 1'],
    ['one pod without a surge stays stable below half', '1 pods, 49 %, surge 0, unavailable 1: stable 1 (1), canary 0 (0)', 'stable 1, canary 0'],
    ['and makes room above', '1 pods, 51 %, surge 0, unavailable 1: stable 1 (1), canary 0 (0)', 'stable 0, canary 0'],
    ['for the canary to come', '1 pods, 51 %, surge 0, unavailable 1: stable 0 (0), canary 0 (0)', 'stable 0, canary 1'],
    ['stable grows before the canary', '10 pods, 30 %, surge 1, unavailable 0: stable 1 (1), canary 0 (0), older 3', 'stable 7, canary 1'],
    ['both shrink when there are too many', '10 pods, 30 %, surge 0, unavailable 3: stable 8 (5), canary 4 (4)', 'stable 7, canary 3'],
    ['available pods of both count', '10 pods, 100 %, surge 1, unavailable 0: stable 10 (2), canary 10 (8)', 'stable 2, canary 9'],
    ['older sets shrink first', '10 pods, 30 %, surge 0, unavailable 1: stable 8 (6), canary 4 (2), older 3', 'stable 8, canary 4'],
    ['an uneven weight makes room', '10 pods, 5 %, surge 0, unavailable 1: stable 10 (10), canary 0 (0)', 'stable 9, canary 0'],
    ['and then fills it', '10 pods, 5 %, surge 0, unavailable 1: stable 9 (9), canary 0 (0)', 'stable 9, canary 1'],
    ['0 % and 0 % mean one unavailable', '10 pods, 10 %, surge 0%, unavailable 0%: stable 10 (10), canary 0 (0)', 'stable 9, canary 0'],
    ['the surge holds when stable pods are down', '4 pods, 100 %, surge 1, unavailable 0: stable 4 (1), canary 0 (0)', 'stable 4, canary 1'],
    ['down to what may be unavailable', '3 pods, 99 %, surge 0, unavailable 2: stable 3 (3), canary 0 (0)', 'stable 1, canary 0'],
    ['and up to all pods', '3 pods, 99 %, surge 0, unavailable 2: stable 1 (1), canary 0 (0)', 'stable 1, canary 2'],
    ['stable pods that are down go one for one', '4 pods, 100 %, surge 1, unavailable 0: stable 4 (1), canary 1 (1)', 'stable 3, canary 1'],
    ['on the way back stable comes first', '4 pods, 0 %, surge 1, unavailable 0: stable 0 (0), canary 4 (4)', 'stable 1, canary 4'],
    ['nothing goes before it is available', '4 pods, 0 %, surge 1, unavailable 0: stable 1 (0), canary 4 (4)', 'stable 1, canary 4'],
    ['then the canary shrinks by as much', '4 pods, 0 %, surge 1, unavailable 0: stable 1 (1), canary 4 (4)', 'stable 1, canary 3'],
    ['all at once where the limits allow', '4 pods, 100 %, surge 4, unavailable 4: stable 4 (4), canary 0 (0)', 'stable 0, canary 4'],
    ['and no faster where they do not', '4 pods, 100 %, surge 3, unavailable 0: stable 4 (4), canary 0 (0)', 'stable 4, canary 3'],
    ['a new set follows the share', '10 pods, 10 %, surge 1, unavailable 1: stable 10 (10), canary 0 (0)', 'stable 9, canary 1'],
    ['a surge alone keeps all stable pods', '10 pods, 30 %, surge 3, unavailable 0: stable 10 (10), canary 0 (0)', 'stable 10, canary 3'],
    ['room alone starts no canary', '10 pods, 30 %, surge 0, unavailable 5: stable 10 (10), canary 0 (0)', 'stable 7, canary 0'],
  ])('%s: %s', (_why, given, next) => {
    const [, replicas = '', weight = '', surge = '', unavailable = '', stable = '', stableUp = '', canary = '', canaryUp = '', older] = row.exec(given) ?? [];
    const pods = Number(replicas);
    const limits = limitsOf({ maxSurge: podShareOf(surge), maxUnavailable: podShareOf(unavailable) }, pods);
    const counts = nextCounts({
      replicas: pods,
      wanted: closestCanary({ replicas: pods, weight: Number(weight), surge: limits.surge }),
      limits,
      canary: setView('canary', { desired: Number(canary), available: Number(canaryUp) }),
      stable: setView('stable', { desired: Number(stable), available: Number(stableUp) }),
      older: older === undefined ? [] : [setView('older', { desired: Number(older) })],
    });
    expect(`stable ${counts.stable}, canary ${counts.canary}`).toBe(next);
  });

  it('of a version without a stable one beside it are all pods', () => {
    const counts = nextCounts({
      replicas: 10,
      wanted: closestCanary({ replicas: 10, weight: 10, surge: 0 }),
      limits: { surge: 0, unavailable: 1 },
      canary: setView('canary', { desired: 10, available: 0 }),
      stable: null,
      older: [],
    });
    expect(counts).toEqual({ canary: 10, stable: 0 });
  });
});

/** Each line: pods and surge, then canary + stable pods for each weight. @see approximateWeightedCanaryStableReplicaCounts */
describe('the pods that come closest to a weight', () => {
  const table = `
    0 surge 0    0%: 0+0   50%: 0+0   100%: 0+0
    0 surge 1    0%: 0+0   50%: 0+0   100%: 0+0
    1 surge 0    0%: 0+1   1%: 0+1   49%: 0+1   50%: 1+0   99%: 1+0   100%: 1+0
    1 surge 1    0%: 0+1   1%: 1+1   49%: 1+1   50%: 1+1   99%: 1+1   100%: 1+0
    2 surge 0    0%: 0+2   1%: 1+1   50%: 1+1   99%: 1+1   100%: 2+0
    2 surge 1    0%: 0+2   1%: 1+2   50%: 1+1   99%: 2+1   100%: 2+0
    3 surge 0    10%: 1+2   25%: 1+2   33%: 1+2   34%: 1+2   49%: 1+2   50%: 2+1
    3 surge 1    10%: 1+3   25%: 1+3   33%: 1+2   34%: 1+2   49%: 2+2   50%: 2+2
    10 surge 0   1%: 1+9   14%: 1+9   15%: 2+8   16%: 2+8   99%: 9+1
    10 surge 1   0%: 0+10   1%: 1+10   18%: 2+9   19%: 2+9   20%: 2+8   23%: 2+8   24%: 3+8   25%: 3+8   99%: 10+1   100%: 10+0`;
  const rows = table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, replicas, surge] = /^\s*(\d+) surge (\d+)/.exec(line) ?? [];
      return [...line.matchAll(/(\d+)%: (\S+)/g)].map(([, weight, pods]) => ({ replicas: Number(replicas), surge: Number(surge), weight: Number(weight), pods }));
    });
  it.each(rows)('$replicas pods, surge $surge, $weight %: $pods', ({ replicas, surge, weight, pods }) => {
    const { canary, stable } = closestCanary({ replicas, weight, surge });
    expect(`${canary}+${stable}`).toBe(pods);
  });
});

/** @see Argo Rollouts 1.9 utils/replicaset resolveFenceposts, MaxSurge, MaxUnavailable */
describe('maxSurge and maxUnavailable in pods', () => {
  it.each([
    { replicas: 0, surge: '0%', unavailable: '0%', pods: '+0 -0' },
    { replicas: 10, surge: '39%', unavailable: '39%', pods: '+4 -3' },
    { replicas: 10, surge: '0', unavailable: '39%', pods: '+0 -3' },
    { replicas: 10, surge: '39%', unavailable: '0', pods: '+4 -0' },
    { replicas: 10, surge: '5', unavailable: '1', pods: '+5 -1' },
    { replicas: 10, surge: '50%', unavailable: '1', pods: '+5 -1' },
    { replicas: 10, surge: '1', unavailable: '5', pods: '+1 -5' },
    { replicas: 10, surge: '1', unavailable: '10', pods: '+1 -10' },
    { replicas: 5, surge: '1', unavailable: '10', pods: '+1 -5' },
    { replicas: 0, surge: '1', unavailable: '10', pods: '+1 -0' },
    { replicas: 5, surge: '1', unavailable: '100%', pods: '+1 -5' },
    { replicas: 3, surge: '1%', unavailable: '99%', pods: '+1 -2' },
    { replicas: 3, surge: '0%', unavailable: '10%', pods: '+0 -1' },
    { replicas: 3, surge: '25%', unavailable: '25%', pods: '+1 -0' },
  ])('$replicas pods, surge $surge, unavailable $unavailable: $pods', ({ replicas, surge, unavailable, pods }) => {
    const limits = limitsOf({ maxSurge: podShareOf(surge), maxUnavailable: podShareOf(unavailable) }, replicas);
    expect(`+${limits.surge} -${limits.unavailable}`).toBe(pods);
  });
});

/** @see Argo Rollouts 1.9 utils/replicaset ReplicaProgressThresholdMet */
describe('a progress threshold', () => {
  const percent = (value: number): ProgressThreshold => ({ type: 'Percent', value });
  const pods = (value: number): ProgressThreshold => ({ type: 'Pods', value });
  it.each([
    { threshold: percent(90), available: 9, desired: 10, met: true },
    { threshold: percent(90), available: 8, desired: 10, met: false },
    { threshold: percent(100), available: 100, desired: 10, met: true },
    { threshold: percent(90), available: 0, desired: 0, met: true },
    { threshold: percent(33), available: 1, desired: 3, met: true },
    { threshold: percent(34), available: 1, desired: 3, met: false },
    { threshold: percent(70), available: 7, desired: 10, met: true },
    { threshold: percent(0), available: 0, desired: 10, met: true },
    { threshold: pods(9), available: 9, desired: 10, met: true },
    { threshold: pods(8), available: 7, desired: 10, met: false },
    { threshold: pods(-100), available: 10, desired: 10, met: true },
    { threshold: pods(-100), available: 9, desired: 10, met: false },
    { threshold: percent(-1), available: 9, desired: 10, met: false },
    { threshold: null, available: 10, desired: 10, met: true },
    { threshold: null, available: 9, desired: 10, met: false },
  ])('$threshold.value $threshold.type, $available of $desired available: $met', ({ threshold, available, desired, met }) => {
    expect(isThresholdMet(threshold, setView('canary', { desired, available }), desired)).toBe(met);
  });

  it('looks at the desired pods of the set when there is none', () => {
    expect(isThresholdMet(null, setView('canary', { desired: 5, available: 10 }), 10)).toBe(false);
  });
});
