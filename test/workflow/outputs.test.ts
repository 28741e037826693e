import { describe } from 'vitest';
import { checkRun } from './check.ts';

const templates = `
- name: give
  container: { image: tool }
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
- name: say
  script: { image: tool, command: [sh], source: say }
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool, args: ["{{inputs.parameters.text}}"] }`;

describe('outputs of templates', () => {
  checkRun('are told by expressions, or by what stands for them', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - { name: in, template: inner }
  - - { name: out, template: note, arguments: { parameters: [{ name: text, value: "{{steps.in.outputs.parameters.a}} {{steps.in.outputs.parameters.b}}" }] } }
- name: inner
  steps:
  - - { name: x, template: give }
  outputs:
    parameters:
    - { name: a, valueFrom: { expression: "steps.x.outputs.parameters.v + '!'" } }
    - { name: b, valueFrom: { default: none, expression: "steps.x.outputs.parameters.w + '!'" } }${templates}`,
  }, `
    Succeeded
    w Steps Succeeded
    w[0].in Steps Succeeded
    w[0].in[0].x Pod Succeeded
    w[1].out Pod Succeeded text=v! none
    pods: w[0].in[0].x w[1].out`);
  checkRun('of a loop that are no JSON end a DAG', {
    spec: `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: each, template: say, withItems: [1, 2] }
    - { name: all, template: note, depends: each, arguments: { parameters: [{ name: text, value: "{{tasks.each.outputs.result}}" }] } }${templates}`,
    scenario: [{ template: 'say', result: 'hello' }],
  }, `
    Error (error in entry template execution: invalid character 'h' looking for beginning of value)
    w DAG Error (invalid character 'h' looking for beginning of value)
    w.each TaskGroup Succeeded
    w.each(0:1) Pod Succeeded
    w.each(1:2) Pod Succeeded
    w.all Skipped Error (invalid character 'h' looking for beginning of value)
    pods: w.each(0:1) w.each(1:2)`);
});
