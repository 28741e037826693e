/**
 * fast-check for every property test, with one seed, so that what CI says of a commit is what it says the next time.
 *
 * `SLUICE_TEST_SEED=random` looks where nobody looked before, and `SLUICE_TEST_SEED=N` repeats what that found.
 */
import fc from 'fast-check';

const chosen = process.env['SLUICE_TEST_SEED'] ?? '20111';
if (chosen !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(chosen) });

export { default as fc } from 'fast-check';
