import { describe, expect, test } from 'vitest';
import { blankWorkflowMemory, decideWorkflow, nodesOf, type PodView, type WorkflowMemory } from '../../src/workflow/index.ts';
import { programOf } from './check.ts';

const program = programOf(`entrypoint: main
templates:
- name: main
  containerSet: { containers: [{ name: main, image: tool }, { name: next, image: tool, dependencies: [main] }] }`);

function view(phase: PodView['phase']): PodView {
  return { name: 'w', node: 'w', phase, message: '', containers: [], endedAt: null, outputs: null };
}

function decide(memory: WorkflowMemory, ...pods: readonly PodView[]) {
  return decideWorkflow(program, { now: 0, memory, pods, uid: '', createdAt: 0 });
}

function phases(memory: WorkflowMemory): readonly string[] {
  return [...nodesOf(memory.nodes)].map(({ name, phase, message }) => `${name} ${phase} ${message}`.trim());
}

describe('a pod that was deleted', () => {
  const begun = decide(blankWorkflowMemory).memory;
  test('is made anew if it never ran', () => {
    const { writes, memory } = decide(begun, view('Gone'));
    expect(writes.map(({ write }) => write.verb)).toEqual(['create']);
    expect(phases(memory)).toEqual(['w Pending', 'w.main Pending', 'w.next Pending']);
  });
  test('is an error with all of its containers if it ran', () => {
    const { writes, memory } = decide(decide(begun, view('Running')).memory, view('Gone'));
    expect(writes).toEqual([]);
    expect(phases(memory)).toEqual(['w Error pod deleted', 'w.main Error container deleted', 'w.next Error container deleted']);
  });
});
