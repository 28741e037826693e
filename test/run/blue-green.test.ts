import { expect, it } from 'vitest';
import { assess } from '../../src/metrics/index.ts';
import { programId, type RolloutProgram } from '../../src/model/index.ts';
import { buildPlan, type Before } from '../../src/plan/index.ts';
import { beginRun, revivedProgram, step, type RunEvent, type Stepped } from '../../src/run/index.ts';
import { ModelCluster } from '../../src/world/index.ts';
import { objectsOf, readObjects, type Written } from '../rollout/written.ts';

interface Update {
  readonly image: string;
  /** Its pods need so long. */
  readonly readySeconds?: number;
  /** The next update comes so long after this one, rather than a minute after its end. */
  readonly lastsSeconds?: number;
}

/** Plans and applies one version after the other, promoting where a person is needed; gives what was reached and how it ended. */
function applied(given: Written, updates: readonly Update[]): readonly string[] {
  const cluster = new ModelCluster(0);
  const said: string[] = [];
  let stored: Stepped['run'] | null = null;
  for (const { image, readySeconds = 0, lastsSeconds = Infinity } of updates) {
    const wanted = readObjects(objectsOf({ ...given, image }));
    for (const { object } of wanted.plain) cluster.write({ verb: 'create', object });
    const program = wanted.programs.find((item): item is RolloutProgram => item.kind === 'Rollout');
    if (!program) throw new Error('no Rollout was written');
    const before: Before = stored
      ? { kind: 'cluster', title: 'model', uid: 'model', cluster, live: new Map([[programId(program), { program: revivedProgram(stored.program), memory: stored.memory }]]) }
      : { kind: 'nothing' };
    const plan = buildPlan({ wanted, before, assess, alternatives: false, version: '0.0.0', diagnostics: [] }).programs[0];
    if (plan?.kind !== 'Rollout') throw new Error('no Rollout was planned');
    cluster.setReadiness(() => readySeconds * 1000);
    const until = cluster.now + lastsSeconds * 1000;
    let run = beginRun(stored, { plan, program, cluster: 'model', who: 'test', now: cluster.now, digest: '' });
    const take = (event: RunEvent): Stepped => {
      const stepped = step(run, event);
      run = stepped.run;
      for (const note of stepped.notes) if (note.kind === 'reached') said.push(`${cluster.now / 1000}s ${note.title}`);
      return stepped;
    };
    for (let ended = false; !ended; ) {
      const { writes, standing } = take({ kind: 'observed', view: cluster });
      for (const { write } of writes) cluster.write(write);
      cluster.settle();
      if (writes.length > 0) take({ kind: 'performed' });
      switch (standing.kind) {
        case 'moving':
          break;
        case 'waiting': {
          const next = Math.min(standing.until ?? Infinity, cluster.nextEvent() ?? Infinity);
          ended = next > until;
          cluster.advance(Math.min(next, until));
          cluster.settle();
          break;
        }
        case 'needs-person':
          take({ kind: 'requested', action: { do: 'promote' }, who: 'test', at: cluster.now });
          break;
        case 'deviated':
          said.push(`${cluster.now / 1000}s deviated: ${standing.text}`);
          return said;
        case 'ended':
          said.push(`${cluster.now / 1000}s ended ${standing.outcome}`);
          ended = true;
      }
    }
    stored = run;
    if (until === Infinity) cluster.advance(cluster.now + 60_000);
  }
  return said;
}

const twice: readonly Update[] = [{ image: 'web:1' }, { image: 'web:2' }];

it('a run of a blue-green reaches the stages of its plan, and ends when the old pods are gone', () => {
  expect(applied({ blueGreen: { autoPromotionEnabled: false } }, twice)).toEqual([
    '0s first version',
    '0s ended Healthy',
    '60s preview ready, waits for promotion',
    '60s active Service switched',
    '90s old version scaled down after 30 s',
    '90s ended Healthy',
  ]);
});

it('a run waits for autoPromotionSeconds by itself', () => {
  expect(applied({ blueGreen: { autoPromotionSeconds: 10, previewReplicaCount: 1 } }, twice)).toEqual([
    '0s first version',
    '0s ended Healthy',
    '60s preview ready, promoted after 10 s',
    '70s active Service switched',
    '100s old version scaled down after 30 s',
    '100s ended Healthy',
  ]);
});

it('old pods that go before the new ones are ready are no deviation', () => {
  expect(applied({ blueGreen: {} }, [{ image: 'web:1' }, { image: 'web:2', lastsSeconds: 5 }, { image: 'web:3', readySeconds: 40 }])).toEqual([
    '0s first version',
    '0s ended Healthy',
    '60s active Service switched',
    '105s active Service switched',
    '105s old version scaled down after 25 s',
    '135s old version scaled down after 5 s',
    '135s ended Healthy',
  ]);
});
