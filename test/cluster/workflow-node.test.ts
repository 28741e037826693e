import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../src/lang/index.ts';
import type { KubeObject, NodeTree, WorkflowStatus } from '../../src/model/index.ts';
import { flaskImage, staticImage } from './control-plane/places.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, type Place } from './place.ts';
import { eventually, type Room } from './sluice.ts';

const { isOwn } = inject('cluster');

describeOnCluster('what Workflows say of time, order and what is left, on a node', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  function write(templates: readonly object[], spec: JsonObject = {}, name = 'w'): void {
    room.write(`${name}.yaml`, [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name, namespace: place.namespace }, spec: { entrypoint: 'main', ...spec, templates } }]);
  }

  const args = (): readonly string[] => ['submit', 'w.yaml', '--executor-image', place.image];
  const submit = () => room.sluice(...args());

  /** A container of a shell script. Kubernetes takes "$$" for one dollar. */
  const shell = (text: string, rest: JsonObject = {}): JsonObject => ({ container: { image: place.image, command: ['busybox', 'sh', '-c', text], ...rest } });

  async function status(name = 'w'): Promise<WorkflowStatus> {
    const { said } = await room.sluice('status', name, '-o', 'json');
    return (JSON.parse(said) as { readonly programs: readonly WorkflowStatus[] }).programs[0] as WorkflowStatus;
  }

  async function node(displayName: string): Promise<NodeTree | undefined> {
    const find = (trees: readonly NodeTree[]): NodeTree | undefined => trees.find((tree) => tree.displayName === displayName) ?? trees.map(({ children }) => find(children)).find((found) => found);
    return find((await status()).trees);
  }

  async function podsOf(name = 'w'): Promise<readonly KubeObject[]> {
    const pods = await place.api.list({ apiVersion: 'v1', kind: 'Pod', namespace: place.namespace }, `workflows.argoproj.io/workflow=${name}`);
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  describe('time', () => {
    it("ends a pod when its template's is over", async () => {
      write([{ name: 'main', activeDeadlineSeconds: 2, ...shell('sleep 600', {}) }]);
      expect(await submit()).toMatchObject({ code: 4 });
      expect(await node('w')).toMatchObject({ phase: 'Failed', message: expect.stringContaining('longer than the specified deadline') as string });
    });

    it("ends all when the Workflow's is over, and then the exit handler runs", async () => {
      write([{ name: 'main', ...shell('sleep 600') }, { name: 'tidy', ...shell('echo {{workflow.status}}') }], { activeDeadlineSeconds: 4, onExit: 'tidy' });
      expect(await submit()).toMatchObject({ code: 4 });
      expect(await status()).toMatchObject({ phase: 'Failed' });
      expect(await node('w.onExit')).toMatchObject({ phase: 'Succeeded' });
      expect((await room.sluice('logs', 'w', 'w.onExit')).said).toContain(': Failed\n');
    });
  });

  it('runs no more pods at once than parallelism says', async () => {
    const tasks = ['a', 'b', 'c'].map((name) => ({ name, template: 'one' }));
    write([{ name: 'main', dag: { tasks } }, { name: 'one', ...shell('sleep 1') }], { parallelism: 1 });
    expect(await submit()).toMatchObject({ code: 0 });
    const times = (await podsOf()).map(timesOf).toSorted(([a], [b]) => a - b);
    expect(times).toHaveLength(3);
    times.slice(1).forEach(([begun], index) => expect(begun).toBeGreaterThanOrEqual(times[index]?.[1] ?? Infinity));
  });

  it('waits at a suspension for what a person says', async () => {
    write([
      { name: 'main', steps: [[{ name: 'gate', template: 'gate' }], [{ name: 'after', template: 'after', arguments: { parameters: [{ name: 'd', value: '{{steps.gate.outputs.parameters.decision}}' }] } }]] },
      { name: 'gate', suspend: {}, outputs: { parameters: [{ name: 'decision', valueFrom: { supplied: {} } }] } },
      { name: 'after', inputs: { parameters: [{ name: 'd' }] }, ...shell('echo decided {{inputs.parameters.d}}') },
    ]);
    expect(await submit()).toMatchObject({ code: 3 });
    expect(await room.deviating.sluice('resume', 'w')).toMatchObject({ code: 1, said: expect.stringContaining('decision') as string });
    expect(await room.sluice('set', 'w', 'gate', 'decision=yes')).toMatchObject({ code: 0 });
    expect(await room.sluice('resume', 'w', '--executor-image', place.image)).toMatchObject({ code: 0 });
    expect((await room.sluice('logs', 'w', 'after')).said).toContain('decided yes');
  });

  describe('pods that have ended', () => {
    it.each([
      ['OnPodSuccess', 4, ['bad']],
      ['OnWorkflowCompletion', 4, []],
      ['OnWorkflowSuccess', 4, ['good', 'bad']],
    ] as const)('go or stay as podGC %s says', async (strategy, code, left) => {
      write([{ name: 'main', steps: [[{ name: 'good', template: 'good' }], [{ name: 'bad', template: 'bad' }]] }, { name: 'good', ...shell('true') }, { name: 'bad', ...shell('exit 1') }], { podGC: { strategy } });
      expect(await submit()).toMatchObject({ code });
      const nodes = await eventually(async () => (await podsOf()).map(({ metadata }) => metadata.annotations?.['workflows.argoproj.io/node-name']?.split('.').at(-1)).toSorted(), (names) => names.length === left.length);
      expect(nodes).toEqual([...left].toSorted());
    });

    it('go with the Workflow when ttlStrategy says that its time is over', async () => {
      write([{ name: 'main', ...shell('true') }], { ttlStrategy: { secondsAfterCompletion: 0 } });
      expect(await submit()).toMatchObject({ code: 0 });
      expect(await podsOf()).toHaveLength(1);
      write([{ name: 'main', ...shell('true') }], {}, 'other');
      expect(await room.sluice('apply', 'other.yaml', '--auto-approve', '--executor-image', place.image)).toMatchObject({ code: 0 });
      await eventually(() => podsOf(), (pods) => pods.length === 0);
      expect((await room.sluice('status')).said).not.toContain(`${place.namespace}/Workflow/w\n`);
    });
  });

  it.each([['all pods', []], ['one node', ['talks']]] as const)('follows live what %s write', async (_what, nodes) => {
    write([{ name: 'main', steps: [[{ name: 'talks', template: 'talks' }]] }, { name: 'talks', ...shell('echo first; until [ -e /tmp/go ]; do sleep 0.1; done; echo last') }]);
    const running = room.start(...args());
    await running.says('talks Running');
    const following = room.start('logs', 'w', ...nodes, '-f');
    await following.says('first');
    const [pod] = await podsOf();
    room.kubectl('exec', pod?.metadata.name ?? '', '--', 'busybox', 'touch', '/tmp/go');
    await following.says('last');
    expect([await running.ended, await following.ended]).toEqual([0, 0]);
  });

  it.runIf(isOwn)('reads what a container of an image without a shell makes', async () => {
    const outputs = { parameters: [{ name: 'v', valueFrom: { path: '/tmp/v' } }] };
    write([
      { name: 'main', steps: [[{ name: 'make', template: 'make' }], [{ name: 'take', template: 'take', arguments: { parameters: [{ name: 'r', value: '{{steps.make.outputs.result}}/{{steps.make.outputs.parameters.v}}' }] } }]] },
      { name: 'make', outputs, container: { image: staticImage, command: ['/write'], args: ['/tmp/v', 'from nothing'] } },
      { name: 'take', inputs: { parameters: [{ name: 'r' }] }, ...shell('echo {{inputs.parameters.r}}') },
    ]);
    expect(await submit()).toMatchObject({ code: 0 });
    expect((await room.sluice('logs', 'w', 'take')).said).toContain('from nothing/from nothing\n');
  });

  it.runIf(isOwn)('carries out the Workflow that started the project, with the limits it gives', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../examples/flask-workflow/workflow.yaml'), 'utf8');
    writeFileSync(join(room.folder, 'flask.yaml'), text.replace(/image: \S+/, `image: ${flaskImage}`));
    const running = room.start('submit', 'flask.yaml', '--executor-image', place.image);
    await running.says('is begun');
    const name = /Workflow\/(flask-app-workflow-\S+) is begun/.exec(running.said())?.[1] ?? '';
    const [pod] = await eventually(() => podsOf(name), ([first]) => first?.status?.['phase'] === 'Running');
    const inPod = (script: string): string => room.kubectl('exec', pod?.metadata.name ?? '', '--', 'sh', '-c', script).trim();
    const at = '/sys/fs/cgroup';
    // The kernel counts by version 2 of its interface, or by version 1.
    expect(inPod(`cat ${at}/memory.max 2>/dev/null || cat ${at}/memory/memory.limit_in_bytes`)).toBe(String(512 * 1024 * 1024));
    expect(inPod(`cat ${at}/cpu.max 2>/dev/null || echo $(cat ${at}/cpu/cpu.cfs_quota_us ${at}/cpu/cpu.cfs_period_us)`)).toBe('50000 100000');
    await eventually(() => {
      try {
        return inPod('busybox wget -q -O - http://127.0.0.1:5000/');
      } catch {
        return ''; // it does not serve yet
      }
    }, (page) => page === 'ok');
    expect(await room.sluice('stop', name)).toMatchObject({ code: 0 });
    expect(await running.ended).toBe(4);
  });
});

/** When the main container of a pod began and ended, ms since 1970. */
function timesOf({ status = {} }: KubeObject): readonly [begun: number, ended: number] {
  const [main] = (status['containerStatuses'] as readonly JsonObject[] | undefined) ?? [];
  const state = isJsonObject(main?.['state']) ? main['state']['terminated'] : undefined;
  const { startedAt, finishedAt } = (isJsonObject(state) ? state : {}) as { readonly startedAt?: string; readonly finishedAt?: string };
  return [Date.parse(startedAt ?? ''), Date.parse(finishedAt ?? '')];
}
