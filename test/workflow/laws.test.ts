import { describe, expect, test } from 'vitest';
import type { WorkflowMemory } from '../../src/workflow/index.ts';
import { fc } from '../fast-check.ts';
import { randomWorkflows, readRandom, runnerOf, type RandomWorkflow } from './random-workflow.ts';
import { plainOf, tell, type Story, type Telling } from './story.ts';

const told = (given: RandomWorkflow, telling: Telling = {}): Story => tell(readRandom(given), runnerOf(given), telling);

/** As state keeps it. */
const stored = (memory: WorkflowMemory): WorkflowMemory => JSON.parse(JSON.stringify(memory)) as WorkflowMemory;

function expectSame(other: Story, story: Story): void {
  const [decided, instead] = [plainOf(story), plainOf(other)];
  for (const [at, one] of decided.entries()) expect(instead[at]).toEqual(one);
  expect(instead.length).toBe(decided.length);
}

describe('whatever the Workflow and its pods', () => {
  test.each<[string, Telling]>([
    ['without what is kept between decisions', { forgets: true }],
    ['with a memory that was stored and read again', { between: stored }],
    ['by a new process each time, which sees all pods', { forgets: true, showsAll: true, between: stored }],
  ])('every decision is the same %s', (_what, telling) => {
    fc.assert(
      fc.property(randomWorkflows, (given) => {
        expectSame(told(given, telling), told(given));
      }),
      { numRuns: 20 },
    );
  });
});
