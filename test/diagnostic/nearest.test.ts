import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/diagnostic/index.ts';

describe('nearest', () => {
  const fields = ['setWeight', 'pause', 'analysis', 'setCanaryScale', 'experiment'];
  const check = (given: string, meant: string | null) => it(`${given} -> ${meant ?? 'nothing'}`, () => expect(nearest(given, fields)).toBe(meant));

  check('setweight', 'setWeight');
  check('set-weight', 'setWeight');
  check('setWieght', 'setWeight');
  check('puase', 'pause');
  check('analyses', 'analysis');
  check('weight', null);
  check('color', null);
  check('', null);
});

it('makes a question of it', () => {
  expect(didYouMean('replica', ['replicas'])).toBe(' Did you mean replicas?');
  expect(didYouMean('replica', [])).toBe('');
});
