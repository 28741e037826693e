import { describe } from 'vitest';
import { check, workflow } from './check.ts';

describe('workflow-recursion', () => {
  check('takes recursion that may end', workflow(`
entrypoint: main
templates:
- name: main
  steps: [[{ name: a, template: flip }], [{ name: again, template: main, when: "{{steps.a.exitCode}} == 1" }]]
- name: flip
  container: { image: tool }`), '');
  check('warns of one that does not', workflow(`
entrypoint: main
templates:
- name: main
  steps: [[{ name: a, template: other }]]
- name: other
  dag: { tasks: [{ name: b, template: main }] }`), `
web.yaml:8:35 warning SLU253 recursion may have no end
    8 |     steps: [[{ name: a, template: other }]]
      |                                   ^^^^^
  The template main runs itself again, and no when ends that: at a depth of about 100 the Workflow
  fails. Give the step a when that becomes false.
web.yaml:10:41 warning SLU253 recursion may have no end
   10 |     dag: { tasks: [{ name: b, template: main }] }
      |                                         ^^^^
  The template other runs itself again, and no when ends that: at a depth of about 100 the Workflow
  fails. Give the step a when that becomes false.
`);
});

describe('workflow-retries', () => {
  check('takes what has an end, and retries all', workflow(`
entrypoint: job
templates:
- name: job
  retryStrategy: { limit: 2, retryPolicy: Always, backoff: { duration: 5s, factor: 2, maxDuration: 1h30m } }
  container: { image: tool }
- name: judged
  retryStrategy: { expression: lastRetry.exitCode == '2' }
  container: { image: tool }
- name: hold
  suspend: { duration: "30" }`), '');
  check('says which failures are left out, and what never ends', workflow(`
entrypoint: job
retryStrategy: {}
templates:
- name: job
  retryStrategy: { limit: 2, retryPolicy: OnError }
  container: { image: tool }
- name: other
  retryStrategy: { limit: 2, retryPolicy: OnTransientError, backoff: { duration: 1 minute, maxDuration: 1d } }
  container: { image: tool, args: ["{{inputs.parameters.x}}"] }
  inputs: { parameters: [{ name: x, default: "" }] }
  timeout: soon
- name: hold
  suspend: { duration: 2 weeks }`), `
web.yaml:6:3 note SLU261 failures of one kind are not tried again
    6 |   retryStrategy: {}
      |   ^^^^^^^^^^^^^
  Failures of the program are tried again, Errors are not: a pod that was deleted or evicted, a node
  that was lost, an output or artifact that could not be saved. Add retryPolicy: Always to have
  those tried again too.
web.yaml:6:3 warning SLU272 tried again without end
    6 |   retryStrategy: {}
      |   ^^^^^^^^^^^^^
  Without a limit, what fails each time is tried for ever, a pod after the other. Add limit, or
  backoff with a maxDuration.
web.yaml:9:32 note SLU261 failures of one kind are not tried again
    9 |     retryStrategy: { limit: 2, retryPolicy: OnError }
      |                                ^^^^^^^^^^^
  Only Errors are tried again, such as a pod that was deleted. A program that ends with an exit code
  other than 0 has failed, and is not. Write retryPolicy: Always to have both tried again.
web.yaml:12:32 note SLU261 failures of one kind are not tried again
   12 |     retryStrategy: { limit: 2, retryPolicy: OnTransientError, backoff: { duration: 1 minute…
      |                                ^^^^^^^^^^^
  Only what the controller takes for a passing trouble of the cluster is tried again. A program that
  ends with an exit code other than 0 is not. Write retryPolicy: Always to have everything tried
  again.
web.yaml:12:84 warning SLU271 duration cannot be read
   12 | …: OnTransientError, backoff: { duration: 1 minute, maxDuration: 1d } }
      |                                           ^^^^^^^^
  "1 minute" is no duration, so the Workflow fails when it comes here. Write a number of seconds, or
  units as in 1h30m: h, m, s and ms; days and weeks are none.
web.yaml:12:107 warning SLU271 duration cannot be read
   12 | …backoff: { duration: 1 minute, maxDuration: 1d } }
      |                                              ^^
  "1d" is no duration, so the Workflow fails when it comes here. Write a number of seconds, or units
  as in 1h30m: h, m, s and ms; days and weeks are none.
web.yaml:15:14 warning SLU271 duration cannot be read
   15 |     timeout: soon
      |              ^^^^
  "soon" is no duration, so the Workflow fails when it comes here. Write a number of seconds, or
  units as in 1h30m: h, m, s and ms; days and weeks are none.
web.yaml:17:26 warning SLU271 duration cannot be read
   17 |     suspend: { duration: 2 weeks }
      |                          ^^^^^^^
  "2 weeks" is no duration, so the Workflow fails when it comes here. Write a number of seconds, or
  units as in 1h30m: h, m, s and ms; days and weeks are none.
`);
});

