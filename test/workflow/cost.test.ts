import { expect, test } from 'vitest';
import { podRunner, WorkflowSimulation } from '../../src/plan/index.ts';
import { decideWorkflow, blankWorkflowMemory, newWorkflowMemo } from '../../src/workflow/index.ts';
import { ModelCluster } from '../../src/world/index.ts';
import { programOf, runToEnd } from './check.ts';

function chain(length: number): string {
  const tasks = Array.from({ length }, (_, at) => `    - { name: t${at}, template: job${at === 0 ? '' : `, depends: t${at - 1}`} }`);
  return `entrypoint: main\ntemplates:\n- name: main\n  dag:\n    tasks:\n${tasks.join('\n')}\n- name: job\n  container: { image: tool }`;
}

test('a chain of thousands of tasks neither nests nor copies what is finished', () => {
  const { memory } = runToEnd(programOf(chain(3000)));
  expect(memory.phase).toBe('Succeeded');
  expect(memory.nodes.count).toBe(3001);
});

test('a decision shares the nodes that it does not change', () => {
  const cluster = new ModelCluster(0);
  cluster.setRunner(podRunner([], 'named'));
  const simulation = new WorkflowSimulation(programOf(chain(300)), cluster, null);
  let before = simulation.memory;
  for (let rest = simulation.toRest(); rest.outcome === null && rest.next !== null; rest = simulation.toRest()) {
    const { chunks } = rest.memory.nodes;
    const old = before.nodes.chunks;
    expect(old.filter((chunk, at) => chunk !== chunks[at]).length).toBeLessThanOrEqual(3);
    before = rest.memory;
    simulation.passTo(rest.next);
  }
  expect(before.nodes.chunks.length).toBeGreaterThan(4);
});

test('the same world gives the same decision, and memory is never changed in place', () => {
  const program = programOf(chain(3));
  const world = { now: 0, memory: blankWorkflowMemory, pods: [], uid: '', createdAt: 0 };
  const memo = newWorkflowMemo();
  const first = decideWorkflow(program, world, memo);
  const copy = structuredClone(first.memory);
  const again = decideWorkflow(program, world, memo);
  expect(again).toEqual(first);
  decideWorkflow(program, { ...world, memory: first.memory }, memo);
  expect(first.memory).toEqual(copy);
  expect(blankWorkflowMemory.nodes.count).toBe(0);
});

test('a decision that changes nothing gives the very same memory', () => {
  const program = programOf(chain(3));
  const memo = newWorkflowMemo();
  const first = decideWorkflow(program, { now: 0, memory: blankWorkflowMemory, pods: [], uid: '', createdAt: 0 }, memo);
  const second = decideWorkflow(program, { now: 5, memory: first.memory, pods: [], uid: '', createdAt: 0 }, memo);
  expect(second.memory).toBe(first.memory);
  expect(second.writes).toEqual([]);
  expect(second.waits).toEqual([{ kind: 'pods', running: 1, until: null }]);
});

test('a fan-out of a DAG goes on as places get free, and comes to its end', () => {
  const fanOut = (limits: string): string => `entrypoint: main\n${limits}templates:\n- name: main\n  dag:\n    tasks:\n    - { name: each, template: job, withSequence: { count: "40" } }\n    - { name: other, template: job }\n- name: job\n  container: { image: tool }`;
  for (const limits of ['parallelism: 3\n', '']) {
    const { memory } = runToEnd(programOf(fanOut(limits)));
    expect(memory.phase).toBe('Succeeded');
    expect(memory.nodes.count).toBe(43);
  }
});
