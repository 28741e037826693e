import { clusterContract } from '../contract/cluster.ts';
import { describeOnCluster, makePlace, webContainer } from './place.ts';

describeOnCluster('on an API server', () => {
  clusterContract('kube', async () => {
    const { namespace, otherNamespace, open, remove } = await makePlace();
    const kinds = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
    return { namespace, otherNamespace, container: webContainer, open: () => open({ kinds }), remove };
  });
});
