import { describe, expect, test } from 'vitest';
import { podRunner, WorkflowSimulation } from '../../src/plan/index.ts';
import { ModelCluster } from '../../src/world/index.ts';
import { planWorkflow } from '../../src/plan/workflow-plan.ts';
import { programOf } from '../workflow/check.ts';
import { checkWorkflow } from './check-workflow.ts';

const diamond = `
entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - {name: a, template: job}
    - {name: b, template: job, depends: a}
    - {name: c, template: job, depends: a}
    - {name: d, template: job, depends: b && c}
`;

const each = (items: string): string => `
entrypoint: main
templates:
- name: main
  steps:
  - - {name: each, template: job, withItems: ${items}, arguments: {parameters: [{name: x, value: "{{item}}"}]}}
  - - {name: last, template: job}
`;

const asks = `
entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - {name: gen, template: say}
    - {name: each, template: job, depends: gen, withParam: "{{tasks.gen.outputs.result}}", arguments: {parameters: [{name: x, value: "{{item}}"}]}}
    - {name: maybe, template: job, depends: gen, when: "{{tasks.gen.outputs.result}} == go"}
    - {name: end, template: job, depends: each && maybe}
`;

const people = `
entrypoint: main
onExit: job
templates:
- {name: gate, suspend: {}, inputs: {parameters: [{name: go, default: "no", enum: ["yes", "no"]}]}, outputs: {parameters: [{name: go, valueFrom: {supplied: {}}}]}}
- {name: pause, suspend: {duration: 30s}}
- name: main
  steps:
  - - {name: a, template: job}
  - - {name: approve, template: gate}
    - {name: wait, template: pause}
  - - {name: b, template: job, arguments: {parameters: [{name: x, value: "{{steps.approve.outputs.parameters.go}}"}]}}
`;

const failing = `
entrypoint: main
onExit: job
templates:
- {name: shaky, retryStrategy: {limit: 2, backoff: {duration: 5s, factor: 2}}, activeDeadlineSeconds: 60, container: {image: "tool:1"}}
- name: main
  dag:
    tasks:
    - {name: a, template: shaky}
    - {name: b, template: job, depends: a}
    - {name: undo, template: job, depends: a.Failed}
    - {name: c, template: job, continueOn: {failed: true}}
    - {name: d, template: job, depends: c}
`;

describe('stages of Workflows', () => {
  checkWorkflow('wait for what the DAG says', {
    spec: diamond,
    shows: 'stages',
    reads: `
      .: dag in 1
      .a: pod in 1
      .b: pod in 2 | after .a
      .c: pod in 2 | after .a
      .d: pod in 3 | after .b .c`,
  });
  checkWorkflow('of few items are one each', {
    spec: each('[x, z]'),
    shows: 'stages',
    reads: `
      .: steps in 1
      [0].each(0:x): pod in 1
      [0].each(1:z): pod in 1
      [1].last: pod in 2 | after [0].each(0:x) [0].each(1:z)`,
  });
  checkWorkflow('of many items are one, with some of their names', {
    spec: each('[a, b, c, d, e, f, g, h]'),
    shows: 'stages',
    reads: `
      .: steps in 1
      [0].each(0:a): pod in 1 | x 8: a b c f g h
      [1].last: pod in 2 | after [0].each(0:a)`,
  });
  checkWorkflow('say which step will tell what is not known', {
    spec: asks,
    shows: 'stages',
    reads: `
      .: dag in 1
      .gen: pod in 1
      .each(?): pod in 2 | after .gen | x (step "gen")
      .maybe: pod in 2 | after .gen | if (step "gen")
      .end: pod in 3 | after .each(?) .maybe`,
  });
  checkWorkflow('of hooks follow what they are hooks of', {
    spec: `
entrypoint: main
onExit: job
templates:
- name: main
  steps:
  - - {name: a, template: job, hooks: {exit: {template: job}}}
  - - {name: b, template: job}
`,
    shows: 'stages',
    reads: `
      .: steps in 1
      [0].a: pod in 1
      [0].a.onExit: pod in 2 | after [0].a | hook exit of [0].a
      [1].b: pod in 3 | after [0].a [0].a.onExit
      .onExit: pod in 4 | after . | hook exit of .`,
  });
  checkWorkflow('that only a failure brings on are told', {
    spec: failing,
    shows: 'stages',
    reads: `
      .: dag in 1
      .a: pod in 1
      .c: pod in 1
      .b: pod in 2 | after .a
      .d: pod in 2 | after .c
      .undo: skipped in 2 | after .a | Omitted
      .onExit: pod in 3 | after . | hook exit of .`,
  });
});

