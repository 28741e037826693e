import { describe, expect, test } from 'vitest';
import * as language from '../../src/lang/expr/index.ts';
import { podRunner, WorkflowSimulation } from '../../src/plan/index.ts';
import { nodesOf } from '../../src/workflow/index.ts';
import { ModelCluster } from '../../src/world/index.ts';
import { checkRun, programOf, runToEnd } from './check.ts';

const note = `
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool, args: ["{{inputs.parameters.text}}"] }`;

describe('the state of the Workflow', () => {
  checkRun('is told to what begins behind the first decision', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: note, arguments: { parameters: [{ name: text, value: "<{{workflow.status}}>" }] } }
  - - { name: b, template: note, arguments: { parameters: [{ name: text, value: "<{{workflow.status}}>" }] } }${note}`,
  }, `
    Succeeded
    w Steps Succeeded
    w[0].a Pod Succeeded text=<>
    w[1].b Pod Succeeded text=<Running>
    pods: w[0].a w[1].b`);
});

describe('settings of the whole Workflow', () => {
  checkRun('are filled in', {
    spec: `entrypoint: main
arguments: { parameters: [{ name: most, value: "1" }] }
retryStrategy: { limit: "{{workflow.parameters.most}}" }
templates:
- name: main
  container: { image: tool }`,
    scenario: [{ template: 'main', exitCode: 1 }],
  }, `
    Failed (No more retries left)
    w Retry Failed (No more retries left)
    w(0) Pod Failed (main: Error (exit code 1))
    w(1) Pod Failed (main: Error (exit code 1))
    pods: w(0) w(1)`);
  test('label the Workflow', () => {
    const { memory } = runToEnd(programOf(`entrypoint: main
arguments: { parameters: [{ name: who, value: me }] }
workflowMetadata: { labels: { of: "{{workflow.parameters.who}}" } }
templates:
- name: main
  container: { image: tool }`));
    expect(memory.labels).toEqual({ of: 'me' });
  });
  test('are no labels that can not be', () => {
    const { memory } = runToEnd(programOf(`entrypoint: main
workflowMetadata: { labels: { of: "you and me" } }
templates:
- name: main
  container: { image: tool }`));
    expect([memory.phase, memory.message.split(':')[0]]).toEqual(['Error', 'invalid label value "you and me" for label "of"']);
  });
});

describe('what fails fast', () => {
  test('blames the group that it comes to last', () => {
    const { memory } = runToEnd(programOf(`entrypoint: main
templates:
- name: main
  failFast: true
  steps:
  - - { name: a, template: note, arguments: { parameters: [{ name: text, value: x }] } }
    - { name: b, template: inner }
- name: inner
  steps:
  - - { name: c, template: note, arguments: { parameters: [{ name: text, value: z }] } }${note}`), 'named', [{ node: '*.c', exitCode: 1 }, { node: '*.a', seconds: 5 }]);
    expect([...nodesOf(memory.nodes)].filter(({ type }) => type === 'StepGroup').map(({ name, phase, message }) => `${name} ${phase} ${message}`.trim())).toEqual([
      'w[0] Running',
      'w[0].b[0] Failed template has failed or errored children and failFast enabled',
    ]);
  });
});

describe('what is stopped', () => {
  test('ends what would be tried again, not what it has tried', () => {
    const cluster = new ModelCluster(0);
    cluster.setRunner(podRunner([{ template: 'job', seconds: 9 }], 'named'));
    const simulation = new WorkflowSimulation(programOf(`entrypoint: main
templates:
- name: main
  retryStrategy: { limit: 1 }
  steps: [[{ name: a, template: job }]]
- name: job
  container: { image: tool }`), cluster, language);
    simulation.toRest();
    expect(simulation.act({ do: 'stop' })).toMatchObject({ ok: true });
    const { memory } = simulation.toRest();
    expect([...nodesOf(memory.nodes)].map(({ name, phase, message }) => `${name} ${phase} ${message}`.trim())).toEqual([
      "w Failed Stopped with strategy 'Stop'",
      'w(0) Running',
      'w(0)[0] Running',
      'w(0)[0].a Failed workflow shutdown with strategy:  Stop',
    ]);
  });
});