describe('workflow-scheduling', () => {
  check('takes what a template says in full', workflow(`
entrypoint: job
nodeSelector: { disk: ssd }
tolerations: [{ key: gpu, operator: Exists }]
templates:
- name: job
  nodeSelector: { disk: ssd, zone: a }
  tolerations: [{ key: gpu, operator: Exists }, { key: spot, operator: Exists }]
  container: { image: tool }
- name: plain
  container: { image: tool }`), '');
  check('warns of what falls away', workflow(`
entrypoint: job
nodeSelector: { disk: ssd, zone: a }
tolerations: [{ key: gpu, operator: Exists }]
affinity: { nodeAffinity: {} }
securityContext: { runAsNonRoot: true }
templates:
- name: job
  nodeSelector: { zone: b }
  tolerations: [{ key: spot, operator: Exists }]
  affinity: { podAffinity: {} }
  securityContext: { fsGroup: 1 }
  container: { image: tool }`), `
web.yaml:12:5 warning SLU262 setting replaces that of the Workflow
   12 |     nodeSelector: { zone: b }
      |     ^^^^^^^^^^^^
  What stands here counts in place of the Workflow's nodeSelector, and is not added to it: pods of
  this template lose disk. Repeat here what is to count too.
  web.yaml:6:3 the Workflow sets it here
    6 |   nodeSelector: { disk: ssd, zone: a }
      |   ^^^^^^^^^^^^
web.yaml:13:5 warning SLU262 setting replaces that of the Workflow
   13 |     tolerations: [{ key: spot, operator: Exists }]
      |     ^^^^^^^^^^^
  What stands here counts in place of the Workflow's tolerations, and is not added to it: pods of
  this template lose gpu. Repeat here what is to count too.
  web.yaml:7:3 the Workflow sets it here
    7 |   tolerations: [{ key: gpu, operator: Exists }]
      |   ^^^^^^^^^^^
web.yaml:14:5 warning SLU262 setting replaces that of the Workflow
   14 |     affinity: { podAffinity: {} }
      |     ^^^^^^^^
  What stands here counts in place of the Workflow's affinity, and is not added to it: pods of this
  template lose nodeAffinity. Repeat here what is to count too.
  web.yaml:8:3 the Workflow sets it here
    8 |   affinity: { nodeAffinity: {} }
      |   ^^^^^^^^
web.yaml:15:5 warning SLU262 setting replaces that of the Workflow
   15 |     securityContext: { fsGroup: 1 }
      |     ^^^^^^^^^^^^^^^
  What stands here counts in place of the Workflow's securityContext, and is not added to it: pods
  of this template lose runAsNonRoot. Repeat here what is to count too.
  web.yaml:9:3 the Workflow sets it here
    9 |   securityContext: { runAsNonRoot: true }
      |   ^^^^^^^^^^^^^^^
`);
});

