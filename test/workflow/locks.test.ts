import { describe } from 'vitest';
import { checkRun } from './check.ts';

describe('locks', () => {
  checkRun('go to the first that is looked at, not to the one that waits longest', {
    spec: `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: job }
    - { name: z, template: job }
    - { name: b, template: job, depends: a }
- name: job
  synchronization: { mutexes: [{ name: m }] }
  container: { image: tool }`,
  }, `
    Succeeded
    w DAG Succeeded
    w.a Pod Succeeded
    w.z Pod Succeeded
    w.b Pod Succeeded
    pods: w.a w.b w.z`);
  checkRun('make nodes that are retried as such', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: job }
    - { name: b, template: job }
- name: job
  retryStrategy: { limit: 1 }
  synchronization: { mutexes: [{ name: m }] }
  container: { image: tool }`,
  }, `
    Succeeded
    w Steps Succeeded
    w[0].a Retry Succeeded
    w[0].a(0) Pod Succeeded
    w[0].b Retry Succeeded
    w[0].b(0) Pod Succeeded
    pods: w[0].a(0) w[0].b(0)`);
});
