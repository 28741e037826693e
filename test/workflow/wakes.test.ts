import { expect, test } from 'vitest';
import { podRunner } from '../../src/plan/index.ts';
import { nodesOf } from '../../src/workflow/index.ts';
import { programOf } from './check.ts';
import { plainOf, tell } from './story.ts';

const templates = `
templates:
- name: job
  container: { image: tool }
- name: alone
  synchronization: { mutexes: [{ name: only }] }
  container: { image: tool }
- name: tried
  retryStrategy: { limit: 1, backoff: { duration: 10s } }
  container: { image: tool }
- name: server
  daemon: true
  container: { image: tool }
- name: gate
  suspend: {}
- name: pause
  suspend: { duration: 5s }`;

/** What ends how, when the Workflow is carried out with what is kept between decisions and without; pods of the nodes that are named fail. */
function check(name: string, spec: string, ends: string, { fails = 'none', lasts = false }: { readonly fails?: string; readonly lasts?: boolean } = {}): void {
  test(name, () => {
    const program = programOf(spec.replace('templates:', templates.trim()));
    const runner = () => podRunner([{ node: fails, exitCode: 1, seconds: 1 }, ...(lasts ? [] : [{ node: '*', seconds: 1 }])], 'named');
    const story = tell(program, runner());
    expect(plainOf(tell(program, runner(), { forgets: true }))).toEqual(plainOf(story));
    const nodes = [...nodesOf(story.memory.nodes)].filter(({ type }) => type !== 'StepGroup' && type !== 'DAG' && type !== 'Steps');
    expect([story.outcome ?? 'never', ...nodes.map((node) => `${node.name.slice(1)} ${node.phase}`)].join(', ')).toBe(ends);
  });
}

check(
  'a lock of a task is free once the task has ended',
  `entrypoint: main
templates:
- name: main
  dag: { tasks: [{ name: a, template: alone }, { name: b, template: alone }] }`,
  'Succeeded, .a Succeeded, .b Succeeded',
);

check(
  'handlers of tasks begin when there is a place for them',
  `entrypoint: main
parallelism: 1
templates:
- name: main
  dag: { tasks: [{ name: a, template: job, hooks: { exit: { template: job } } }, { name: b, template: job, hooks: { exit: { template: job } } }] }`,
  'Succeeded, .a Succeeded, .a.onExit Succeeded, .b Succeeded, .b.onExit Succeeded',
);

check(
  'a time that a step waited for may come when its group is done',
  `entrypoint: main
activeDeadlineSeconds: 5
onExit: job
templates:
- name: main
  steps:
  - - { name: a, template: job }
    - { name: b, template: tried, continueOn: { failed: true } }
  - - { name: c, template: job }`,
  'Failed, [0].a Succeeded, [0].b Failed, [0].b(0) Failed, [1].c Failed, .onExit Succeeded',
  { fails: '*b(0)' },
);

check(
  'a task that waits for a lock is not waited for longer than its timeout',
  `entrypoint: main
templates:
- name: held
  synchronization: { mutexes: [{ name: only }] }
  steps: [[{ name: a, template: late }]]
- name: late
  timeout: 4s
  synchronization: { mutexes: [{ name: only }] }
  container: { image: tool }
- name: main
  steps: [[{ name: a, template: held }]]`,
  'Failed, [0].a[0].a Failed',
);

check(
  'hooks of a task that begins by itself are looked at',
  `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: pause, hooks: { begun: { template: job, expression: 'tasks.a.status == "Running"' } } }
    - { name: b, template: job, depends: a }`,
  'Succeeded, .a Succeeded, .a.hooks.begun Succeeded, .b Succeeded',
);

check(
  'the handler of a loop as a whole runs before what depends on it',
  `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: job, withItems: [x], hooks: { exit: { template: job } } }
    - { name: b, template: job, depends: a }`,
  'Succeeded, .a Succeeded, .a(0:x) Succeeded, .a(0:x).onExit Succeeded, .a.onExit Succeeded, .b Succeeded',
);

check(
  'what waits for a word of a daemon is looked at when the daemon ends',
  `entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - { name: a, template: server }
    - { name: b, template: job, depends: a, when: "{{tasks.a.outputs.result}} == x" }`,
  'Failed, .a Failed, .b Omitted',
  { fails: '.a' },
);

check(
  'a daemon of an earlier group is tried again when it fails',
  `entrypoint: main
templates:
- name: tried-server
  daemon: true
  retryStrategy: { limit: 1 }
  container: { image: tool }
- name: main
  steps:
  - - { name: a, template: tried-server }
  - - { name: b, template: pause }`,
  'Succeeded, [0].a Succeeded, [0].a(0) Failed, [1].b Succeeded, [0].a(1) Succeeded',
  { fails: '*(0)', lasts: true },
);

check(
  'a gate whose time is over waits for nobody',
  `entrypoint: main
activeDeadlineSeconds: 5
templates:
- name: main
  steps: [[{ name: a, template: gate }]]`,
  'Failed, [0].a Failed',
);

check(
  'a handler that found no place is told what has failed since',
  `entrypoint: main
parallelism: 1
onExit: told
templates:
- name: told
  inputs: { parameters: [{ name: failed, default: "{{workflow.failures}}" }] }
  container: { image: tool, args: ["{{workflow.failures}}"] }
- name: main
  failFast: true
  steps: [[{ name: a, template: job }]]`,
  'Failed, [0].a Failed, .onExit Succeeded',
  { fails: '*a' },
);

check(
  'a container that depends on one that is not there is none to fall over',
  `entrypoint: main
templates:
- name: main
  containerSet: { containers: [{ name: main, image: tool, command: [a], dependencies: [gone] }] }`,
  'Succeeded,  Succeeded, .main Succeeded',
);

check(
  'an item that is a daemon and is tried is looked at when its attempt ends',
  `entrypoint: main
templates:
- name: guard
  daemon: true
  retryStrategy: { limit: 0, retryPolicy: Always }
  synchronization: { mutexes: [{ name: only }] }
  container: { image: tool }
- name: main
  dag:
    tasks:
    - { name: a, template: guard, withItems: [1, 2], continueOn: { failed: true } }
    - { name: b, template: gate }`,
  'never, .a Failed, .a(0:1) Failed, .a(0:1)(0) Failed, .a(1:2) Running, .b Running, .a(1:2)(0) Failed',
);
