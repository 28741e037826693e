import type { Write } from '../../src/model/index.ts';
import { objects, ref, replicaSet, service } from '../world/objects.ts';

/** When the cluster of these tests begins; ms since 1970. */
export const start = Date.UTC(2026, 0, 31, 12);

/** Writes of every kind, some of which change nothing; large enough together for the file to be written anew on the way. */
export const writes: readonly Write[] = [
  objects.create(service('web', { app: 'web' })),
  objects.create(replicaSet('web', 2)),
  objects.scale('web', 3),
  objects.create(filling('a')),
  objects.patch(ref.service('web'), { spec: { selector: { app: 'web' } } }),
  objects.create(filling('b')),
  objects.scale('web', 1),
  objects.create(filling('c')),
  objects.patch(ref.service('web'), { spec: { selector: { app: 'api' } } }),
  objects.remove(ref.service('none')),
  objects.remove(ref.replicaSet('web')),
  objects.create(replicaSet('web', 1)),
];

function filling(name: string): Parameters<typeof objects.create>[0] {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { filling: name.repeat(100_000) } };
}
