import { describe } from 'vitest';
import { checkRun } from './check.ts';

const templates = `
- name: job
  container: { image: tool }
- name: give
  container: { image: tool }
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool, args: ["{{inputs.parameters.text}}"] }`;

describe('hooks of steps', () => {
  checkRun('do not run for a skipped one', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - name: a
      template: job
      when: "1 == 2"
      hooks: { skipped: { template: job, expression: steps.a.status == "Skipped" } }${templates}`,
  }, `
    Succeeded
    w Steps Succeeded
    w[0].a Skipped Skipped (when '1 == 2' evaluated false)
    pods: `);
  checkRun('speak of their item', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - name: a
      template: job
      withItems: [p, q]
      hooks: { exit: { template: note, arguments: { parameters: [{ name: text, value: "was {{item}}" }] } } }${templates}`,
  }, `
    Succeeded
    w Steps Succeeded
    w[0].a(0:p) Pod Succeeded
    w[0].a(1:q) Pod Succeeded
    w[0].a(0:p).onExit Pod Succeeded text=was p
    w[0].a(1:q).onExit Pod Succeeded text=was q
    pods: w[0].a(0:p) w[0].a(1:q) w[0].a(0:p).onExit w[0].a(1:q).onExit`);
  checkRun('of a loop can not speak of its own outputs', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - name: a
      template: give
      withItems: [p, q]
      hooks: { exit: { template: note, arguments: { parameters: [{ name: text, value: "{{steps.a.outputs.parameters.v}}" }] } } }${templates}`,
  }, `
    Failed (failed to resolve {{steps.a.outputs.parameters.v}})
    w Steps Failed (failed to resolve {{steps.a.outputs.parameters.v}})
    pods: `);
  checkRun('fail their group when no place is free for them', {
    spec: `entrypoint: main
parallelism: 1
templates:
- name: main
  steps:
  - - { name: a, template: job, hooks: { exit: { template: job } } }
    - { name: b, template: job, hooks: { exit: { template: job } } }${templates}`,
  }, `
    Failed (Max parallelism reached)
    w Steps Failed (Max parallelism reached)
    w[0].a Pod Succeeded
    w[0].b Pod Succeeded
    pods: w[0].a w[0].b`);
  checkRun('that still run have a retried one tried once more', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - name: a
      template: again
      hooks: { running: { template: long, expression: steps.a.status == "Running" } }
- name: again
  retryStrategy: { limit: 2 }
  container: { image: tool }
- name: long
  container: { image: tool }`,
    scenario: [{ template: 'long', seconds: 2 }],
  }, `
    Succeeded
    w Steps Succeeded
    w[0].a Retry Succeeded
    w[0].a(0) Pod Succeeded
    w[0].a.hooks.running Pod Succeeded
    w[0].a(1) Pod Succeeded
    pods: w[0].a(0) w[0].a.hooks.running w[0].a(1)`);
});

describe('hooks of tasks', () => {
  checkRun('of a loop can not speak of its own outputs', {
    spec: `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - name: a
      template: give
      withItems: [p, q]
      hooks: { exit: { template: note, arguments: { parameters: [{ name: text, value: "{{tasks.a.outputs.parameters.v}}" }] } } }${templates}`,
  }, `
    Error
    w DAG Error
    w.a Skipped Error (failed to resolve {{tasks.a.outputs.parameters.v}})
    pods: `);
  checkRun('of a loop run for one item after the other, until all have ended', {
    spec: `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: job, withItems: [p, q], hooks: { exit: { template: note, arguments: { parameters: [{ name: text, value: hello }] } } } }
    - { name: b, template: job, depends: a }${templates}`,
  }, `
    Succeeded
    w DAG Succeeded
    w.a TaskGroup Succeeded
    w.a(0:p) Pod Succeeded
    w.a(1:q) Pod Succeeded
    w.a(0:p).onExit Pod Succeeded text=hello
    w.a.onExit Pod Succeeded text=hello
    w.b Pod Succeeded
    pods: w.a(0:p) w.a(1:q) w.a(0:p).onExit w.a.onExit w.b`);
  checkRun('of a target run before the next target is looked at', {
    spec: `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: job, hooks: { always: { template: job, expression: "true" } } }
    - { name: b, template: job }${templates}`,
  }, `
    Succeeded
    w DAG Succeeded
    w.a Pod Succeeded
    w.a.hooks.always Pod Succeeded
    w.b Pod Succeeded
    pods: w.a w.a.hooks.always w.b`);
  checkRun('run as soon as a place is free', {
    spec: `entrypoint: main
parallelism: 2
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: chain }
    - { name: b, template: job, hooks: { exit: { template: job } } }
- name: chain
  dag:
    tasks:
    - { name: x, template: job }
    - { name: u, template: job, depends: x }
    - { name: z, template: job, depends: x }${templates}`,
  }, `
    Succeeded
    w DAG Succeeded
    w.a DAG Succeeded
    w.a.x Pod Succeeded
    w.b Pod Succeeded
    w.a.u Pod Succeeded
    w.a.z Pod Succeeded
    w.b.onExit Pod Succeeded
    pods: w.a.x w.b w.a.u w.a.z w.b.onExit`);
});