describe('pods of Workflows', () => {
  checkWorkflow('hold what is known, and say what is not', {
    spec: asks,
    shows: 'pods',
    reads: `
      .gen: main tool:1 echo
      .each(?): main tool:1 (known after apply: step "gen")
      .maybe: main tool:1
      .end: main tool:1`,
  });
  checkWorkflow('that wait for a person do not know what it will say', {
    spec: people,
    shows: 'pods',
    reads: `
      [0].a: main tool:1
      [2].b: main tool:1 (known after apply: whoever resumes "approve")
      .onExit: main tool:1`,
  });
});

describe('failures of Workflows', () => {
  checkWorkflow('lead to retries, other branches, or nothing', {
    spec: failing,
    shows: 'failures',
    reads: `
      .a: 3 times (OnFailure, 5 s apart, 2 times as long each time) | Failed | lost .b | instead .undo
      .c: 1 times | continues | Succeeded
      .b: 1 times | Failed
      .d: 1 times | Failed
      .onExit: 1 times | Failed`,
  });
});

describe('failures of stages that are not sure to run', () => {
  checkWorkflow('are told as if they ran', {
    spec: asks,
    shows: 'failures',
    reads: `
      .gen: 1 times | Failed | lost .each(?) .maybe .end
      .each(?): 1 times | Failed | lost .end
      .maybe: 1 times | Failed | lost .end
      .end: 1 times | Failed`,
  });
});

describe('totals of Workflows', () => {
  checkWorkflow('of a diamond', {
    spec: diamond,
    shows: 'totals',
    reads: `
      pods 4, conditional 0, worst 4, waves 3, approvals 0
      at once 2: cpu=200m memory=2Mi
      longest .a .b .d
      time 0 to any`,
  });
  checkWorkflow('of a loop whose parallelism is limited', {
    spec: each('[a, b, c, d, e, f, g, h]').replace('  steps:', '  parallelism: 3\n  steps:'),
    shows: 'totals',
    reads: `
      pods 9, conditional 0, worst 9, waves 2, approvals 0
      at once 3: cpu=300m memory=3Mi
      longest [0].each(0:a) [1].last
      time 0 to any`,
  });
  checkWorkflow('of a width that is not known', {
    spec: asks,
    shows: 'totals',
    reads: `
      pods 4, conditional 1, worst any, waves 3, approvals 0
      width step "gen"
      at once 2: cpu=200m memory=2Mi
      longest .gen .each(?) .end
      time 0 to any`,
  });
  checkWorkflow('of people and timers', {
    spec: people,
    shows: 'totals',
    reads: `
      pods 3, conditional 0, worst 3, waves 4, approvals 1
      at once 1: cpu=100m memory=1Mi
      longest [0].a [1].wait [2].b .onExit
      time 30 to any`,
  });
  checkWorkflow('of retries, each with its deadline', {
    spec: `
entrypoint: main
templates:
- {name: main, retryStrategy: {limit: 2, backoff: {duration: 5s, factor: 2}}, activeDeadlineSeconds: 60, container: {image: "tool:1"}}
`,
    shows: 'totals',
    reads: `
      pods 1, conditional 0, worst 3, waves 1, approvals 0
      at once 1:
      longest .
      time 0 to 195`,
  });
});

describe('Workflows against an older manifest', () => {
  checkWorkflow('have new, changed and gone stages', {
    from: diamond,
    spec: diamond.replace('{name: d, template: job, depends: b && c}', '{name: d, template: job, depends: b && c, arguments: {parameters: [{name: x, value: z}]}}').replace('{name: c, template: job, depends: a}', '{name: e, template: say, depends: a}').replace('b && c', 'b && e'),
    shows: 'differences',
    reads: `
      + .e
      ~ .d through job: needs.1 "default/Workflow/w/.c" -> "default/Workflow/w/.e", depends "b && c" -> "b && e", pod.containers.0.args.0 "" -> "z", inputs.x "" -> "z"
      - .c`,
  });
});

