import { describe } from 'vitest';
import { check, workflow } from './check.ts';

describe('workflow-template-form', () => {
  check('takes what fits', workflow(`
entrypoint: main
templates:
- name: main
  parallelism: 2
  dag: { tasks: [{ name: a, template: job }, { name: b, template: set, depends: a }] }
- name: job
  timeout: 5m
  activeDeadlineSeconds: 60
  inputs: { artifacts: [{ name: in, path: /in, raw: { data: x } }] }
  container: { image: tool, volumeMounts: [{ name: v, mountPath: /v }] }
- name: set
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
  containerSet: { containers: [{ name: main, image: tool }, { name: b, image: tool, dependencies: [main] }] }
- name: make
  resource: { action: create, manifest: "kind: ConfigMap" }
- name: gone
  resource: { action: delete, flags: [pod] }`), '');
  check('says what a template can be', workflow(`
entrypoint: main
templates:
- name: main
  inputs: {}`), `
web.yaml:7:5 error SLU303 required field is missing
    7 |   - name: main
      |     ^^^^^^^^^^
  The template main does not say what it does. Give it one of container, containerSet, steps, dag,
  script, resource, data, suspend, http, plugin.
`);
  check('keeps fields of pods off steps, and the other way round', workflow(`
entrypoint: main
templates:
- name: main
  activeDeadlineSeconds: 60
  timeout: 1m
  inputs: { artifacts: [{ name: in, path: /in, optional: true }] }
  steps: [[{ name: a, template: job }]]
- name: job
  parallelism: 2
  timeout: "60"
  inputs: { artifacts: [{ name: in, optional: true }] }
  container: { image: tool }`), `
web.yaml:8:5 error SLU235 settings contradict each other
    8 |     activeDeadlineSeconds: 60
      |     ^^^^^^^^^^^^^^^^^^^^^
  Steps and DAGs have no activeDeadlineSeconds: only what makes a pod has. Give it to the templates
  that they run, or activeDeadlineSeconds to the whole Workflow.
web.yaml:9:5 error SLU235 settings contradict each other
    9 |     timeout: 1m
      |     ^^^^^^^
  Steps and DAGs have no timeout: only what makes a pod has. Give it to the templates that they run,
  or activeDeadlineSeconds to the whole Workflow.
web.yaml:10:39 error SLU235 settings contradict each other
   10 |     inputs: { artifacts: [{ name: in, path: /in, optional: true }] }
      |                                       ^^^^
  Steps and DAGs have no files, so their artifacts have no path. Take it out.
web.yaml:13:5 error SLU235 settings contradict each other
   13 |     parallelism: 2
      |     ^^^^^^^^^^^
  Only steps and DAGs have parallelism. Give it to the template that runs this one, or to the whole
  Workflow.
web.yaml:14:14 error SLU221 duration is not valid
   14 |     timeout: "60"
      |              ^^^^
  A timeout needs a unit. Write 60s.
web.yaml:15:27 error SLU303 required field is missing
   15 |     inputs: { artifacts: [{ name: in, optional: true }] }
      |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The artifact in does not say where its file is. Add a path.
`);
  check('reads sets of containers', workflow(`
entrypoint: set
templates:
- name: set
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
  containerSet:
    containers:
    - { name: a, image: tool, dependencies: [b, ghost] }
    - { name: b, image: tool, dependencies: [a] }
    - { name: wait, image: tool }
    - { name: c, image: tool }
    - { name: c, image: tool }`), `
web.yaml:10:7 error SLU235 settings contradict each other
   10 |       containers:
      |       ^^^^^^^^^^
  A set with outputs.parameters needs a container named main, which reads and makes them. Name one
  so.
web.yaml:11:17 error SLU248 tasks wait for each other
   11 |       - { name: a, image: tool, dependencies: [b, ghost] }
      |                 ^
  The container a waits for itself. Take one dependency out.
web.yaml:11:51 error SLU202 reference leads nowhere
   11 |       - { name: a, image: tool, dependencies: [b, ghost] }
      |                                                   ^^^^^
  The set has no container ghost.
web.yaml:13:17 error SLU229 name is not valid
   13 |       - { name: wait, image: tool }
      |                 ^^^^
  The pod has a container wait of the controller's own. Give this one another name.
web.yaml:15:17 error SLU227 name is used twice
   15 |       - { name: c, image: tool }
      |                 ^
  There is a container c already. Give this one another name, or remove it.
  web.yaml:14:17 the first container c is here
   14 |       - { name: c, image: tool }
      |                 ^
`);
  check('reads resource templates', workflow(`
entrypoint: make
templates:
- name: make
  resource: { action: get }
- name: nothing
  resource: { action: apply }
- name: two
  inputs: { artifacts: [{ name: m, path: /m, optional: true }] }
  resource: { action: patch, manifest: "kind: ConfigMap", manifestFrom: { artifact: { name: other } } }`), `
web.yaml:10:5 error SLU303 required field is missing
   10 |     resource: { action: apply }
      |     ^^^^^^^^
  To apply an object the template needs its manifest. Add manifest or manifestFrom.
web.yaml:13:61 error SLU235 settings contradict each other
   13 | …n: patch, manifest: "kind: ConfigMap", manifestFrom: { artifact: { name: other } } }
      |                                         ^^^^^^^^^^^^
  The object comes from manifest or from manifestFrom. Keep one of them.
web.yaml:13:95 error SLU202 reference leads nowhere
   13 | …igMap", manifestFrom: { artifact: { name: other } } }
      |                                            ^^^^^
  The template has no input artifact other. Add it to its inputs.
`);
  check('has names and places for one thing each', workflow(`
entrypoint: main
templates:
- name: main
  dag: { tasks: [{ name: 1a, template: job }, { name: b, template: job, depends: 1a }] }
- name: job
  inputs:
    parameters: [{ name: x, default: "" }, { name: x, default: "" }]
    artifacts: [{ name: in, path: /data, raw: { data: x } }]
  sidecars: [{ name: supervisor, image: tool }]
  container: { image: tool, volumeMounts: [{ name: v, mountPath: /data }] }`), `
web.yaml:8:28 error SLU229 name is not valid
    8 |     dag: { tasks: [{ name: 1a, template: job }, { name: b, template: job, depends: 1a }] }
      |                            ^^
  In a DAG whose tasks wait for each other no name begins with a digit. Call it t1a, for example.
web.yaml:11:54 error SLU227 name is used twice
   11 |       parameters: [{ name: x, default: "" }, { name: x, default: "" }]
      |                                                      ^
  There is a parameter x already. Give this one another name, or remove it.
  web.yaml:11:28 the first parameter x is here
   11 |       parameters: [{ name: x, default: "" }, { name: x, default: "" }]
      |                            ^
web.yaml:12:37 error SLU235 settings contradict each other
   12 |       artifacts: [{ name: in, path: /data, raw: { data: x } }]
      |                                     ^^^^^
  Something else stands at /data already. Give this another path.
  web.yaml:14:68 it is here
   14 |     container: { image: tool, volumeMounts: [{ name: v, mountPath: /data }] }
      |                                                                    ^^^^^
web.yaml:13:24 error SLU229 name is not valid
   13 |     sidecars: [{ name: supervisor, image: tool }]
      |                        ^^^^^^^^^^
  The pod has a container supervisor of the controller's own. Give this one another name.
`);
});

