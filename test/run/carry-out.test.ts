import { describe, expect, it } from 'vitest';
import type { Written } from '../rollout/written.ts';
import { check, standingText } from './check.ts';
import { Driver } from './driver.ts';

const web: Written = { replicas: 2, surge: 1, unavailable: 0, steps: ['setWeight 50', 'pause', 'setWeight 100', 'pause 30s'] };
const next: Written = { ...web, image: 'web:2' };

describe('a run', () => {
  check('carries its plan out, stage by stage', web, (driver) => {
    driver.begin(next);
    driver.log.push(standingText(driver.carryOn()));
    driver.ask({ do: 'promote' });
    driver.log.push(standingText(driver.carryOn()));
  }, `
      create ReplicaSet web-new
      scale web-new from 0 to 1
      scale web-old from 2 to 1
      1 of 3 reached: setWeight 50, pause until promoted, Paused
      a person is needed at step 1
      > promote
      scale web-new from 1 to 2
      scale web-old from 1 to 0
      2 of 3 reached: setWeight 100, pause 30 s, Paused
      3 of 3 reached: promoted, Healthy
      ended Healthy`);

  check('that was carried out has nothing more to do', web, (driver) => {
    driver.begin(web);
    driver.log.push(standingText(driver.carryOn()));
  }, 'ended Healthy');

  check('aborts when a measurement fails', { ...web, analysis: { metric: { interval: '10s' } } }, (driver) => {
    driver.measures = [{ kind: 'value', value: 99 }, { kind: 'value', value: 80 }];
    driver.begin({ ...next, analysis: { metric: { interval: '10s' } } });
    driver.log.push(standingText(driver.carryOn({ promoting: true })));
  }, `
      create ReplicaSet web-new
      scale web-new from 0 to 1
      success-rate 99: Successful
      scale web-old from 2 to 1
      1 of 3 reached: setWeight 50, pause until promoted, Paused
      > promote
      scale web-new from 1 to 2
      scale web-old from 1 to 0
      2 of 3 reached: setWeight 100, pause 30 s, Paused
      success-rate 80: Failed
      scale web-old from 0 to 1
      scale web-new from 2 to 1
      scale web-old from 1 to 2
      scale web-new from 1 to 0
      ended Degraded: RolloutAborted: Rollout aborted update to revision 2: Background analysis phase error/failed: metric success-rate assessed Failed: 1 failed, more than failureLimit 0`);
});

describe('what a person asks for', () => {
  check('is refused where it does not fit', web, (driver) => {
    driver.ask({ do: 'promote' });
    driver.ask({ do: 'undo', revision: 7 });
    driver.log.push(standingText(driver.carryOn()));
  }, `
      refused: web is not paused: there is nothing to promote
      refused: web has no revision 7; kept are 1
      ended Healthy`);

  check('may leave the plan, and is no deviation then', web, (driver) => {
    driver.begin(next);
    driver.carryOn();
    driver.ask({ do: 'abort' });
    driver.log.push(standingText(driver.carryOn()));
    driver.ask({ do: 'retry' });
    driver.log.push(standingText(driver.carryOn({ promoting: true })));
  }, `
      create ReplicaSet web-new
      scale web-new from 0 to 1
      scale web-old from 2 to 1
      1 of 3 reached: setWeight 50, pause until promoted, Paused
      > abort
      scale web-old from 1 to 2
      scale web-new from 1 to 0
      ended Degraded: RolloutAborted: Rollout aborted update to revision 2
      > retry
      scale web-new from 0 to 1
      scale web-old from 2 to 1
      > promote
      scale web-new from 1 to 2
      scale web-old from 1 to 0
      ended Healthy`);

  it('is in the history, with who and when', () => {
    const driver = new Driver(web);
    driver.begin(web);
    driver.carryOn();
    driver.begin(next);
    driver.carryOn();
    driver.ask({ do: 'retry' });
    driver.ask({ do: 'promote' });
    driver.carryOn();
    const told = driver.run.history.map((entry) => {
      const asked = entry.kind === 'asked' ? ` by ${entry.who}: ${entry.action}, ${entry.accepted ? 'accepted' : entry.reason}` : '';
      const planned = entry.kind === 'planned' ? ` by ${entry.who}: ${entry.stages} stages` : '';
      const reached = entry.kind === 'reached' ? `: ${entry.title}, ${entry.phase}` : '';
      return `${entry.at / 1000}s ${entry.kind}${asked}${planned}${reached}`;
    });
    expect(told).toEqual([
      '0s planned by ada: 1 stages',
      '0s reached: first version, Healthy',
      '0s ended',
      '0s planned by ada: 3 stages',
      '0s reached: setWeight 50, pause until promoted, Paused',
      '0s asked by ada: retry, web was not aborted: there is nothing to retry',
      '0s asked by ada: promote, accepted',
      '0s reached: setWeight 100, pause 30 s, Paused',
      '30s reached: promoted, Healthy',
      '30s ended',
    ]);
  });
});

