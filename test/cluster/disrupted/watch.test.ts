import { expect, inject, it } from 'vitest';
import type { Cluster, ClusterView, ObjectRef } from '../../../src/model/index.ts';
import { startPart, stopPart } from '../control-plane/control-plane.ts';
import { describeOnCluster, makePlace } from '../place.ts';

const { isOwn } = inject('cluster');
const noSignal = new AbortController().signal;

async function until(cluster: Cluster, namespace: string, isSo: (view: ClusterView) => boolean): Promise<void> {
  for (;;) {
    const view = await cluster.observe(namespace);
    if (isSo(view)) return;
    await cluster.wait(view, null, noSignal);
  }
}

describeOnCluster('a watch', () => {
  it.runIf(isOwn)('goes on where it was after the API server was away, and so do writes', async () => {
    const { namespace, open, remove } = await makePlace();
    const troubles: string[] = [];
    const kinds = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
    const [cluster, other] = [await open({ kinds, onTrouble: (text) => troubles.push(text) }), await open({ kinds })];
    const ref = (name: string): ObjectRef => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
    const create = (name: string) => ({ verb: 'create', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } } }) as const;
    await cluster.write(create('before'));
    await until(cluster, namespace, (view) => view.get(ref('before')) !== undefined);
    await stopPart('kube-apiserver');
    const writing = other.write(create('during'));
    const waiting = until(cluster, namespace, (view) => view.get(ref('during')) !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    startPart('kube-apiserver');
    await writing;
    await waiting;
    await other.write({ verb: 'delete', ref: ref('before') });
    await until(cluster, namespace, (view) => view.get(ref('before')) === undefined);
    await cluster.write(create('after'));
    expect((await cluster.observe(namespace)).list('ConfigMap', namespace).map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(['during', 'after']));
    for (const each of [cluster, other]) await each.close();
    await remove();
  });
});
