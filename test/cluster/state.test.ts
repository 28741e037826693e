import { join } from 'node:path';
import { connect, KubeApi } from '../../src/kube/index.ts';
import { openStoreOn } from '../../src/state/kubernetes/open.ts';
import { bundled, startChild } from '../contract/child-process.ts';
import { stateStoreContract } from '../contract/state-store.ts';
import { describeOnCluster, makePlace } from './place.ts';

describeOnCluster('states in a cluster', () => {
  const child = bundled(join(import.meta.dirname, 'state-child.ts'));

  stateStoreContract('Secrets and Leases', async () => {
    const { kubeconfig, namespace, remove } = await makePlace();
    const api = new KubeApi(await connect({ kubeconfig, namespace }));
    return {
      open: () => openStoreOn(api, { namespace }),
      start: (task, program, ...args) => startChild(child, [kubeconfig, namespace, task, program, ...args]),
      async remove() {
        await remove();
        api.connection.close();
      },
    };
  });
});
