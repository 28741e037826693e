import { describe } from 'vitest';
import { checkRun } from './check.ts';

const failing = [{ template: 'job', exitCode: 1 }];

describe('numbers that are none', () => {
  checkRun('end what would be tried again', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: job, arguments: { parameters: [{ name: most, value: many }] } }
- name: job
  inputs: { parameters: [{ name: most }] }
  retryStrategy: { limit: "{{inputs.parameters.most}}" }
  container: { image: tool }`,
    scenario: failing,
  }, `
    Failed (step group deemed errored due to child w[0].a error: value 'many' cannot be resolved to an int)
    w Steps Failed (step group deemed errored due to child w[0].a error: value 'many' cannot be resolved to an int)
    w[0].a Retry Error most=many (value 'many' cannot be resolved to an int)
    w[0].a(0) Pod Failed most=many (main: Error (exit code 1))
    pods: w[0].a(0)`);
  checkRun('end what has a deadline', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: job, arguments: { parameters: [{ name: most, value: long }] } }
- name: job
  inputs: { parameters: [{ name: most }] }
  activeDeadlineSeconds: "{{inputs.parameters.most}}"
  container: { image: tool }`,
  }, `
    Failed (step group deemed errored due to child w[0].a error: value 'long' cannot be resolved to an int)
    w Steps Failed (step group deemed errored due to child w[0].a error: value 'long' cannot be resolved to an int)
    w[0].a Pod Error most=long (value 'long' cannot be resolved to an int)
    pods: `);
});

describe('the deadline of the Workflow', () => {
  checkRun('ends what would be tried again', {
    spec: `entrypoint: main
activeDeadlineSeconds: 2
templates:
- name: main
  steps: [[{ name: a, template: job }]]
- name: job
  retryStrategy: { limit: 5, backoff: { duration: "1" } }
  container: { image: tool }`,
    scenario: failing,
  }, `
    Failed (child 'w-2078810217' failed)
    w Steps Failed (child 'w-2078810217' failed)
    w[0].a Retry Failed (retry exceeded workflow deadline 1970-01-01 00:00:02 +0000 UTC)
    w[0].a(0) Pod Failed (main: Error (exit code 1))
    w[0].a(1) Pod Failed (Step exceeded its deadline)
    pods: w[0].a(0)`);
});