describe('workflow-templates-whole', () => {
  check('takes outputs from where they come', workflow(`
entrypoint: main
templates:
- name: main
  steps: [[{ name: a, template: job }]]
  outputs: { parameters: [{ name: v, valueFrom: { parameter: "{{steps.a.outputs.parameters.v}}" } }, { name: w, valueFrom: { expression: "steps.a.outputs.parameters.v" } }] }
- name: job
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }, { name: fixed, value: x }] }
  container: { image: tool }
- name: ask
  outputs: { parameters: [{ name: go, valueFrom: { supplied: {} } }] }
  suspend: {}`), '');
  check('says where outputs come from', workflow(`
entrypoint: main
templates:
- name: main
  steps: [[{ name: a, template: job }]]
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
- name: job
  outputs:
    parameters:
    - { name: none }
    - { name: empty, valueFrom: {} }
    - { name: two, valueFrom: { path: /v, parameter: x } }
    - { name: both, value: x, valueFrom: { path: /v } }
  container: { image: tool }
- name: get
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
  resource: { action: get }`), `
web.yaml:9:40 error SLU249 output has no source
    9 |     outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
      |                                        ^^^^^^^^^
  An output of steps comes from parameter or expression. Write valueFrom: { parameter:
  "{{steps.NAME.outputs.parameters.NAME}}" }.
web.yaml:13:9 error SLU249 output has no source
   13 |       - { name: none }
      |         ^^^^^^^^^^^^^^
  The output none has neither valueFrom nor value, so nothing would ever set it. Say where it comes
  from, as in valueFrom: { path: /tmp/out }.
web.yaml:14:24 error SLU249 output has no source
   14 |       - { name: empty, valueFrom: {} }
      |                        ^^^^^^^^^
  An output of a container comes from path. Write valueFrom: { path: /tmp/out }.
web.yaml:15:45 error SLU235 settings contradict each other
   15 |       - { name: two, valueFrom: { path: /v, parameter: x } }
      |                                             ^^^^^^^^^
  The output two comes from one of these, but here are path and parameter. Keep one of them.
web.yaml:16:23 error SLU235 settings contradict each other
   16 |       - { name: both, value: x, valueFrom: { path: /v } }
      |                       ^^^^^
  The output both has value and valueFrom. Keep one of them.
web.yaml:19:40 error SLU249 output has no source
   19 |     outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
      |                                        ^^^^^^^^^
  An output of a resource comes from jqFilter or jsonPath. Write valueFrom: { jqFilter:
  .status.phase }.
`);
  check('needs images, and conditions of hooks', workflow(`
entrypoint: main
templates:
- name: main
  steps: [[{ name: a, template: job, hooks: { running: { template: job } } }]]
- name: job
  script: { command: [sh], source: date }`), `
web.yaml:8:49 note SLU267 hook is not heard or not run
    8 |     steps: [[{ name: a, template: job, hooks: { running: { template: job } } }]]
      |                                                 ^^^^^^^
  If this hook fails, nothing comes of it: a counts as it ended itself. What must not fail unseen,
  or must run in any case, belongs into a step of its own.
web.yaml:8:49 error SLU303 required field is missing
    8 |     steps: [[{ name: a, template: job, hooks: { running: { template: job } } }]]
      |                                                 ^^^^^^^
  The hook running has no expression, so nothing says when it runs. Add one; only the hook exit
  needs none.
web.yaml:10:5 error SLU241 pod cannot be made
   10 |     script: { command: [sh], source: date }
      |     ^^^^^^
  The container has no image, so no pod can be made of it. Add one.
`);
});

