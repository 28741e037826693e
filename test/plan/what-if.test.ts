import { describe } from 'vitest';
import { check } from './check.ts';

const web = { replicas: 3, steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'] };

describe('what failures and people lead to', () => {
  check('from the stages of an update', {
    from: web,
    to: { ...web, image: 'web:2' },
    alternatives: true,
    shows: 'alternatives',
    reads: `
      1-setWeight-20: fails: pods-never-ready -> Degraded after 600 s | stable 3, canary 0 of 1 | most 4, fewest ready 3
      1-setWeight-20: if: abort -> Degraded after 0 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: if: promote-full -> Healthy after 0 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      1-setWeight-20: if: pods-never-ready -> Degraded after 600 s | stable 3, canary 0 of 1 | most 4, fewest ready 3
      2-setWeight-60: fails: pods-never-ready -> Degraded after 600 s | stable 2, canary 1 of 2 | most 4, fewest ready 3
      2-setWeight-60: if: abort -> Degraded after 0 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: if: promote-full -> Healthy after 0 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      2-setWeight-60: if: pods-never-ready -> Degraded after 600 s | stable 2, canary 1 of 2 | most 4, fewest ready 3
      3-promote: fails: pods-never-ready -> Degraded after 600 s | stable 1, canary 2 of 3 | most 4, fewest ready 3
      3-promote: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      3-promote: if: pods-never-ready -> Degraded after 600 s | stable 1, canary 2 of 3 | most 4, fewest ready 3`,
  });

  check('from a first version', {
    to: web,
    alternatives: true,
    shows: 'alternatives',
    reads: `
      1-create: fails: pods-never-ready -> Degraded after 600 s | stable 0 of 3 | most 3, fewest ready 0
      1-create: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      1-create: if: pods-never-ready -> Degraded after 600 s | stable 0 of 3 | most 3, fewest ready 0`,
  });

  check('with an experiment: its canary is of the new version, its baseline is not', {
    from: web,
    to: { ...web, image: 'web:2', steps: ['experiment 60s', 'pause'] },
    alternatives: true,
    shows: 'alternatives',
    reads: `
      1-experiment: fails: pods-never-ready -> Degraded after 630 s | stable 3 | most 5, fewest ready 3
      1-experiment: if: abort -> Degraded after 30 s | stable 3 | most 5, fewest ready 3
      1-experiment: if: promote-full -> Healthy after 30 s | stable 3 | most 6, fewest ready 3
      1-experiment: if: new-version -> Progressing after 0 s | stable 3 | most 7, fewest ready 5
      1-experiment: if: pods-never-ready -> Degraded after 630 s | stable 3 | most 5, fewest ready 3
      2-pause: if: abort -> Degraded after 30 s | stable 3 | most 5, fewest ready 3
      2-pause: if: promote-full -> Healthy after 30 s | stable 3 | most 6, fewest ready 3
      2-pause: if: new-version -> Progressing after 0 s | stable 3 | most 7, fewest ready 5
      3-promote: fails: pods-never-ready -> Degraded after 600 s | stable 3, canary 0 of 1 | most 6, fewest ready 3
      3-promote: if: new-version -> Progressing after 0 s | stable 3 | most 7, fewest ready 5
      3-promote: if: pods-never-ready -> Degraded after 600 s | stable 3, canary 0 of 1 | most 6, fewest ready 3
      4-scale-down: if: new-version -> Progressing after 0 s | stable 3 | most 5, fewest ready 3`,
  });

  check('with progressDeadlineAbort: back to the stable version, whose pods get ready', {
    from: web,
    to: { ...web, image: 'web:2', spec: { progressDeadlineAbort: true } },
    alternatives: true,
    shows: 'alternatives',
    reads: `
      1-setWeight-20: fails: pods-never-ready -> Degraded after 600 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: if: abort -> Degraded after 0 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: if: promote-full -> Healthy after 0 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      1-setWeight-20: if: pods-never-ready -> Degraded after 600 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: fails: pods-never-ready -> Degraded after 600 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: if: abort -> Degraded after 0 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: if: promote-full -> Healthy after 0 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      2-setWeight-60: if: pods-never-ready -> Degraded after 600 s | stable 3 | most 4, fewest ready 3
      3-promote: fails: pods-never-ready -> Degraded after 600 s | stable 3 | most 4, fewest ready 3
      3-promote: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      3-promote: if: pods-never-ready -> Degraded after 600 s | stable 3 | most 4, fewest ready 3`,
  });

  check('with an analysis', {
    from: { ...web, analysis: { metric: { interval: '10s', count: 5 } } },
    to: { ...web, image: 'web:2', analysis: { metric: { interval: '10s', count: 5 } } },
    alternatives: true,
    shows: 'alternatives',
    reads: `
      1-setWeight-20: fails: pods-never-ready -> Degraded after 600 s | stable 3, canary 0 of 1 | most 4, fewest ready 3
      1-setWeight-20: fails: analysis-fails -> Degraded after 10 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: fails: analysis-errors -> Degraded after 50 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: if: abort -> Degraded after 0 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: if: promote-full -> Healthy after 0 s | stable 3 | most 4, fewest ready 3
      1-setWeight-20: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      1-setWeight-20: if: pods-never-ready -> Degraded after 600 s | stable 3, canary 0 of 1 | most 4, fewest ready 3
      2-setWeight-60: fails: pods-never-ready -> Degraded after 600 s | stable 2, canary 1 of 2 | most 4, fewest ready 3
      2-setWeight-60: fails: analysis-fails -> Degraded after 10 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: if: abort -> Degraded after 0 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: if: promote-full -> Healthy after 0 s | stable 3 | most 4, fewest ready 3
      2-setWeight-60: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      2-setWeight-60: if: pods-never-ready -> Degraded after 600 s | stable 2, canary 1 of 2 | most 4, fewest ready 3
      3-promote: fails: pods-never-ready -> Degraded after 600 s | stable 1, canary 2 of 3 | most 4, fewest ready 3
      3-promote: if: new-version -> Paused after 0 s | stable 3, canary 1 | most 4, fewest ready 3
      3-promote: if: pods-never-ready -> Degraded after 600 s | stable 1, canary 2 of 3 | most 4, fewest ready 3`,
  });

  check('from a scaling', {
    from: web,
    to: { ...web, replicas: 5 },
    alternatives: true,
    shows: 'alternatives',
    reads: `
      1-same-version: fails: pods-never-ready -> Degraded after 600 s | stable 3 of 5 | most 5, fewest ready 3
      1-same-version: if: new-version -> Paused after 0 s | stable 4, canary 1 | most 5, fewest ready 4
      1-same-version: if: pods-never-ready -> Degraded after 600 s | stable 3 of 5 | most 5, fewest ready 3`,
  });

  check('is worked out only when asked for', {
    from: web,
    to: { ...web, image: 'web:2' },
    shows: 'alternatives',
    reads: '',
  });
});
