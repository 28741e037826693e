import { describe, expect, test } from 'vitest';
import { lintText, workflow } from './check.ts';

/** A Workflow whose template `main` is given, with others that it may run. */
function main(lines: string): string {
  return `entrypoint: main
templates:
- name: main
${lines.trim().replace(/^/gm, '  ')}
- name: job
  container: { image: tool }
- name: give
  container: { image: tool }
  outputs: { parameters: [{ name: v, valueFrom: { path: /v } }] }
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool, args: ["{{inputs.parameters.text}}"] }`;
}

/** Steps of which the last notes a text. */
function noting(steps: string, text: string): string {
  return main(`steps:\n${steps}\n- - { name: last, template: note, arguments: { parameters: [{ name: text, value: "${text}" }] } }`);
}

/** What the controller or the API server refuses, with the code of the error that says so; null: it is taken. */
const cases: readonly (readonly [string, string, string | null])[] = [
  ['a template without a name', `${main('container: { image: tool }')}\n- container: { image: tool }`, 'SLU303'],
  ['a template with a name of more than 128 characters', `${main('container: { image: tool }')}\n- { name: ${'a'.repeat(129)}, container: { image: tool } }`, 'SLU228'],
  ['an argument that has a default alone', `arguments: { parameters: [{ name: a, valueFrom: { default: x } }] }\n${main('container: { image: tool }')}`, 'SLU235'],
  ['an argument of a step without a value', main('steps: [[{ name: a, template: note, arguments: { parameters: [{ name: text }] } }]]'), 'SLU303'],
  ['two steps of one name in two groups', main('steps: [[{ name: a, template: job }], [{ name: a, template: job }]]'), 'SLU227'],
  ['a step without a name', main('steps: [[{ template: job }]]'), 'SLU303'],
  ['a step that runs nothing', main('steps: [[{ name: a }]]'), 'SLU303'],
  ['what is suspended with a timeout', main('timeout: 10s\nsuspend: {}'), 'SLU235'],
  ['what is suspended with a deadline', main('activeDeadlineSeconds: 10\nsuspend: {}'), null],
  ['a deadline below 0', main('activeDeadlineSeconds: -1\ncontainer: { image: tool }'), 'SLU304'],
  ['a deadline that is no number', main('activeDeadlineSeconds: soon\ncontainer: { image: tool }'), 'SLU304'],
  ['a deadline that is filled in', main('activeDeadlineSeconds: "{{workflow.duration}}"\ncontainer: { image: tool }'), null],
  ['pods with other resources than theirs', `podResources: { limits: { gpu: 1 } }\n${main('container: { image: tool }')}`, 'SLU304'],
  ['claims of what makes no pod', main('resourceClaims: [{ name: g, resourceClaimName: x }]\nsuspend: {}'), 'SLU235'],
  ['a set without containers', main('containerSet: { containers: [] }'), 'SLU303'],
  ['a published name with a dot', main('container: { image: tool }\noutputs: { parameters: [{ name: a, globalName: a.b, valueFrom: { path: /a } }] }'), 'SLU229'],
  ['a published artifact with a dot', main('container: { image: tool }\noutputs: { artifacts: [{ name: a, globalName: a.b, path: /a }] }'), 'SLU229'],
  ['the pod of steps', noting('- - { name: a, template: job }', '{{pod.name}}'), 'SLU247'],
  ['the pod of a container', main('container: { image: tool, args: ["{{pod.name}}"] }'), null],
  ['more of a pod than its name', main('container: { image: tool, args: ["{{pod.ip}}"] }'), 'SLU247'],
  ['a part of an input', main('inputs: { parameters: [{ name: a, value: x }] }\ncontainer: { image: tool, args: ["{{inputs.parameters.a.b}}"] }'), 'SLU247'],
  ['the path of an artifact of steps', main('inputs: { artifacts: [{ name: a, raw: { data: x } }] }\nsteps: [[{ name: b, template: note, arguments: { parameters: [{ name: text, value: "{{inputs.artifacts.a.path}}" }] } }]]'), 'SLU247'],
  ['the path of an artifact of a container', main('inputs: { artifacts: [{ name: a, path: /a, raw: { data: x } }] }\ncontainer: { image: tool, args: ["{{inputs.artifacts.a.path}}"] }'), null],
  ['a step as such', noting('- - { name: a, template: job }', '{{steps.a}}'), 'SLU247'],
  ['all outputs of a sequence', noting('- - { name: a, template: give, withSequence: { count: 2 } }', '{{steps.a.outputs.parameters}}'), 'SLU247'],
  ['one output of a sequence', noting('- - { name: a, template: give, withSequence: { count: 2 } }', '{{steps.a.outputs.parameters.v}}'), null],
  ['all outputs of a loop', noting('- - { name: a, template: give, withItems: [1, 2] }', '{{steps.a.outputs.parameters}}'), null],
  ['own outputs in a hook of a step', main('steps: [[{ name: a, template: give, hooks: { began: { expression: "true", template: note, arguments: { parameters: [{ name: text, value: "{{steps.a.outputs.parameters.v}}" }] } } } }]]'), 'SLU247'],
  ['own outputs in the exit handler of a step', main('steps: [[{ name: a, template: give, hooks: { exit: { template: note, arguments: { parameters: [{ name: text, value: "{{steps.a.outputs.parameters.v}}" }] } } } }]]'), null],
  ['own outputs in a hook of a task', main('dag: { tasks: [{ name: a, template: give, hooks: { began: { expression: "true", template: note, arguments: { parameters: [{ name: text, value: "{{tasks.a.outputs.parameters.v}}" }] } } } }] }'), null],
  ['its own state in a task', main('dag: { tasks: [{ name: a, template: note, arguments: { parameters: [{ name: text, value: "is {{tasks.a.status}}" }] } }] }'), 'SLU247'],
  ['the state of a task in outputs', main('dag: { tasks: [{ name: a, template: job }] }\noutputs: { parameters: [{ name: s, valueFrom: { parameter: "{{tasks.a.status}}" } }] }'), 'SLU247'],
  ['the state of a step in outputs', main('steps: [[{ name: a, template: job }]]\noutputs: { parameters: [{ name: s, valueFrom: { parameter: "{{steps.a.status}}" } }] }'), null],
];

describe('what the reference refuses is an error', () => {
  test.each(cases)('%s', async (_, spec, code) => {
    const errors = (await lintText(workflow(spec))).filter(({ severity }) => severity === 'error').map((one) => one.code);
    expect(errors).toEqual(code === null ? [] : [code]);
  });
});
