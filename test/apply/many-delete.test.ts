import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deleteProgram, holding } from '../../src/apply/index.ts';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import type { Cluster, ProgramId } from '../../src/model/index.ts';
import { objectsOf } from '../rollout/written.ts';
import { Room } from './many-room.ts';

const web = { services: true, replicas: 2, steps: ['setWeight 50', 'pause'] };
const id = 'default/Rollout/web' as ProgramId;

/** A cluster that is out of reach from its n-th write on. */
function failing(cluster: Cluster, writes: number): Cluster {
  let left = writes;
  return { ...{ uid: cluster.uid, title: cluster.title }, observe: (namespace) => cluster.observe(namespace), read: (ref) => cluster.read(ref), apply: (...args) => cluster.apply(...args), wait: (...args) => cluster.wait(...args), logs: (...args) => cluster.logs(...args), close: () => cluster.close(), write: (write) => (left-- > 0 ? cluster.write(write) : Promise.reject(new Error('out of reach'))) };
}

it.each([0, 1, 2, 3])('a deletion that is broken off after %i writes does the rest when it is begun again', async (writes) => {
  const room = new Room();
  try {
    await room.apply(objectsOf({ ...web, image: 'web:1' }));
    await room.apply(objectsOf({ ...web, image: 'web:2' }));
    const cluster = await openEmbeddedCluster(join(room.folder, 'cluster.json'), { speed: Infinity, wall: () => 0 });
    const around = { store: room.store, who: 'ada' };
    const remove = (on: Cluster): Promise<void> => holding(id, 'destroy', { lockTimeoutMs: 0, newId: randomUUID }, around, (held) => deleteProgram(id, held, { cluster: on, store: room.store }));
    await expect(remove(failing(cluster, writes))).rejects.toThrow('out of reach');
    expect(await room.store.list()).toEqual([id]);
    await remove(cluster);
    await cluster.close();
    expect(await room.store.list()).toEqual([]);
    const left = (await room.objects()).map((text) => JSON.parse(text) as [{ readonly name: string }, { readonly spec: { readonly selector: unknown } }]);
    expect(left.map(([{ name }, { spec }]) => [name, spec.selector])).toEqual([['web-canary', { app: 'web' }], ['web-stable', { app: 'web' }]]);
  } finally {
    room.leave();
  }
});
