import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { PortError } from '../model/index.ts';
import type { Connection } from './connection.ts';

/** How a kind is called in the API's paths. */
export interface ApiResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Every run looks at these; asking for them would be a request in vain. @see Kubernetes 1.34 apps/v1, core/v1, batch/v1 */
const wellKnown: readonly ApiResource[] = [
  { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
  { apiVersion: 'v1', kind: 'Service', plural: 'services', namespaced: true },
  { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true },
  { apiVersion: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true },
  { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true },
  { apiVersion: 'apps/v1', kind: 'Deployment', plural: 'deployments', namespaced: true },
  { apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs', namespaced: true },
  { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', plural: 'leases', namespaced: true },
];

/** Kinds as an API server knows them, asked for once for each group and version, and again for a kind that was not there: it may have been defined meanwhile. */
export class Resources {
  readonly #connection: Connection;
  readonly #known = new Map<string, ApiResource>(wellKnown.map((resource) => [keyOf(resource), resource]));

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws PortError `not-found` when the server has no such kind */
  async find(apiVersion: string, kind: string): Promise<ApiResource> {
    const key = keyOf({ apiVersion, kind });
    const known = this.#known.get(key);
    if (known) return known;
    for (const resource of await this.#ask(apiVersion)) this.#known.set(keyOf(resource), resource);
    const found = this.#known.get(key);
    if (!found) throw new PortError('not-found', `The API server ${this.#connection.server} has no kind ${kind} in ${apiVersion}. Is its CustomResourceDefinition installed?`);
    return found;
  }

  async #ask(apiVersion: string): Promise<readonly ApiResource[]> {
    const path = groupPath(apiVersion);
    try {
      const list = await this.#connection.send({ method: 'GET', path, doing: `ask which kinds ${apiVersion} has` });
      const resources = isJsonObject(list) && Array.isArray(list['resources']) ? (list['resources'] as readonly Json[]).filter(isJsonObject) : [];
      return resources.filter(({ name }) => !String(name).includes('/')).map((resource) => read(resource, apiVersion));
    } catch (error) {
      if (error instanceof PortError && error.kind === 'not-found') return [];
      throw error;
    }
  }
}

/** "/api/v1" or "/apis/GROUP/VERSION". */
function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The path of a kind in a namespace, of one object of it, or of a part of that. */
export function pathOf(resource: ApiResource, namespace: string, name?: string, part?: string): string {
  const folder = resource.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const tail = [name, part].flatMap((each) => (each === undefined ? [] : [encodeURIComponent(each)]));
  return [groupPath(resource.apiVersion) + folder, resource.plural, ...tail].join('/');
}

function read(resource: JsonObject, apiVersion: string): ApiResource {
  return { apiVersion, kind: String(resource['kind']), plural: String(resource['name']), namespaced: resource['namespaced'] === true };
}

function keyOf({ apiVersion, kind }: Pick<ApiResource, 'apiVersion' | 'kind'>): string {
  return `${apiVersion} ${kind}`;
}
