import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyWorkflow, loadWorkflowRun, nobody, type Ending } from '../../src/apply/index.ts';
import { withExecutor } from '../../src/cluster/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';
import { programId, type NodeStatus } from '../../src/model/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import { nodesOf } from '../../src/workflow/index.ts';
import { workflowsIn } from '../apply/workflow-room.ts';
import { describeOnCluster, makePlace, type Place } from './place.ts';

describeOnCluster('what the pods of Workflows make on a node', () => {
  let place: Place;
  let folder: string;
  beforeEach(async () => {
    place = await makePlace();
    folder = mkdtempSync(join(tmpdir(), 'sluice-outputs-'));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await place.remove();
  });

  /** Carries a Workflow out; its ending, and its nodes by their names without its own. */
  async function carryOut(templates: readonly JsonObject[], spec: JsonObject = {}): Promise<{ readonly ending: Ending; readonly nodes: ReadonlyMap<string, NodeStatus> }> {
    const manifest = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'w', namespace: place.namespace }, spec: { entrypoint: 'main', ...spec, templates } };
    const [program] = workflowsIn(JSON.stringify(manifest));
    if (!program) throw new Error('there is no Workflow');
    const store = openFileStore(join(folder, 'state'));
    const kube = await place.open();
    const cluster = await withExecutor(kube, { image: place.image, logs: (pod, container) => place.api.logs(pod, container) });
    try {
      const ending = await applyWorkflow(
        program,
        { digest: '', serials: null, lockTimeoutMs: 0, newId: randomUUID },
        { cluster, store, people: nobody, report: () => {}, who: 'ada', local: false, approvePauses: true, language: () => import('../../src/lang/expr/index.ts'), stop: new AbortController().signal },
      );
      const { run } = await loadWorkflowRun(store, programId(program), randomUUID);
      return { ending, nodes: new Map([...nodesOf(run?.memory.nodes ?? { count: 0, chunks: [] })].map((node) => [node.name.slice(1), node])) };
    } finally {
      await cluster.close();
    }
  }

  it('are what they print and what stands in their files, from script to fan-out to exit handler', async () => {
    const shell = (text: string): readonly string[] => ['busybox', 'sh', '-c', text];
    const { ending, nodes } = await carryOut(
      [
        { name: 'main', steps: [[{ name: 'gen', template: 'gen' }], [{ name: 'each', template: 'one', withParam: '{{steps.gen.outputs.result}}', arguments: { parameters: [{ name: 'i', value: '{{item}}' }] } }], [{ name: 'flaky', template: 'flaky' }]] },
        { name: 'gen', script: { image: place.image, command: ['busybox', 'sh'], source: `echo '["a","b $(HOME)"]'` } },
        { name: 'one', inputs: { parameters: [{ name: 'i' }] }, outputs: { parameters: [{ name: 'v', valueFrom: { path: '/tmp/v' } }, { name: 'none', valueFrom: { path: '/tmp/none', default: 'nothing' } }] }, container: { image: place.image, command: shell('busybox printf "%s!\\n" "$0" > /tmp/v'), args: ['{{inputs.parameters.i}}'] } },
        { name: 'flaky', retryStrategy: { limit: 1 }, container: { image: place.image, command: shell('exit "$0"'), args: ['{{=asInt(retries) == 0 ? 5 : 0}}'] } },
        { name: 'tidy', container: { image: place.image, command: shell('echo {{workflow.status}}') } },
      ],
      { onExit: 'tidy' },
    );
    const broken = [...nodes].flatMap(([name, { phase, message }]) => (phase === 'Failed' || phase === 'Error' ? [`${name} ${phase}: ${message}`] : []));
    expect(broken).toEqual(['[2].flaky(0) Failed: main: Error (exit code 5)']);
    expect(ending).toMatchObject({ kind: 'ended', outcome: 'Succeeded' });
    expect(nodes.get('[0].gen')?.outputs?.result).toBe('["a","b $(HOME)"]');
    const made = [...nodes.values()].filter(({ template, type }) => template === 'one' && type === 'Pod').map(({ outputs }) => outputs?.parameters.map(({ value }) => value));
    expect(made).toEqual([['a!', 'nothing'], ['b $(HOME)!', 'nothing']]);
    expect([nodes.get('[2].flaky(0)')?.outputs?.exitCode, nodes.get('[2].flaky(1)')?.phase, nodes.get('.onExit')?.phase]).toEqual(['5', 'Succeeded', 'Succeeded']);
  });
});
