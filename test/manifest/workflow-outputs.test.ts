import { describe } from 'vitest';
import { check, workflow } from './check.ts';

describe('workflow-outputs-come', () => {
  check('has nothing to say of outputs that come', workflow(`
entrypoint: main
arguments: { parameters: [{ name: go, value: "no" }] }
templates:
- name: main
  steps:
  - - { name: a, template: make, when: "{{workflow.parameters.go}} == yes" }
    - { name: b, template: safe, continueOn: { failed: true } }
  - - { name: c, template: note, when: "{{workflow.parameters.go}} == yes", arguments: { parameters: [{ name: text, value: "{{steps.a.outputs.parameters.v}}" }] } }
    - { name: d, template: note, arguments: { parameters: [{ name: text, value: "{{steps.b.outputs.parameters.v}}" }] } }
    - { name: e, template: free, arguments: { parameters: [{ name: text, value: "{{steps.a.outputs.parameters.v}}" }] } }
- name: make
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
  container: { image: tool }
- name: safe
  outputs: { parameters: [{ name: v, valueFrom: { path: /v, default: "" } }] }
  container: { image: tool }
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool }
- name: free
  inputs: { parameters: [{ name: text, default: "" }] }
  container: { image: tool }`), '');
  check('warns of those of skipped and failed steps', workflow(`
entrypoint: main
arguments: { parameters: [{ name: go, value: "no" }] }
templates:
- name: main
  steps:
  - - { name: a, template: make, when: "{{workflow.parameters.go}} == yes" }
    - { name: b, template: make, continueOn: { failed: true } }
  - - { name: c, template: note, arguments: { parameters: [{ name: text, value: "{{steps.a.outputs.parameters.v}}" }] } }
    - { name: d, template: note, arguments: { parameters: [{ name: text, value: "{{steps.a.outputs.result}}" }] } }
    - { name: e, template: note, arguments: { parameters: [{ name: text, value: "{{steps.b.outputs.parameters.v}}" }] } }
    - { name: f, template: eat, arguments: { artifacts: [{ name: cake, from: "{{steps.b.outputs.artifacts.cake}}" }] } }
    - { name: g, template: note, arguments: { parameters: [{ name: text, value: "{{tasks.name}}" }] } }
  outputs: { parameters: [{ name: v, valueFrom: { parameter: "{{steps.a.outputs.parameters.v}}" } }] }
- name: make
  outputs:
    parameters: [{ name: v, valueFrom: { path: /v } }]
    artifacts: [{ name: cake, path: /cake }]
  container: { image: tool }
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool }
- name: eat
  inputs: { artifacts: [{ name: cake, path: /cake }] }
  container: { image: tool }`), `
web.yaml:12:84 warning SLU260 output may be absent
   12 | …ters: [{ name: text, value: "{{steps.a.outputs.parameters.v}}" }] } }
      |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  If a is skipped by its when, it makes no v, and the Workflow fails when it comes here. Give the
  output a default, valueFrom: { path: ..., default: "" }, or this step the same when.
web.yaml:13:84 warning SLU251 step may wait for ever
   13 | …ameters: [{ name: text, value: "{{steps.a.outputs.result}}" }] } }
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing may ever stand for {{steps.a.outputs.result}}. If a is skipped by its when, it prints
  nothing, and this step waits for ever. Give this step the same when.
web.yaml:14:84 warning SLU251 step may wait for ever
   14 | …ters: [{ name: text, value: "{{steps.b.outputs.parameters.v}}" }] } }
      |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing may ever stand for {{steps.b.outputs.parameters.v}}. If b fails, it may not make the
  output, and this step waits for ever though it may begin. Give the output a default: valueFrom: {
  path: ..., default: "" }.
web.yaml:15:81 warning SLU260 output may be absent
   15 | …acts: [{ name: cake, from: "{{steps.b.outputs.artifacts.cake}}" }] } }
      |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  If b fails, it may not make cake, and the Workflow fails when it comes here. Say optional: true
  where this step is given it and where its template declares it.
web.yaml:16:84 warning SLU251 step may wait for ever
   16 | … { parameters: [{ name: text, value: "{{tasks.name}}" }] } }
      |                                        ^^^^^^^^^^^^^^
  Nothing may ever stand for {{tasks.name}}. Only tasks of a DAG have tasks.name; a step has
  steps.name.
web.yaml:17:64 warning SLU260 output may be absent
   17 | … v, valueFrom: { parameter: "{{steps.a.outputs.parameters.v}}" } }] }
      |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  If a is skipped by its when, it makes no v, and this template ends in an error. Give the output a
  default here, beside parameter.
`);
  check('warns of what a DAG goes on from', workflow(`
entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: make }
    - { name: b, template: note, depends: a, arguments: { parameters: [{ name: text, value: "{{tasks.a.outputs.parameters.v}}" }] } }
    - { name: c, template: note, depends: "a || a.Failed", arguments: { parameters: [{ name: text, value: "{{tasks.a.outputs.parameters.v}}" }] } }
- name: make
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
  container: { image: tool }
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool }`), `
web.yaml:12:110 warning SLU251 step may wait for ever
   12 | …ters: [{ name: text, value: "{{tasks.a.outputs.parameters.v}}" }] } }
      |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing may ever stand for {{tasks.a.outputs.parameters.v}}. If a fails, it may not make the
  output, and this step waits for ever though it may begin. Give the output a default: valueFrom: {
  path: ..., default: "" }.
`);
  check('tells what the list of a loop holds', workflow(`
entrypoint: main
templates:
- name: main
  steps:
  - - { name: all, template: read, withItems: [1, 2] }
    - { name: some, template: read, withItems: [1, 2], when: "{{item}} > 1" }
    - { name: none, template: read, withItems: [1, 2], when: "{{item}} > 2" }
  - - { name: a, template: note, arguments: { parameters: [{ name: text, value: "{{steps.all.outputs.result}}" }] } }
    - { name: b, template: note, arguments: { parameters: [{ name: text, value: "{{steps.some.outputs.parameters}}" }] } }
    - { name: c, template: note, arguments: { parameters: [{ name: text, value: "{{steps.none.outputs.result}}" }] } }
- name: read
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
  script: { image: tool, command: [sh], source: date }
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool }`), `
web.yaml:12:84 note SLU254 every item must print JSON
   12 | …meters: [{ name: text, value: "{{steps.all.outputs.result}}" }] } }
      |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  {{steps.all.outputs.result}} is a list of what the items of all print, and each must print JSON: a
  number, a list, or a text in quotes. With anything else the Workflow ends in an error.
web.yaml:13:84 note SLU273 list holds only what succeeded
   13 | …ers: [{ name: text, value: "{{steps.some.outputs.parameters}}" }] } }
      |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The list holds only items of some that ran and succeeded, so it may be shorter than the loop, and
  places in the two differ. Have each item print what it is for.
web.yaml:14:84 warning SLU251 step may wait for ever
   14 | …eters: [{ name: text, value: "{{steps.none.outputs.result}}" }] } }
      |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing may ever stand for {{steps.none.outputs.result}}. If the when of none skips every item,
  there is no list, and this step waits for ever. Let at least one item run, or give this step a
  when that is false then.
web.yaml:14:84 note SLU254 every item must print JSON
   14 | …eters: [{ name: text, value: "{{steps.none.outputs.result}}" }] } }
      |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  {{steps.none.outputs.result}} is a list of what the items of none print, and each must print JSON:
  a number, a list, or a text in quotes. With anything else the Workflow ends in an error.
web.yaml:14:84 note SLU273 list holds only what succeeded
   14 | …eters: [{ name: text, value: "{{steps.none.outputs.result}}" }] } }
      |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The list holds only items of none that ran and succeeded, so it may be shorter than the loop, and
  places in the two differ. Have each item print what it is for.
`);
});

