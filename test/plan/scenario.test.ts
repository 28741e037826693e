import { describe } from 'vitest';
import type { Measured } from '../../src/model/index.ts';
import type { ScenarioAction, ScenarioMetric, ScenarioPods } from '../../src/plan/scenario.ts';
import { check } from './check.ts';

const web = { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] };
const origin = { file: 'scenario.yaml', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };
const act = (words: string, action: ScenarioAction['action'], when: Partial<ScenarioAction> = {}): ScenarioAction => ({ rollout: 'web', step: null, phase: null, after: 0, ...when, action, words, origin });
const pods = (rollout: string, set: ScenarioPods['set'], ready: ScenarioPods['ready']): ScenarioPods => ({ rollout, set, ready, origin });
const metric = (name: string, answers: readonly (number | Measured)[]): ScenarioMetric => ({
  template: 'checks',
  metric: name,
  answers: answers.map((answer) => (typeof answer === 'number' ? { kind: 'value', value: answer } : answer)),
  seconds: 0,
  origin,
});

describe('pods of a scenario', () => {
  check('get ready later', {
    from: web,
    to: { ...web, image: 'web:2' },
    scenario: { pods: [pods('web', 'canary', { afterSeconds: 10 })] },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 3 replaced, 60 s, 1 approvals, most 4, fewest ready 3
      1-setWeight-20: setWeight 20, pause until promoted | Paused at 10 s, 10 s to a person | stable 3 -> 3, canary 0 -> 1 | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3
      2-setWeight-60: setWeight 60, pause 30 s | Paused at 20 s, 40 s to 640 | stable 3 -> 1, canary 1 -> 2 | 60 % of 3 = 1.8 -> 2 of 3: 66.7 % | most 4, fewest ready 3
      3-promote: promoted | Healthy at 60 s, 10 s to 610 | old 1 -> 0, stable 2 -> 3 | most 4, fewest ready 3`,
  });

  check('never get ready', {
    from: web,
    to: { ...web, image: 'web:2' },
    scenario: { pods: [pods('web', 'canary', 'never')] },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 0 replaced, 600 s, 0 approvals, most 4, fewest ready 3
      1-pause: out of time: pods did not get ready | Degraded at 600 s, 600 s to 1200 | stable 3 -> 3, canary 0 -> 1 (0 ready) | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3`,
  });

  check('of the first version are the canary, too', {
    to: web,
    scenario: { pods: [pods('web', 'canary', { afterSeconds: 10 })] },
    shows: 'stages',
    reads: `
      default/Rollout/web create: 0 replaced, 10 s, 0 approvals, most 3, fewest ready 0
      1-create: first version | Healthy at 10 s, 10 s to 1810 | stable 0 -> 3 | most 3, fewest ready 0`,
  });

  check('of another rollout say nothing', {
    from: web,
    to: { ...web, image: 'web:2' },
    scenario: { pods: [pods('shop', 'canary', 'never')] },
    shows: 'acts',
    reads: '',
  });

  check('may be named by the whole id', {
    to: web,
    scenario: { pods: [pods('default/Rollout/web', 'canary', { afterSeconds: 10 })] },
    shows: 'stages',
    reads: `
      default/Rollout/web create: 0 replaced, 10 s, 0 approvals, most 3, fewest ready 0
      1-create: first version | Healthy at 10 s, 10 s to 1810 | stable 0 -> 3 | most 3, fewest ready 0`,
  });
});