describe('a difference from the plan', () => {
  check('says what was measured last', { ...web, analysis: { metric: { interval: '10s' } } }, (driver) => {
    driver.measures = [{ kind: 'value', value: 99 }];
    driver.begin({ ...next, analysis: { metric: { interval: '10s' } } });
    driver.carryOn();
    driver.log.length = 0;
    scaleStable(driver, 3);
    driver.log.push(standingText(driver.carryOn()).replace(/T\S+Z/, 'T...'));
  }, `
      deviated: stage setWeight 100, pause 30 s (measured last: success-rate 99 Successful at 1970-01-01T...): ReplicaSet web-old was scaled to 3 by someone else, planned 1`);

  check('is found when someone else scales a set, which is put back once that is accepted', web, (driver) => {
    driver.begin(next);
    driver.carryOn();
    scaleStable(driver, 3);
    driver.log.push(standingText(driver.carryOn()));
    driver.accept();
    driver.log.push(standingText(driver.carryOn()));
  }, `
      create ReplicaSet web-new
      scale web-new from 0 to 1
      scale web-old from 2 to 1
      1 of 3 reached: setWeight 50, pause until promoted, Paused
      deviated: stage setWeight 100, pause 30 s: ReplicaSet web-old was scaled to 3 by someone else, planned 1
      scale web-old from 3 to 1
      a person is needed at step 1`);

  check('is not what someone asked for', web, (driver) => {
    driver.begin(next);
    driver.carryOn();
    driver.ask({ do: 'scale', replicas: 4 });
    driver.log.push(standingText(driver.carryOn()));
  }, `
      create ReplicaSet web-new
      scale web-new from 0 to 1
      scale web-old from 2 to 1
      1 of 3 reached: setWeight 50, pause until promoted, Paused
      > scale
      scale web-old from 1 to 2
      scale web-new from 1 to 2
      a person is needed at step 1`);

  check('is found when pods fall ill at a pause, and accepted', web, (driver) => {
    driver.begin(next);
    driver.carryOn();
    loseAPod(driver);
    driver.log.push(standingText(driver.carryOn()));
    driver.accept();
    driver.log.push(standingText(driver.carryOn()));
  }, `
      create ReplicaSet web-new
      scale web-new from 0 to 1
      scale web-old from 2 to 1
      1 of 3 reached: setWeight 50, pause until promoted, Paused
      deviated: stage setWeight 50, pause until promoted: web-new has 0 of 1 pods ready, planned 1
      a person is needed at step 1`);
});

function scaleStable(driver: Driver, replicas: number): void {
  const name = `web-${driver.run.memory.stableHash}`;
  driver.cluster.write({ verb: 'patch', ref: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name }, patch: { spec: { replicas } } });
  driver.cluster.settle();
}

function loseAPod(driver: Driver): void {
  driver.cluster.setReadiness(() => 'never');
  const pod = driver.cluster.list('Pod', 'default').at(-1);
  if (pod) driver.cluster.write({ verb: 'evict', ref: { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: pod.metadata.name } });
  driver.cluster.settle();
}
