import { expect, test } from 'vitest';
import { nodesOf } from '../../src/workflow/index.ts';
import { checkRun, programOf, runToEnd } from './check.ts';

const named = (name: string): string => `entrypoint: main
templates:
- name: main
  steps: [[{ name: a, template: job, arguments: { parameters: [{ name: who, value: me }] } }]]
- name: job
  annotations: { workflows.argoproj.io/display-name: "${name}" }
  inputs: { parameters: [{ name: who }] }
  container: { image: tool }`;

test('a template says how its nodes are shown', () => {
  const { memory } = runToEnd(programOf(named('for-{{inputs.parameters.who}}')));
  expect([...nodesOf(memory.nodes)].map(({ displayName }) => displayName)).toEqual(['w', '[0]', 'for-me']);
});

checkRun('but not with signs', { spec: named('for {{inputs.parameters.who}}') }, `
    Failed (step group deemed errored due to child w[0].a error: displayName must match the regex ^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$)
    w Steps Failed (step group deemed errored due to child w[0].a error: displayName must match the regex ^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$)
    w[0].a Pod Error who=me (displayName must match the regex ^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$)
    pods: w[0].a`);
