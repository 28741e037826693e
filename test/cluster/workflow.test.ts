import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, type Place } from './place.ts';
import { type Room } from './sluice.ts';

interface Shown {
  readonly phase: string;
  readonly message: string;
  readonly outputs: readonly { readonly name: string; readonly value: string }[];
  readonly trees: readonly Tree[];
}

interface Tree {
  readonly displayName: string;
  readonly phase: string;
  readonly message: string;
  readonly result: string | null;
  readonly outputs: readonly { readonly name: string; readonly value: string | null }[];
  readonly children: readonly Tree[];
}

describeOnCluster('workflows on a node', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  function write(templates: readonly object[], spec: JsonObject = {}): void {
    room.write('w.yaml', [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'w', namespace: place.namespace }, spec: { entrypoint: 'main', ...spec, templates } }]);
  }

  const submit = (...args: readonly string[]) => room.sluice('submit', 'w.yaml', '--executor-image', place.image, ...args);

  async function shown(): Promise<Shown> {
    const { said } = await room.sluice('status', 'w', '-o', 'json');
    return (JSON.parse(said) as { readonly programs: readonly Shown[] }).programs[0] as Shown;
  }

  it('runs one container, whose log is shown', async () => {
    write([{ name: 'main', container: { image: place.image, command: ['busybox', 'echo'], args: ['hello', 'there'] } }]);
    const ran = await submit();
    expect(ran).toMatchObject({ code: 0 });
    expect(await shown()).toMatchObject({ phase: 'Succeeded', trees: [{ displayName: 'w', phase: 'Succeeded' }] });
    expect((await room.sluice('logs', 'w')).said).toBe('w: hello there\n');
  });

  it('brings a failure back with its exit code, and runs it again when it is retried', async () => {
    write([{ name: 'main', container: { image: place.image, command: ['busybox', 'sh', '-c', 'exit 3'] } }]);
    expect(await submit()).toMatchObject({ code: 4 });
    expect(await shown()).toMatchObject({ phase: 'Failed', message: expect.stringContaining('exit code 3') as string });
    expect((await room.sluice('retry', 'w', '--executor-image', place.image)).code).toBe(4);
    expect((await room.sluice('history', 'w')).said.match(/w Failed/g)).toHaveLength(2);
  });

  it('ends a pod when it is stopped from another terminal', async () => {
    write([{ name: 'main', container: { image: place.image, command: ['busybox', 'sleep', '600'] } }]);
    const running = room.start('submit', 'w.yaml', '--executor-image', place.image);
    await running.says('Running');
    expect((await room.sluice('stop', 'w')).code).toBe(0);
    expect(await running.ended).toBe(4);
  });
});
