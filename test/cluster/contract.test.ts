import { clusterContract } from '../contract/cluster.ts';
import { describeOnCluster, makePlace, webContainer } from './place.ts';

describeOnCluster('on an API server', () => {
  clusterContract('kube', async () => {
    const { namespace, otherNamespace, image, open, remove } = await makePlace();
    const kinds = [{ apiVersion: 'apps/v1', kind: 'Deployment' }, { apiVersion: 'v1', kind: 'ConfigMap' }, { apiVersion: 'batch/v1', kind: 'Job' }];
    return { namespace, otherNamespace, container: webContainer, idleContainer: { ...webContainer, readinessProbe: { exec: { command: ['false'] } } }, endingContainer: { image, command: ['busybox', 'sh', '-c', 'echo hello; echo there'] }, open: () => open({ kinds }), remove };
  });
});
