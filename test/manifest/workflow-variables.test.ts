import { describe } from 'vitest';
import { check, workflow } from './check.ts';

describe('workflow-variables-found', () => {
  check('finds what is there', workflow(`
entrypoint: main
onExit: tell
arguments: { parameters: [{ name: p, value: x }] }
templates:
- name: main
  inputs: { parameters: [{ name: x, default: "" }] }
  steps:
  - - { name: a, template: say, arguments: { parameters: [{ name: t, value: "{{workflow.parameters.p}} {{inputs.parameters.x}} {{workflow.creationTimestamp.Y}}" }] } }
  - - { name: b, template: say, withItems: [{ k: v }], arguments: { parameters: [{ name: t, value: "{{steps.a.outputs.result}} {{steps.a.exitCode}} {{item.k}} {{steps.name}}" }] } }
  - - { name: c, template: say, arguments: { parameters: [{ name: t, value: "{{steps.b.outputs.parameters}} {{workflow.outputs.parameters.shared}}" }] } }
- name: say
  inputs: { parameters: [{ name: t }] }
  outputs: { parameters: [{ name: v, globalName: shared, valueFrom: { path: "{{outputs.parameters.v.path}}" } }] }
  script: { image: tool, command: [sh], source: "{{pod.name}} {{retries}} {{ .Values.x }}" }
- name: tell
  container: { image: tool, args: ["{{workflow.status}}"] }`), `
web.yaml:6:3 note SLU266 handler decides how the Workflow ends
    6 |   onExit: tell
      |   ^^^^^^
  If the exit handler fails, the Workflow fails, even when all its steps have succeeded. Where it
  does not matter that much, run its steps with continueOn: { failed: true, error: true }.
`);
  check('looks into steps', workflow(`
entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: say }
    - { name: beside, template: say, arguments: { parameters: [{ name: t, value: "{{steps.a.outputs.result}}" }] } }
  - - { name: b, template: say, arguments: { parameters: [{ name: t, value: "{{steps.a.outputs.parameters.ghost}} {{steps.c.status}} {{steps.aa.status}} {{tasks.a.status}}" }] } }
  - - { name: c, template: say, arguments: { parameters: [{ name: t, value: "{{item}} {{item.k}}" }] } }
  outputs: { parameters: [{ name: v, valueFrom: { parameter: "{{steps.b.outputs.parameters.w}}" } }] }
- name: say
  inputs: { parameters: [{ name: t, default: "" }] }
  script: { image: tool, command: [sh], source: "{{steps.a.outputs.result}} {{inputs.parameters.tt}}" }`), `
web.yaml:10:85 warning SLU251 step may wait for ever
   10 | …parameters: [{ name: t, value: "{{steps.a.outputs.result}}" }] } }
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing may ever stand for {{steps.a.outputs.result}}. a and beside are in one group and begin
  together, so what a makes is not there yet, and beside waits for ever. Move beside into a group
  behind it.
web.yaml:11:80 error SLU247 variable leads nowhere
   11 | …eters: [{ name: t, value: "{{steps.a.outputs.parameters.ghost}} {{steps.c.status}} {{steps…
      |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{steps.a.outputs.parameters.ghost}}. The step a makes no
  outputs.parameters.ghost. Its template declares no output parameter ghost.
web.yaml:11:117 error SLU247 variable leads nowhere
   11 | …{steps.a.outputs.parameters.ghost}} {{steps.c.status}} {{steps.aa.status}} {{tasks.a.statu…
      |                                      ^^^^^^^^^^^^^^^^^^
  Nothing stands for {{steps.c.status}}. The step c does not come before b, so what it makes is not
  there yet. Move b behind it.
web.yaml:11:136 error SLU247 variable leads nowhere
   11 | …ameters.ghost}} {{steps.c.status}} {{steps.aa.status}} {{tasks.a.status}}" }] } }
      |                                     ^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{steps.aa.status}}. There is no step aa here. Did you mean a?
web.yaml:11:156 error SLU247 variable leads nowhere
   11 | …teps.c.status}} {{steps.aa.status}} {{tasks.a.status}}" }] } }
      |                                      ^^^^^^^^^^^^^^^^^^
  Nothing stands for {{tasks.a.status}}. There is no task a here. Did you mean a?
web.yaml:12:80 warning SLU265 variable stays as it is written
   12 | …ments: { parameters: [{ name: t, value: "{{item}} {{item.k}}" }] } }
      |                                           ^^^^^^^^
  c has no loop, so {{item}} stays as it is written. Add withItems, withParam or withSequence, or
  take {{item}} out.
web.yaml:12:89 error SLU247 variable leads nowhere
   12 | …arameters: [{ name: t, value: "{{item}} {{item.k}}" }] } }
      |                                          ^^^^^^^^^^
  Nothing stands for {{item.k}}. c has no loop.
web.yaml:13:65 error SLU247 variable leads nowhere
   13 | … v, valueFrom: { parameter: "{{steps.b.outputs.parameters.w}}" } }] }
      |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{steps.b.outputs.parameters.w}}. The step b makes no outputs.parameters.w. Its
  template declares no output parameter w.
web.yaml:16:52 error SLU247 variable leads nowhere
   16 | …: tool, command: [sh], source: "{{steps.a.outputs.result}} {{inputs.parameters.tt}}" }
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{steps.a.outputs.result}}. Only a template with steps of its own sees what
  they make. Give it to this one as an input.
web.yaml:16:79 error SLU247 variable leads nowhere
   16 | …rce: "{{steps.a.outputs.result}} {{inputs.parameters.tt}}" }
      |                                   ^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{inputs.parameters.tt}}. The template has no input parameter tt. Did you mean
  t?
`);
  check('looks into DAGs', workflow(`
entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: say }
    - { name: b, template: say, arguments: { parameters: [{ name: t, value: "{{tasks.a.outputs.result}}" }] } }
    - { name: c, template: say, arguments: { parameters: [{ name: t, value: "is {{tasks.a.outputs.result}}" }] } }
    - { name: d, template: say, when: "{{tasks.a.status}} == Succeeded" }
    - { name: e, template: nested, depends: a, withItems: [{ k: v }], arguments: { parameters: [{ name: t, value: "{{item.key}}" }] } }
    - { name: f, template: say, depends: e, arguments: { parameters: [{ name: t, value: "{{tasks.e.outputs.result}}" }] } }
- name: nested
  inputs: { parameters: [{ name: t }] }
  steps: [[{ name: a, template: say }]]
- name: say
  inputs: { parameters: [{ name: t, default: "" }] }
  script: { image: tool, command: [sh], source: date }`), `
web.yaml:11:80 error SLU247 variable leads nowhere
   11 | …parameters: [{ name: t, value: "{{tasks.a.outputs.result}}" }] } }
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{tasks.a.outputs.result}}. The task b does not wait for a, so it can't use
  what that makes. Add a to what it depends on.
web.yaml:12:83 warning SLU251 step may wait for ever
   12 | …ameters: [{ name: t, value: "is {{tasks.a.outputs.result}}" }] } }
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing may ever stand for {{tasks.a.outputs.result}}. The task c does not wait for a, so it can't
  use what that makes. Add a to what it depends on.
web.yaml:13:42 error SLU247 variable leads nowhere
   13 |       - { name: d, template: say, when: "{{tasks.a.status}} == Succeeded" }
      |                                          ^^^^^^^^^^^^^^^^^^
  Nothing stands for {{tasks.a.status}}. The task d does not wait for a, so it can't use what that
  makes. Add a to what it depends on.
web.yaml:14:118 error SLU247 variable leads nowhere
   14 | …nts: { parameters: [{ name: t, value: "{{item.key}}" }] } }
      |                                         ^^^^^^^^^^^^
  Nothing stands for {{item.key}}. No item of the loop has a key key.
web.yaml:15:92 error SLU247 variable leads nowhere
   15 | …parameters: [{ name: t, value: "{{tasks.e.outputs.result}}" }] } }
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{tasks.e.outputs.result}}. The task e makes no outputs.result. Its template
  runs no container, so it has none.
web.yaml:15:92 note SLU254 every item must print JSON
   15 | …parameters: [{ name: t, value: "{{tasks.e.outputs.result}}" }] } }
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  {{tasks.e.outputs.result}} is a list of what the items of e print, and each must print JSON: a
  number, a list, or a text in quotes. With anything else the Workflow ends in an error.
`);
  check('looks for what the Workflow has', workflow(`
entrypoint: main
templates:
- name: main
  container: { image: tool, args: ["{{workflow.parameters.p}} {{workflow.failures}} {{workflow.outputs.parameters.o}} {{workflow.labels.l}} {{workflow.nmae}} {{input.parameters.x}} {{workflows.uid}}"] }`), `
web.yaml:8:39 error SLU247 variable leads nowhere
    8 | …ntainer: { image: tool, args: ["{{workflow.parameters.p}} {{workflow.failures}} {{workflow…
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{workflow.parameters.p}}. The Workflow has no parameter p.
web.yaml:8:65 error SLU247 variable leads nowhere
    8 | …args: ["{{workflow.parameters.p}} {{workflow.failures}} {{workflow.outputs.parameters.o}} …
      |                                    ^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{workflow.failures}}. Only a Workflow with onExit has failures.
web.yaml:8:87 error SLU247 variable leads nowhere
    8 | …s.p}} {{workflow.failures}} {{workflow.outputs.parameters.o}} {{workflow.labels.l}} {{work…
      |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{workflow.outputs.parameters.o}}. No template publishes an output parameter
  with globalName: o.
web.yaml:8:121 error SLU247 variable leads nowhere
    8 | …{{workflow.outputs.parameters.o}} {{workflow.labels.l}} {{workflow.nmae}} {{input.paramete…
      |                                    ^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{workflow.labels.l}}. A Workflow has no variable labels.l.
web.yaml:8:143 error SLU247 variable leads nowhere
    8 | …arameters.o}} {{workflow.labels.l}} {{workflow.nmae}} {{input.parameters.x}} {{workflows.u…
      |                                      ^^^^^^^^^^^^^^^^^
  Nothing stands for {{workflow.nmae}}. A Workflow has no variable nmae.
web.yaml:8:161 warning SLU265 variable stays as it is written
    8 | …flow.labels.l}} {{workflow.nmae}} {{input.parameters.x}} {{workflows.uid}}"] }
      |                                    ^^^^^^^^^^^^^^^^^^^^^^
  Nothing is called input.parameters.x, so {{input.parameters.x}} stays as it is written. Correct
  the name, or leave it if the program that reads it fills it in.
web.yaml:8:184 warning SLU265 variable stays as it is written
    8 | …kflow.nmae}} {{input.parameters.x}} {{workflows.uid}}"] }
      |                                      ^^^^^^^^^^^^^^^^^
  Nothing is called workflows.uid, so {{workflows.uid}} stays as it is written. Correct the name, or
  leave it if the program that reads it fills it in. Did you mean workflow.uid?
`);
});