describe('workflow-loops-valid', () => {
  check('takes loops', workflow(`
entrypoint: main
arguments: { parameters: [{ name: list, value: "[1, 2]" }] }
templates:
- name: main
  steps:
  - - { name: a, template: job, withParam: "[1, 2]", when: 1 < 2 }
    - { name: b, template: job, withParam: "{{workflow.parameters.list}}" }
    - { name: c, template: job, withSequence: { start: 5, end: 1, format: "host-%02d" } }
    - { name: d, template: job, withSequence: { count: "{{workflow.parameters.list}}" } }
- name: job
  container: { image: tool }`), '');
  check('warns of loops that are none, or fail', workflow(`
entrypoint: main
arguments: { parameters: [{ name: list, value: "1, 2" }] }
templates:
- name: main
  steps:
  - - { name: a, template: job, withItems: [] }
    - { name: b, template: job, withParam: not a list }
    - { name: c, template: job, withParam: "{{workflow.parameters.list}}" }
    - { name: d, template: job, withSequence: { count: two } }
    - { name: e, template: job, withSequence: { count: "-3" } }
    - { name: f, template: job, withSequence: { start: 1 } }
    - { name: g, template: job, withSequence: { count: 2, format: host } }
    - { name: h, template: job, when: "'false'" }
- name: job
  container: { image: tool }`), `
web.yaml:10:46 warning SLU252 loop without items
   10 |     - - { name: a, template: job, withItems: [] }
      |                                              ^^
  A list without items is taken for no loop at all: one pod runs, and {{item}} stands there as it is
  written. Take the step out, or give it withParam: "[]", which runs nothing.
web.yaml:11:46 warning SLU263 loop cannot be read
   11 |       - { name: b, template: job, withParam: not a list }
      |                                              ^^^^^^^^^^
  This is no JSON list, so the Workflow fails when it comes here. Write a list as in withParam:
  '["a", "b"]'.
web.yaml:12:46 warning SLU263 loop cannot be read
   12 |       - { name: c, template: job, withParam: "{{workflow.parameters.list}}" }
      |                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The parameter list, "1, 2", is no JSON list, so the Workflow fails when it comes here. Write a
  list as in withParam: '["a", "b"]'.
web.yaml:13:58 warning SLU263 loop cannot be read
   13 |       - { name: d, template: job, withSequence: { count: two } }
      |                                                          ^^^
  "two" is no whole number, so the Workflow fails when it comes here. Write digits alone.
web.yaml:14:58 warning SLU263 loop cannot be read
   14 |       - { name: e, template: job, withSequence: { count: "-3" } }
      |                                                          ^^^^
  A count below 0 runs nothing less: it counts down from the start, over 5 items. Write how many
  items there are, or start and end.
web.yaml:15:35 warning SLU263 loop cannot be read
   15 |       - { name: f, template: job, withSequence: { start: 1 } }
      |                                   ^^^^^^^^^^^^
  The sequence has no end, so the Workflow fails when it comes here. Give it count or end.
web.yaml:16:69 warning SLU263 loop cannot be read
   16 |       - { name: g, template: job, withSequence: { count: 2, format: host } }
      |                                                                     ^^^^
  The format has no place for the number, so the items do not differ as they should. Write %d where
  it goes, as in host-%02d.
web.yaml:17:41 warning SLU255 condition gives no yes or no
   17 |       - { name: h, template: job, when: "'false'" }
      |                                         ^^^^^^^^^
  Expected boolean evaluation for ''false''. Got false. The Workflow fails when it comes here. Write
  a condition that is true or false, without quotes around it.
`);
});
