import { describe } from 'vitest';
import { check } from './check.ts';

const job = `
- name: gen
  container: { image: tool }
  outputs:
    parameters:
    - { name: v, valueFrom: { path: /v } }
- name: note
  inputs:
    parameters:
    - name: text
  container: { image: tool, args: ["{{inputs.parameters.text}}"] }`;

describe('outputs that are not known yet', () => {
  check('stand in what is made of them', `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: gen }
  - - { name: b, template: note, arguments: { parameters: [{ name: text, value: "v is {{steps.a.outputs.parameters.v}}" }] } }${job}`, `
    w Steps Succeeded
    w[0].a Pod Succeeded
    w[1].b Pod Succeeded text=v is <step "a">`, 'unknown');
  check('make what asks for them conditional', `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: gen }
  - - { name: b, template: note, when: "{{steps.a.outputs.parameters.v}} == yes", arguments: { parameters: [{ name: text, value: x }] } }
    - { name: c, template: note, when: "false && {{steps.a.outputs.parameters.v}} == yes", arguments: { parameters: [{ name: text, value: x }] } }${job}`, `
    w Steps Succeeded
    w[0].a Pod Succeeded
    w[1].b Pod Succeeded text=x if <step "a">
    w[1].c Skipped Skipped (when 'false && <step "a"> == yes' evaluated false)`, 'unknown');
  check('make loops of unknown width', `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: gen }
    - { name: each, template: note, depends: a, withParam: "{{tasks.a.outputs.parameters.v}}", arguments: { parameters: [{ name: text, value: "<{{item}}>" }] } }
    - { name: end, template: note, depends: each, arguments: { parameters: [{ name: text, value: "{{tasks.each.status}}" }] } }${job}`, `
    w DAG Succeeded
    w.a Pod Succeeded
    w.each TaskGroup Running
    w.each(?) Pod Succeeded text=<<step "a">> for each of <step "a">
    w.end Pod Succeeded text=Succeeded`.replace('TaskGroup Running', 'TaskGroup Succeeded'), 'unknown');
  check('pass through expressions', `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: gen }
  - - { name: b, template: note, arguments: { parameters: [{ name: text, value: "{{=asInt(steps.a.outputs.parameters.v) + 1}}" }] } }${job}`, `
    w Steps Succeeded
    w[0].a Pod Succeeded
    w[1].b Pod Succeeded text=<step "a">`, 'unknown');
});
