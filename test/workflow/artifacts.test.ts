import { describe } from 'vitest';
import { checkRun } from './check.ts';

const templates = `
- name: flip
  script: { image: tool, command: [sh], source: flip }
- name: make
  container: { image: tool }
  outputs:
    artifacts: [{ name: out, path: /out }]
- name: take
  inputs:
    artifacts: [{ name: in, path: /in }]
  container: { image: tool }`;

describe('artifacts that an expression chooses', () => {
  checkRun('are outputs of steps', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - { name: flip, template: flip }
  - - { name: heads, template: make, when: "{{steps.flip.outputs.result}} == heads" }
    - { name: tails, template: make, when: "{{steps.flip.outputs.result}} == tails" }
  outputs:
    artifacts:
    - { name: out, fromExpression: "steps.flip.outputs.result == 'heads' ? steps.heads.outputs.artifacts.out : steps.tails.outputs.artifacts.out" }${templates}`,
    scenario: [{ template: 'flip', result: 'tails' }],
  }, `
    Succeeded
    w Steps Succeeded outputs out
    w[0].flip Pod Succeeded
    w[1].heads Skipped Skipped (when 'tails == heads' evaluated false)
    w[1].tails Pod Succeeded outputs out
    pods: w[0].flip w[1].tails`);
  checkRun('are arguments of tasks', {
    spec: `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: flip, template: flip }
    - { name: a, template: make }
    - { name: b, template: make }
    - name: use
      template: take
      depends: a && b && flip
      arguments:
        artifacts: [{ name: in, fromExpression: "tasks.flip.outputs.result == 'a' ? tasks.a.outputs.artifacts.out : tasks.b.outputs.artifacts.out" }]${templates}`,
    scenario: [{ template: 'flip', result: 'b' }],
  }, `
    Succeeded
    w DAG Succeeded
    w.a Pod Succeeded outputs out
    w.b Pod Succeeded outputs out
    w.flip Pod Succeeded
    w.use Pod Succeeded inputs in
    pods: w.a w.b w.flip w.use`);
});
