import { isJsonObject, type Json } from '../lang/index.ts';
import type { Cluster } from '../model/index.ts';
import type { SecretFields } from './provider.ts';

/** Where the reference's controller is usually installed, and keeps credentials of metric providers. */
const usualNamespace = 'argo-rollouts';

/**
 * Reads Secrets of a cluster. What the cluster does not have is looked for in the environment: the key `api-key` of the Secret `datadog` in
 * SLUICE_SECRET_DATADOG_API_KEY, so that a pipeline needs no Secret in any cluster.
 *
 * @see Argo Rollouts 1.9 utils/defaults Namespace: ARGO_ROLLOUTS_NAMESPACE names the controller's namespace
 */
export function clusterSecrets(cluster: Pick<Cluster, 'read'>, environment: Readonly<Record<string, string | undefined>>): (namespace: string | null, name: string) => Promise<SecretFields | null> {
  return async (namespace, name) => {
    const place = namespace ?? environment['ARGO_ROLLOUTS_NAMESPACE'] ?? usualNamespace;
    const secret = await cluster.read({ apiVersion: 'v1', kind: 'Secret', namespace: place, name });
    const [data, texts] = [secret?.['data'], secret?.['stringData']] as readonly (Json | undefined)[];
    const prefix = `SLUICE_SECRET_${variable(name)}_`;
    if (secret === undefined && !Object.keys(environment).some((key) => key.startsWith(prefix))) return null;
    return (key) => {
      const text = isJsonObject(texts) ? texts[key] : undefined;
      if (typeof text === 'string') return text;
      const encoded = isJsonObject(data) ? data[key] : undefined;
      return typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString('utf8') : (environment[prefix + variable(key)] ?? null);
    };
  };
}

function variable(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}
