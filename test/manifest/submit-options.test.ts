import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import { readInventory, readPrograms, withSubmitOptions, type SubmitOptions } from '../../src/manifest/index.ts';
import type { WorkflowProgram } from '../../src/model/index.ts';

const workflow = `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  arguments: {parameters: [{name: a, value: "1"}, {name: b, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}
  templates: [{name: main, container: {image: a}}, {name: other, container: {image: b}}]
`;

const template = `
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: lib, namespace: ci}
spec:
  templates: [{name: main, container: {image: a}}]
`;

function workflowsOf(text: string, options: Partial<SubmitOptions>): readonly WorkflowProgram[] {
  const inventory = readInventory(readDocuments(text, 'w.yaml').value, { namespace: 'default' });
  const { programs } = readPrograms(withSubmitOptions(inventory, { parameters: new Map(), entrypoint: null, ...options }, 'default')).value;
  return programs.filter((program) => program.kind === 'Workflow');
}

describe('what is given with a Workflow', () => {
  it('sets parameters that it has, and adds others', () => {
    const [program] = workflowsOf(workflow, { parameters: new Map([['b', '2'], ['c', '3']]) });
    expect(program?.spec['arguments']).toEqual({ parameters: [{ name: 'a', value: '1' }, { name: 'b', value: '2' }, { name: 'c', value: '3' }] });
    expect(program?.resource.object.spec?.['arguments']).toEqual(program?.spec['arguments']);
  });

  it('sets the entrypoint', () => {
    expect(workflowsOf(workflow, { entrypoint: 'other' })[0]?.spec['entrypoint']).toBe('other');
  });

  it('makes a Workflow of a template that stands alone', () => {
    const [program] = workflowsOf(template, { entrypoint: 'main' });
    expect(program).toMatchObject({ name: 'lib-', generated: true, namespace: 'ci', labels: { 'workflows.argoproj.io/workflow-template': 'lib' } });
    expect([...(program?.sources.get('local/')?.templates.keys() ?? [])]).toEqual(['main']);
  });

  it('makes none beside a Workflow, without an entrypoint, or of a template that has not got it', () => {
    expect(workflowsOf(`${workflow}---${template}`, { entrypoint: 'main' }).map(({ name }) => name)).toEqual(['w']);
    expect(workflowsOf(template, {})).toEqual([]);
    expect(workflowsOf(template, { entrypoint: 'ghost' })).toEqual([]);
  });
});