describe('workflow-handlers', () => {
  check('has nothing to say of Workflows without', workflow(`
entrypoint: job
templates:
- name: job
  container: { image: tool }`), '');
  check('tells what a failing handler does', workflow(`
entrypoint: main
onExit: tell
templates:
- name: main
  steps:
  - - { name: a, template: tell, onExit: tell }
    - { name: b, template: tell, when: 1 < 2, hooks: { running: { expression: "true", template: tell } } }
- name: tell
  container: { image: tool, args: ["{{workflow.failures}}"] }`), `
web.yaml:6:3 note SLU266 handler decides how the Workflow ends
    6 |   onExit: tell
      |   ^^^^^^
  If the exit handler fails, the Workflow fails, even when all its steps have succeeded. Where it
  does not matter that much, run its steps with continueOn: { failed: true, error: true }.
web.yaml:10:36 note SLU267 hook is not heard or not run
   10 |     - - { name: a, template: tell, onExit: tell }
      |                                    ^^^^^^
  If this hook fails, nothing comes of it: a counts as it ended itself. What must not fail unseen,
  or must run in any case, belongs into a step of its own.
web.yaml:11:58 note SLU267 hook is not heard or not run
   11 | …b, template: tell, when: 1 < 2, hooks: { running: { expression: "true", template: tell } }…
      |                                           ^^^^^^^
  If this hook fails, nothing comes of it: b counts as it ended itself. When b is skipped by its
  when, it does not run at all. What must not fail unseen, or must run in any case, belongs into a
  step of its own.
web.yaml:13:39 note SLU268 value comes in quotes
   13 |     container: { image: tool, args: ["{{workflow.failures}}"] }
      |                                       ^^^^^^^^^^^^^^^^^^^^^
  {{workflow.failures}} is a JSON text within quotes, its own quotes escaped, and no list by itself.
  Read it twice as JSON: jq fromjson, for example.
`);
});

describe('workflow-start-order', () => {
  check('takes what begins as it is written', workflow(`
entrypoint: main
templates:
- name: main
  parallelism: 1
  dag: { tasks: [{ name: a, template: job }, { name: b, template: job }, { name: c, template: job, depends: b }] }
- name: job
  container: { image: tool }`), '');
  check('says what begins first', workflow(`
entrypoint: main
parallelism: 2
templates:
- name: main
  dag: { tasks: [{ name: wash, template: job }, { name: iron, template: job }, { name: buy, template: job }, { name: end, template: job, depends: wash }] }
- name: job
  container: { image: tool }`), `
web.yaml:6:3 note SLU269 tasks begin in another order
    6 |   parallelism: 2
      |   ^^^^^^^^^^^
  The first to begin are not those written first but buy, wash: the controller goes depth first from
  the tasks that nothing waits for, by their names. Where the order matters, say it with depends.
`);
});

describe('workflow-config-found', () => {
  check('looks for semaphores', workflow(`
entrypoint: job
synchronization: { semaphores: [{ configMapKeyRef: { name: limits, key: all } }] }
templates:
- name: job
  synchronization: { semaphores: [{ configMapKeyRef: { name: absent, key: press } }] }
  container: { image: tool }`), `
web.yaml:6:62 warning SLU205 reference leads out of these manifests
    6 |   synchronization: { semaphores: [{ configMapKeyRef: { name: limits, key: all } }] }
      |                                                              ^^^^^^
  The ConfigMap limits, which says how many may hold the semaphore, is not among these manifests in
  namespace default. If it is not in the cluster either, the Workflow ends in an error. Add its file
  to the command, or correct the name.
web.yaml:9:64 warning SLU205 reference leads out of these manifests
    9 |     synchronization: { semaphores: [{ configMapKeyRef: { name: absent, key: press } }] }
      |                                                                ^^^^^^
  The ConfigMap absent, which says how many may hold the semaphore, is not among these manifests in
  namespace default. If it is not in the cluster either, the Workflow ends in an error. Add its file
  to the command, or correct the name.
`);
});