describe('simulated Workflows', () => {
  checkWorkflow('end as the scenario says', {
    spec: failing,
    scenario: `
steps:
- {template: shaky, exitCode: [1, 1, 0], seconds: 2}
- {node: .c, exitCode: 3, seconds: 1}
`,
    shows: 'ends',
    reads: `
      Succeeded
      .a: Succeeded at 0 s for 21 s
      .a(0): Failed at 0 s for 2 s main: Error (exit code 1)
      .c: Failed at 0 s for 1 s main: Error (exit code 3)
      .d: Succeeded at 1 s for 0.3 s
      .a(1): Failed at 7 s for 2 s main: Error (exit code 1)
      .a(2): Succeeded at 19 s for 2 s
      .b: Succeeded at 21 s for 0.3 s
      .undo: Omitted at 21 s for 0 s omitted: depends condition not met
      .onExit: Succeeded at 21.3 s for 0.3 s`,
  });
  checkWorkflow('have people who act', {
    spec: people,
    scenario: `
actions:
- {when: {node: "[1].approve", phase: Running}, do: set go=yes}
- {when: {node: "[1].approve"}, do: resume, after: 10s}
`,
    shows: 'ends',
    reads: `
      Succeeded
      [0].a: Succeeded at 0 s for 0.3 s
      [1].approve: Succeeded at 0.3 s for 10.3 s Resumed by:
      [1].wait: Succeeded at 0.3 s for 30 s
      [2].b: Succeeded at 30.3 s for 0.3 s
      .onExit: Succeeded at 30.6 s for 0.3 s
      set go=yes at 0.6 s
      resume at 10.6 s`,
  });
  checkWorkflow('that are stopped end Failed', {
    spec: people,
    scenario: `
actions:
- {do: stop, after: 1}
`,
    shows: 'ends',
    reads: `
      Failed Stopped with strategy 'Stop'
      [0].a: Succeeded at 0 s for 0.3 s
      [1].approve: Failed at 0.3 s for 0.7 s Stopped with strategy 'Stop'
      [1].wait: Failed at 0.3 s for 0.7 s Stopped with strategy 'Stop'
      .onExit: Succeeded at 1 s for 0.3 s
      stop at 1 s`,
  });
});

describe('retries without a limit', () => {
  test('of what always fails are told, and not followed for ever', () => {
    const program = programOf('entrypoint: main\ntemplates:\n- name: main\n  retryStrategy: {retryPolicy: Always}\n  steps: [[{name: a, template: job}]]\n  outputs: {parameters: [{name: o, valueFrom: {parameter: "{{steps.x.outputs.result}}"}}]}\n- name: job\n  container: {image: tool}');
    const cluster = new ModelCluster(0);
    cluster.setRunner(podRunner([], 'unknown'));
    const simulation = new WorkflowSimulation(program, cluster, null, { mostAttempts: 20 });
    expect(simulation.toRest()).toMatchObject({ outcome: null, endless: 'w' });
  });

  test('are not those with a limit, however high', () => {
    const program = programOf('entrypoint: main\ntemplates:\n- name: main\n  retryStrategy: {limit: 150, retryPolicy: Always}\n  steps: [[{name: a, template: job}]]\n  outputs: {parameters: [{name: o, valueFrom: {parameter: "{{steps.x.outputs.result}}"}}]}\n- name: job\n  container: {image: tool}');
    const cluster = new ModelCluster(0);
    cluster.setRunner(podRunner([], 'unknown'));
    expect(new WorkflowSimulation(program, cluster, null, { mostAttempts: 20 }).toRest()).toMatchObject({ outcome: 'Error', endless: null });
  });

  test('end nothing by a failure within them', () => {
    const text = 'entrypoint: main\ntemplates:\n- name: main\n  retryStrategy: {retryPolicy: Always}\n  steps: [[{name: a, template: job}]]\n- name: job\n  container: {image: tool}';
    const plan = planWorkflow(programOf(text), null, { steps: [], actions: null, unlisted: 'unknown', language: null, alternatives: true, wholeLoops: false });
    expect(plan.phase).toBe('Succeeded');
    expect(plan.stages.find(({ title }) => title === 'a')?.onFailure).toMatchObject({ attempts: 1, phase: '' });
  });
});
