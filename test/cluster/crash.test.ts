import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { KubeObject } from '../../src/model/index.ts';
import { bundled } from '../contract/child-process.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, webContainer, type Place } from './place.ts';
import { podsOf, selectedBy, service, setsOf, web, type Room } from './sluice.ts';

const child = bundled(join(import.meta.dirname, 'apply-child.ts'));
const yes = '--auto-approve';

/** What a program's objects come to, without names that are given at random. */
async function endOf(place: Place, services: readonly string[]): Promise<unknown> {
  const sets = await place.api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: place.namespace });
  return {
    sets: await setsOf(place),
    count: sets.length,
    revisions: sets.map(({ metadata }) => metadata.annotations?.['rollout.argoproj.io/revision']).toSorted(),
    services: await Promise.all(services.map((name) => selectedBy(place, name))),
    pods: (await podsOf(place, '2')).length,
  };
}

describeOnCluster('an apply that is killed at every entry of its journal', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  it('a Workflow comes to the same end, and no pod is made twice', async () => {
    const step = (name: string, script: string): object => ({ name, container: { image: place.image, command: ['busybox', 'sh', '-c', script] } });
    const steps = [[{ name: 'gen', template: 'gen' }], [{ name: 'each', template: 'one', withParam: '{{steps.gen.outputs.result}}' }]];
    room.write('w.yaml', [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'w' }, spec: { entrypoint: 'main', onExit: 'tidy', templates: [{ name: 'main', steps }, step('gen', 'echo [1,2]'), step('one', 'true'), step('tidy', 'true')] } }]);
    const made: (string | undefined)[] = [];
    const stop = new AbortController();
    const watching = place.api.connection.lines({ method: 'GET', path: `/api/v1/namespaces/${place.namespace}/pods`, query: { watch: 'true' }, signal: stop.signal, doing: 'watch pods' });
    const watched = (async () => {
      try {
        for await (const line of watching) {
          const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: KubeObject };
          if (type === 'ADDED') made.push(object.metadata.annotations?.['workflows.argoproj.io/node-name']);
        }
      } catch (error) {
        if (!stop.signal.aborted) throw error;
      }
    })();
    let deaths = 0;
    for (;;) {
      const { code, text } = await run(room.folder, 'w.yaml', place.kubeconfig, place.namespace, deaths % 2 === 0 ? 'before' : 'after', place.image);
      if (code !== null) {
        expect([code, text]).toEqual([0, expect.stringContaining('"outcome":"Succeeded"') as string]);
        break;
      }
      deaths++;
      expect(deaths).toBeLessThan(100);
    }
    stop.abort();
    await watched;
    // Beginning, a fan-out of two, an exit handler, and what their pods come to.
    expect(deaths).toBeGreaterThan(5);
    expect(made.toSorted()).toEqual(['w.onExit', 'w[0].gen', 'w[1].each(0:1)', 'w[1].each(1:2)']);
  });

  it.each([
    ['a canary', ['web-stable', 'web-canary'], { canary: { canaryService: 'web-canary', stableService: 'web-stable', steps: [{ setWeight: 50 }, { pause: { duration: '1s' } }] } }],
    ['a blue-green', ['web-active', 'web-preview'], { blueGreen: { activeService: 'web-active', previewService: 'web-preview', scaleDownDelaySeconds: 1 } }],
  ] as const)('%s comes to the same end, and nothing is done twice', async (_what, services, strategy) => {
    const manifests = (version: string): readonly object[] => [...services.map(service), web(version, strategy, { container: webContainer, replicas: 2 })];
    room.write('web.yaml', manifests('1'));
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 0 });
    room.write('web.yaml', manifests('2'));
    let deaths = 0;
    for (;;) {
      const { code, text } = await run(room.folder, 'web.yaml', place.kubeconfig, place.namespace, deaths % 2 === 0 ? 'before' : 'after');
      if (code !== null) {
        expect([code, text]).toEqual([0, expect.stringContaining('"outcome":"Healthy"') as string]);
        break;
      }
      deaths++;
      expect(deaths).toBeLessThan(100);
    }
    expect(deaths).toBeGreaterThan(8);
    expect(await endOf(place, services)).toEqual({ sets: { 1: 0, 2: 2 }, count: 2, revisions: ['1', '2'], services: ['2', '2'], pods: 2 });
    expect(await room.sluice('verify', 'web')).toMatchObject({ code: 0, said: expect.stringContaining('100 %') as string });
  });
});

function run(folder: string, ...args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve) => {
    const process_ = spawn(process.execPath, [child, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [process_.stdout, process_.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    process_.on('close', (code) => resolve({ code, text }));
  });
}