describe('metrics of a scenario', () => {
  check('are measured at their times', {
    from: { ...web, analysis: { metric: { interval: '10s' } } },
    to: { ...web, image: 'web:2', analysis: { metric: { interval: '10s' } } },
    scenario: { metrics: [metric('success-rate', [99, 98])] },
    shows: 'measured',
    reads: `
      1-setWeight-20: success-rate: 99 Successful at 0 s
      2-setWeight-60: success-rate: 98 Successful at 10 s, 98 Successful at 20 s
      3-promote: success-rate: 98 Successful at 30 s`,
  });

  check('fail the update', {
    from: { ...web, analysis: { metric: { interval: '10s' } } },
    to: { ...web, image: 'web:2', analysis: { metric: { interval: '10s' } } },
    scenario: { metrics: [metric('success-rate', [99, 98, 80])] },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 4 replaced, 20 s, 1 approvals, most 4, fewest ready 3
      1-setWeight-20: setWeight 20, pause until promoted | Paused at 0 s, 0 s to a person | stable 3 -> 3, canary 0 -> 1 | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3
      2-setWeight-60: setWeight 60, pause 30 s | Paused at 0 s, 20 s to 620 | stable 3 -> 1, canary 1 -> 2 | 60 % of 3 = 1.8 -> 2 of 3: 66.7 % | most 4, fewest ready 3
      3-aborted: aborted: back to the stable version | Degraded at 20 s, 0 s to 1200 | stable 1 -> 3, canary 2 -> 0 | 0 % of 3 = 0 -> 0 of 3: 0 % | most 4, fewest ready 3`,
  });

  check('may be errors', {
    from: { ...web, analysis: { metric: { interval: '10s', consecutiveErrorLimit: 1 } } },
    to: { ...web, image: 'web:2', analysis: { metric: { interval: '10s', consecutiveErrorLimit: 1 } } },
    scenario: { metrics: [metric('success-rate', [{ kind: 'error', message: 'no route' }])] },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 4 replaced, 10 s, 1 approvals, most 4, fewest ready 3
      1-setWeight-20: setWeight 20, pause until promoted | Paused at 0 s, 0 s to a person | stable 3 -> 3, canary 0 -> 1 | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3
      2-setWeight-60: setWeight 60, pause 30 s | Paused at 0 s, 10 s to 610 | stable 3 -> 1, canary 1 -> 2 | 60 % of 3 = 1.8 -> 2 of 3: 66.7 % | most 4, fewest ready 3
      3-aborted: aborted: back to the stable version | Degraded at 10 s, 0 s to 1200 | stable 1 -> 3, canary 2 -> 0 | 0 % of 3 = 0 -> 0 of 3: 0 % | most 4, fewest ready 3`,
  });

  check('that it does not name are taken to pass', {
    from: { ...web, analysis: { metric: { interval: '10s' } } },
    to: { ...web, image: 'web:2', analysis: { metric: { interval: '10s' } } },
    scenario: { metrics: [metric('latency', [80])] },
    shows: 'measured',
    reads: `
      1-setWeight-20: success-rate: - Successful at 0 s
      2-setWeight-60: success-rate: - Successful at 10 s, - Successful at 20 s
      3-promote: success-rate: - Successful at 30 s`,
  });
});

describe('actions of a scenario', () => {
  check('are done at their time, and pauses are then nobody else’s', {
    from: web,
    to: { ...web, image: 'web:2' },
    scenario: { actions: [act('abort', { do: 'abort' }, { step: 1, after: 15 }), act('retry', { do: 'retry' }, { phase: 'Degraded', after: 5 }), act('promote', { do: 'promote' }, { step: 3 })] },
    shows: 'acts',
    reads: `
      abort at 15 s
      retry at 20 s
      promote never`,
  });

  check('make stages of their own', {
    from: web,
    to: { ...web, image: 'web:2' },
    scenario: { actions: [act('abort', { do: 'abort' }, { step: 1, after: 15 }), act('retry', { do: 'retry' }, { phase: 'Degraded', after: 5 }), act('promote', { do: 'promote' }, { step: 1 })] },
    shows: 'stages',
    reads: `
      default/Rollout/web update: 4 replaced, 50 s, 2 approvals, most 4, fewest ready 3
      1-setWeight-20: setWeight 20, pause until promoted | Paused at 0 s, 15 s to a person | stable 3 -> 3, canary 0 -> 1 | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3
      2-aborted: aborted: back to the stable version | Degraded at 15 s, 5 s to 5 | stable 3 -> 3, canary 1 -> 0 | 0 % of 3 = 0 -> 0 of 3: 0 % | most 4, fewest ready 3
      3-setWeight-20: setWeight 20, pause until promoted | Paused at 20 s, 0 s to a person | stable 3 -> 3, canary 0 -> 1 | 20 % of 3 = 0.6 -> 1 of 4: 25 % | most 4, fewest ready 3
      4-setWeight-60: setWeight 60, pause 30 s | Paused at 20 s, 30 s to 630 | stable 3 -> 1, canary 1 -> 2 | 60 % of 3 = 1.8 -> 2 of 3: 66.7 % | most 4, fewest ready 3
      5-promote: promoted | Healthy at 50 s, 0 s to 600 | old 1 -> 0, stable 2 -> 3 | most 4, fewest ready 3`,
  });

  check('that do not fit are refused', {
    from: web,
    to: { ...web, image: 'web:2' },
    scenario: { actions: [act('retry', { do: 'retry' }, { step: 1 }), act('promote-full', { do: 'promote-full' })] },
    shows: 'acts',
    reads: `
      retry at 0 s: web was not aborted: there is nothing to retry
      promote-full at 0 s`,
  });

  check('of another rollout leave its pauses to be promoted', {
    from: web,
    to: { ...web, image: 'web:2' },
    scenario: { actions: [act('abort', { do: 'abort' }, { rollout: 'shop' })] },
    shows: 'acts',
    reads: '',
  });

  check('wait for timers that are due before', {
    from: web,
    to: { ...web, image: 'web:2' },
    scenario: { actions: [act('promote', { do: 'promote' }, { step: 1 }), act('scale 5', { do: 'scale', replicas: 5 }, { step: 3, after: 40 })] },
    shows: 'acts',
    reads: `
      promote at 0 s
      scale 5 at 40 s`,
  });
});