describe('workflow-arguments-valid', () => {
  check('takes arguments that are whole', workflow(`
entrypoint: main
arguments:
  parameters: [{ name: size, value: big, enum: [big, small] }, { name: other }]
  artifacts: [{ name: a, raw: { data: x } }]
templates:
- name: main
  container: { image: tool }`), '');
  check('looks at names, sources and choices', workflow(`
entrypoint: main
arguments:
  parameters:
  - { name: size, value: bigg, enum: [big, small] }
  - { name: size, value: x }
  - { name: from, valueFrom: { path: /x } }
  artifacts: [{ name: a }]
templates:
- name: main
  steps:
  - - name: a
      template: pick
      arguments:
        parameters: [{ name: color, value: pink }]
        artifacts: [{ name: in, from: "{{inputs.artifacts.in}}", fromExpression: inputs.artifacts.in }]
- name: pick
  inputs: { parameters: [{ name: color, enum: [red, blue] }], artifacts: [{ name: in, path: /in }] }
  container: { image: tool }`), `
web.yaml:8:28 error SLU304 value is not one of those allowed
    8 |     - { name: size, value: bigg, enum: [big, small] }
      |                            ^^^^
  The value is "bigg", and the choices are big, small. Take one of them, or add it to enum. Did you
  mean big?
web.yaml:9:15 error SLU227 name is used twice
    9 |     - { name: size, value: x }
      |               ^^^^
  There is a parameter size already. Give this one another name, or remove it.
  web.yaml:8:15 the first parameter size is here
    8 |     - { name: size, value: bigg, enum: [big, small] }
      |               ^^^^
web.yaml:10:34 error SLU235 settings contradict each other
   10 |     - { name: from, valueFrom: { path: /x } }
      |                                  ^^^^
  An argument comes from configMapKeyRef, event or supplied; path is for outputs. Write value, with
  the variable in it.
web.yaml:11:17 error SLU303 required field is missing
   11 |     artifacts: [{ name: a }]
      |                 ^^^^^^^^^^^
  The artifact a comes from nowhere. Say from: "{{steps.NAME.outputs.artifacts.NAME}}", or where it
  lies.
web.yaml:18:46 warning SLU270 value is not among the choices
   18 |           parameters: [{ name: color, value: pink }]
      |                                              ^^^^
  The input's choices are red, blue, and this is none of them. The controller does not refuse it:
  choices are for people who resume. Take one of them, or add this one.
web.yaml:19:42 error SLU247 variable leads nowhere
   19 | …  artifacts: [{ name: in, from: "{{inputs.artifacts.in}}", fromExpression: inputs.artifact…
      |                                   ^^^^^^^^^^^^^^^^^^^^^^^
  Nothing stands for {{inputs.artifacts.in}}. The template has no input artifact in.
web.yaml:19:68 error SLU235 settings contradict each other
   19 | … in, from: "{{inputs.artifacts.in}}", fromExpression: inputs.artifacts.in }]
      |                                        ^^^^^^^^^^^^^^
  An artifact comes from \`from\` or from \`fromExpression\`. Keep one of them.
`);
});
