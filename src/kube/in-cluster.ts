import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { PortError } from '../model/index.ts';
import type { KubeContext } from './kubeconfig.ts';

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that this process is a pod of, as its service account. Throws PortError `invalid` when it is in none. @see Kubernetes 1.34 client-go rest.InClusterConfig */
export function contextOfPod(environment: NodeJS.ProcessEnv, folder = serviceAccountFolder): KubeContext {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = environment;
  const namespace = readOr(join(folder, 'namespace'));
  if (host === '' || port === '' || readOr(join(folder, 'token')) === '') {
    throw new PortError('invalid', 'This is no pod with a service account. Name the cluster: --context NAME of $KUBECONFIG or ~/.kube/config, or --kubeconfig FILE.');
  }
  return {
    name: 'in-cluster',
    namespace,
    cluster: { server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`, 'certificate-authority': join(folder, 'ca.crt') },
    user: { tokenFile: join(folder, 'token') },
  };
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
