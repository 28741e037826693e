import { describe } from 'vitest';
import { checkRun } from './check.ts';

const templates = `
- name: job
  container: { image: tool }
- name: dae
  daemon: true
  container: { image: tool }`;

describe('a daemon that ends before its time', () => {
  checkRun('fails its group of steps, though that had ended', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: job }
    - { name: d, template: dae }
  - - { name: b, template: job }${templates}`,
    scenario: [{ template: 'dae', seconds: 1, exitCode: 1 }, { node: '*.b', seconds: 5 }],
  }, `
    Failed (child 'w-2129143074' failed)
    w Steps Failed (child 'w-2129143074' failed)
    w[0].a Pod Succeeded
    w[0].d Pod Failed (main: Error (exit code 1))
    w[1].b Pod Running
    pods: w[0].a w[0].d w[1].b`);
  checkRun('fails nothing where its step may fail', {
    spec: `entrypoint: main
templates:
- name: main
  steps:
  - - { name: a, template: job }
    - { name: d, template: dae, continueOn: { failed: true } }
  - - { name: b, template: job }${templates}`,
    scenario: [{ template: 'dae', seconds: 1, exitCode: 1 }, { node: '*.b', seconds: 5 }],
  }, `
    Succeeded
    w Steps Succeeded
    w[0].a Pod Succeeded
    w[0].d Pod Failed (main: Error (exit code 1))
    w[1].b Pod Succeeded
    pods: w[0].a w[0].d w[1].b`);
});

describe('a loop whose first item can not be carried out', () => {
  checkRun('comes to no other', {
    spec: `entrypoint: main
templates:
- name: main
  dag: { tasks: [{ name: a, template: note, withItems: [p, q], arguments: { parameters: [{ name: text, valueFrom: { configMapKeyRef: { name: none, key: k } } }] } }] }
- name: note
  inputs: { parameters: [{ name: text }] }
  container: { image: tool }`,
  }, `
    Error
    w DAG Error
    w.a TaskGroup Error
    w.a(0:p) Skipped Error (task 'w.a(0:p)' errored: unable to retrieve inputs.parameters.text from ConfigMap: ConfigMap 'none' does not exist. Please make sure it has the label workflows.argoproj.io/configmap-type: Parameter to be detectable by the controller)
    pods:`);
});
