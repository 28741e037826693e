import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { decideOnce, now, writtenAs, type PodGiven, type SetGiven } from './moment.ts';
import { programOf, type Written } from './written.ts';

interface Given {
  readonly rollout?: Partial<Written>;
  readonly sets?: Readonly<Record<string, SetGiven>>;
  readonly stable?: 'old' | 'new';
  /** Seconds from now to `restartAt`; it is due by default. */
  readonly in?: number;
  readonly evicted: readonly string[];
  readonly done: boolean;
}

const old: PodGiven = { age: 10 };
const young: PodGiven = { age: -10 };

function restart(name: string, { rollout = {}, sets = {}, stable = 'new', in: seconds = 0, evicted, done }: Given): void {
  it(name, () => {
    const written = programOf({ replicas: 3, unavailable: 2, ...rollout });
    const restartAt = now + seconds * 1000;
    const program = { ...written, spec: { ...written.spec, restartAt } };
    const decision = decideOnce({ program, sets, memory: { stableHash: stable } });
    expect(decision.writes.map(writtenAs).filter((text) => text.startsWith('evict'))).toEqual(evicted.map((pod) => `evict Pod ${pod}`));
    expect(decision.memory.restartedAt === restartAt).toBe(done);
  });
}

/** @see Argo Rollouts 1.9 rollout/restart.go Reconcile */
describe('restartAt', () => {
  restart('does nothing before its time', { in: 1, sets: { new: { desired: 1, pods: [old] } }, evicted: [], done: false });
  restart('leaves pods that are younger', { sets: { new: { desired: 1, pods: [young] } }, evicted: [], done: true });
  restart('leaves pods made in that very moment', { sets: { new: { desired: 1, pods: [{ age: 0 }] } }, evicted: [], done: true });
  restart('restarts an older pod', { rollout: { replicas: 1 }, sets: { new: { desired: 1, pods: [old] } }, evicted: ['web-new-1'], done: true });
  restart('restarts as many at once as may be unavailable', { sets: { new: { desired: 3, pods: [old, old, young] } }, evicted: ['web-new-1', 'web-new-2'], done: true });
  restart('counts pods that are not available', {
    sets: { new: { desired: 3, available: 2, pods: [old, old, { ...young, available: false }] } },
    evicted: ['web-new-1'],
    done: false,
  });
  restart('restarts one at a time when none may be unavailable', {
    rollout: { unavailable: 0 },
    sets: { new: { desired: 3, pods: [old, old, young] } },
    evicted: ['web-new-1'],
    done: false,
  });
  restart('restarts all at once at 100 %', {
    rollout: { unavailable: '100%' },
    sets: { new: { desired: 3, pods: [old, old, young] } },
    evicted: ['web-new-1', 'web-new-2'],
    done: true,
  });
  restart('counts the pods of both versions', {
    rollout: { replicas: 1, unavailable: 1, steps: ['setWeight 50', 'pause'] },
    stable: 'old',
    sets: { old: { desired: 1, pods: [old] }, new: { desired: 1, pods: [old] } },
    evicted: ['web-old-1'],
    done: false,
  });
  restart('waits at the fewest pods that must be there', {
    rollout: { replicas: 1, unavailable: 1, steps: ['setWeight 50', 'pause'] },
    stable: 'old',
    sets: { old: { desired: 1, pods: [old] }, new: { desired: 1, available: 0, pods: [{ ...old, available: false }] } },
    evicted: [],
    done: false,
  });
  restart('is done at once without pods', { rollout: { replicas: 0 }, sets: { new: { desired: 0 } }, evicted: [], done: true });
  restart('begins with the stable set, then the new one, then older ones', {
    rollout: { replicas: 3, unavailable: '100%', steps: ['setWeight 50', 'pause'] },
    stable: 'old',
    sets: { older: { desired: 1, pods: [old] }, new: { desired: 1, pods: [old] }, old: { desired: 1, pods: [old] } },
    evicted: ['web-old-1', 'web-new-1', 'web-older-1'],
    done: true,
  });
});

describe('pods are restarted in turn', () => {
  check('as those before get ready', {
    rollout: { replicas: 3, unavailable: 1 },
    ready: { 'web:1': [10] },
    slowly: true,
    does: ['restart 30s'],
    reads: `
      > restart 30s
      0s  Progressing: rollout is restarting | v1 3      | most 3, fewest ready 3
      30s Progressing: rollout is restarting | v1 2 of 3 | most 3, fewest ready 2
      50s Progressing: updated replicas are still becoming available | v1 2 of 3 | most 3, fewest ready 2
      60s Healthy                            | v1 3      | most 3, fewest ready 3`,
  });

  check('midway, the stable version first', {
    rollout: { replicas: 3, surge: 1, unavailable: 1, steps: ['setWeight 50', 'pause'] },
    ready: { 'web:1': [5], 'web:2': [5] },
    slowly: true,
    does: ['image web:2', '10s restart 20s'],
    reads: `
      > image web:2
      0s  Progressing at 0: more replicas need to be updated | v1 2, v2 0 of 2 | most 4, fewest ready 2
      5s  Paused at 1 | v1 2, v2 2      | most 4, fewest ready 4
      > restart 20s
      20s Paused at 1 | v1 1 of 2, v2 2 | most 4, fewest ready 3
      30s Paused at 1 | v1 2, v2 1 of 2 | most 4, fewest ready 3
      40s Paused at 1 | v1 2, v2 2      | most 4, fewest ready 4`,
  });

  check('but not when the new version comes with it', {
    rollout: { replicas: 3, surge: 1, unavailable: 1, steps: ['setWeight 50', 'pause'] },
    ready: { 'web:1': [5] },
    slowly: true,
    does: [{ image: 'web:2', spec: { restartAt: '1970-01-01T00:00:50Z' } }],
    reads: `
      > apply image "web:2", spec {"restartAt":"1970-01-01T00:00:50Z"}
      0s Paused at 1 | v1 2, v2 2 | most 4, fewest ready 2`,
  });
});