describe('workflow-expressions', () => {
  check('takes what can be read', workflow(`
entrypoint: main
arguments: { parameters: [{ name: num, value: "3" }] }
templates:
- name: main
  steps:
  - - { name: first-one, template: say, hooks: { running: { template: say, expression: "steps['first-one'].status == 'Running'" } } }
  - - { name: b, template: say, withParam: "{{=toJson(filter([1, 2], {# > 1}))}}", when: "{{=asInt(workflow.parameters.num) > 2}}", arguments: { parameters: [{ name: t, value: "{{=let x = 1; x + 1}} {{=item}} {{=steps['first-one'].outputs.result ?? ''}} {{=sprig.upper(inputs.parameters.z)}}" }] } }
  inputs: { parameters: [{ name: z, default: "" }] }
- name: say
  inputs: { parameters: [{ name: t, default: "" }] }
  retryStrategy: { limit: 2, retryPolicy: Always, expression: "asInt(lastRetry.exitCode) > 1 && lastRetry.status != 'Error'" }
  script: { image: tool, command: [sh], source: date }`), `
web.yaml:10:52 note SLU267 hook is not heard or not run
   10 | …name: first-one, template: say, hooks: { running: { template: say, expression: "steps['fir…
      |                                           ^^^^^^^
  If this hook fails, nothing comes of it: first-one counts as it ended itself. What must not fail
  unseen, or must run in any case, belongs into a step of its own.
`);
  check('says where they are wrong', workflow(`
entrypoint: main
templates:
- name: main
  steps:
  - - { name: first-one, template: say }
  - - { name: b, template: say, arguments: { parameters: [{ name: t, value: "é {{=1 + }}" }, { name: u, value: "{{=asInt('x')}}" }] } }
    - { name: c, template: say, arguments: { parameters: [{ name: t, value: "{{=steps.first-one.outputs.result}}" }, { name: u, value: "{{=inputs.parameters.y}}" }] } }
    - { name: d, template: say, arguments: { parameters: [{ name: t, value: "{{=upper(nmae)}}" }, { name: u, value: "{{=workflow.parameters.q}} {{=steps.ghost.status}}" }] } }
    - { name: e, template: say, withItems: [{ deep: { x: 1 } }], arguments: { parameters: [{ name: t, value: "{{=item.deep.x}}" }, { name: u, value: "{{=item.flat}}" }] } }
- name: say
  inputs: { parameters: [{ name: t, default: "" }, { name: u, default: "" }] }
  retryStrategy: { limit: 2, retryPolicy: Always, expression: "lastRetry.exitCode > 1" }
  script: { image: tool, command: [sh], source: date }
- name: other
  retryStrategy: { limit: 2, retryPolicy: Always, expression: lastRetry.status }
  container:
    image: tool
    args:
    - |
      a text of two lines
      {{=1 + }}`), `
web.yaml:10:88 warning SLU264 expression cannot be evaluated
   10 | …: { parameters: [{ name: t, value: "é {{=1 + }}" }, { name: u, value: "{{=asInt('x')}}" }]…
      |                                              ^
  The expression cannot be read at its character 4: unexpected token EOF. The Workflow ends in an
  error when it comes here. Correct it there.
web.yaml:10:118 warning SLU264 expression cannot be evaluated
   10 | …e: "é {{=1 + }}" }, { name: u, value: "{{=asInt('x')}}" }] } }
      |                                            ^^^^^
  The expression can only fail: invalid operation: int(x). The Workflow ends in an error when it
  comes here. Correct it.
web.yaml:11:95 warning SLU265 variable stays as it is written
   11 | … [{ name: t, value: "{{=steps.first-one.outputs.result}}" }, { name: u, value: "{{=inputs.…
      |                                      ^^^^^^^^^^^^^^^^^^
  Nothing is called one in expressions, so this one stays as it is written or ends in an error. A
  dash is a minus here: write ['first-one'] in place of .first-one.
web.yaml:11:142 warning SLU264 expression cannot be evaluated
   11 | …result}}" }, { name: u, value: "{{=inputs.parameters.y}}" }] } }
      |                                     ^^^^^^^^^^^^^^^^^^^
  There is no inputs.parameters.y here. The template has no input parameter y.
web.yaml:12:89 warning SLU265 variable stays as it is written
   12 | …{ parameters: [{ name: t, value: "{{=upper(nmae)}}" }, { name: u, value: "{{=workflow.para…
      |                                             ^^^^
  Nothing is called nmae in expressions, so this one stays as it is written or ends in an error.
  Correct the name, or write a text in quotes.
web.yaml:12:123 warning SLU264 expression cannot be evaluated
   12 | …nmae)}}" }, { name: u, value: "{{=workflow.parameters.q}} {{=steps.ghost.status}}" }] } }
      |                                    ^^^^^^^^^^^^^^^^^^^^^
  There is no workflow.parameters.q here. The Workflow has no parameter q.
web.yaml:12:150 warning SLU264 expression cannot be evaluated
   12 | …lue: "{{=workflow.parameters.q}} {{=steps.ghost.status}}" }] } }
      |                                      ^^^^^^^^^^^^^^^^^^
  There is no steps.ghost here. There is no step ghost.
web.yaml:13:116 warning SLU264 expression cannot be evaluated
   13 | …: { parameters: [{ name: t, value: "{{=item.deep.x}}" }, { name: u, value: "{{=item.flat}}…
      |                                         ^^^^^^^^^^^
  There is no item.deep.x here. Fields of an item are texts: read it first, as in
  fromJSON(item.deep).x.
web.yaml:13:156 warning SLU264 expression cannot be evaluated
   13 | …item.deep.x}}" }, { name: u, value: "{{=item.flat}}" }] } }
      |                                          ^^^^^^^^^
  There is no item.flat here. No item of the loop has a key flat.
web.yaml:16:65 warning SLU264 expression cannot be evaluated
   16 |     retryStrategy: { limit: 2, retryPolicy: Always, expression: "lastRetry.exitCode > 1" }
      |                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^
  The expression cannot be evaluated: invalid operation: string > int. Each failure then ends in an
  error. What it asks of the last attempt are texts: write asInt(lastRetry.exitCode) for a number.
web.yaml:19:65 warning SLU264 expression cannot be evaluated
   19 |     retryStrategy: { limit: 2, retryPolicy: Always, expression: lastRetry.status }
      |                                                                 ^^^^^^^^^^^^^^^^
  The expression gives "Failed", for example, and neither true nor false, so that each failure ends
  in an error. Compare it with something.
web.yaml:23:9 warning SLU264 expression cannot be evaluated
   23 |       - |
      |         ^
  The expression cannot be read at its character 4: unexpected token EOF. The Workflow ends in an
  error when it comes here. Correct it there.
`);
});
