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
  check('make tasks conditional that depend on how a conditional one ended', `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: gen, template: gen }
    - { name: a, template: plain, depends: gen, when: "{{tasks.gen.outputs.parameters.v}} == yes" }
    - { name: b, template: plain, depends: a }
    - { name: c, template: plain, depends: a.Succeeded }
    - { name: d, template: plain, depends: a.Skipped }
    - { name: e, template: plain, depends: "a.Succeeded && b.Failed" }
    - { name: f, template: plain, depends: c }
    - { name: g, template: plain, depends: "c.Succeeded || c.Omitted" }
    - { name: h, template: plain, depends: "!a.Failed && (a.Skipped || b.Succeeded)" }
    - { name: i, template: plain, depends: "a.Succeeded && c.Succeeded" }
- name: plain
  container: { image: tool }${job}`, `
    w DAG Succeeded
    w.gen Pod Succeeded
    w.a Pod Succeeded if <step "gen">
    w.d Pod Succeeded if <step "gen">
    w.b Pod Succeeded
    w.c Pod Succeeded if <step "gen">
    w.e Skipped Omitted (omitted: depends condition not met)
    w.f Pod Succeeded if <step "gen">
    w.g Pod Succeeded
    w.h Pod Succeeded
    w.i Pod Succeeded if <step "gen">`, 'unknown');
  check('make tasks conditional that depend on a loop of unknown width', `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: gen, template: gen }
    - { name: each, template: note, depends: gen, withParam: "{{tasks.gen.outputs.parameters.v}}", arguments: { parameters: [{ name: text, value: x }] } }
    - { name: some, template: gen, depends: each.AnySucceeded }
    - { name: all, template: gen, depends: each.Succeeded }
    - { name: any, template: gen, depends: each }${job}`, `
    w DAG Succeeded
    w.gen Pod Succeeded
    w.each TaskGroup Succeeded
    w.each(?) Pod Succeeded text=x for each of <step "gen">
    w.all Pod Succeeded if <step "gen">
    w.any Pod Succeeded
    w.some Pod Succeeded if <step "gen">`, 'unknown');
});
