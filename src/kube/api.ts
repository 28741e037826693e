import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { PortError, refOf, type KubeObject, type LogOptions, type ObjectRef } from '../model/index.ts';
import type { Connection } from './connection.ts';
import { pathOf, Resources, type ApiResource } from './resources.ts';
import { fieldConflicts } from './status.ts';

export interface ApplyOptions {
  /** Takes fields from whoever owns them. */
  readonly force: boolean;
  /** Nothing is stored. */
  readonly dryRun?: boolean;
}

/** Under this name the API server notes which fields are sluice's. */
const fieldManager = 'sluice';

/**
 * Objects of any kind on an API server. Calls throw PortError only, with the server's words; what may pass was tried again.
 */
export class KubeApi {
  readonly connection: Connection;
  readonly #resources: Resources;

  constructor(connection: Connection) {
    this.connection = connection;
    this.#resources = new Resources(connection);
  }

  resource(of: Pick<ObjectRef, 'apiVersion' | 'kind'>): Promise<ApiResource> {
    return this.#resources.find(of.apiVersion, of.kind);
  }

  /** undefined: not there, and also when the server has no such kind. */
  async get(ref: ObjectRef): Promise<KubeObject | undefined> {
    return absentAs(undefined, async () => objectFrom(await this.#send('GET', ref, 'read', { on: ref.name })));
  }

  /** All of a kind in a namespace that carry these labels ('': all), by any number of requests. */
  async list(of: Pick<ObjectRef, 'apiVersion' | 'kind' | 'namespace'>, labelSelector = ''): Promise<readonly KubeObject[]> {
    const resource = await this.resource(of);
    const found: KubeObject[] = [];
    let next: string | undefined;
    do {
      const page = await this.connection.send({
        method: 'GET',
        path: pathOf(resource, of.namespace),
        query: { limit: '500', continue: next, labelSelector: labelSelector || undefined },
        doing: `list ${of.kind} in ${of.namespace}`,
      });
      const { items, next: following } = pageOf(page, resource);
      found.push(...items);
      next = following;
    } while (next !== undefined);
    return found;
  }

  /** @throws PortError `conflict` when it is there already */
  async create(object: KubeObject, { dryRun = false }: Pick<ApplyOptions, 'dryRun'> = {}): Promise<KubeObject> {
    const query = { fieldManager, dryRun: dryRun ? 'All' : undefined };
    return objectFrom(await this.#send('POST', refOf(object), dryRun ? 'preview' : 'create', { body: object as unknown as Json, query }));
  }

  /** Puts an object in the place of one whose resourceVersion it carries. @throws PortError `conflict` when that changed meanwhile */
  async replace(object: KubeObject): Promise<KubeObject> {
    return objectFrom(await this.#send('PUT', refOf(object), 'replace', { on: object.metadata.name, body: object as unknown as Json, query: { fieldManager } }));
  }

  /** A JSON merge patch. Without a resourceVersion in it, it fits whatever is there: 409 is tried again. @throws PortError `not-found` */
  async patch(ref: ObjectRef, patch: JsonObject): Promise<KubeObject> {
    const attempt = async (): Promise<KubeObject> =>
      objectFrom(await this.#send('PATCH', ref, 'patch', { on: ref.name, body: patch, contentType: 'application/merge-patch+json', query: { fieldManager } }));
    for (let left = isVersioned(patch) ? 0 : 5; ; left--) {
      try {
        return await attempt();
      } catch (error) {
        if (left === 0 || !(error instanceof PortError) || error.kind !== 'conflict') throw error;
      }
    }
  }

  /**
   * Server-side apply. What was patched as sluice before counts as its own.
   *
   * @throws PortError `conflict` when a field that changes is someone else's; see fieldConflicts
   */
  async apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
    try {
      return await this.#apply(object, options);
    } catch (error) {
      const conflicts = fieldConflicts(error);
      if (conflicts.length === 0 || conflicts.some(({ owner }) => owner !== fieldManager)) throw error;
      return this.#apply(object, { ...options, force: true });
    }
  }

  async #apply(object: KubeObject, { force, dryRun = false }: ApplyOptions): Promise<KubeObject> {
    const query = { fieldManager, force: force ? 'true' : undefined, dryRun: dryRun ? 'All' : undefined, fieldValidation: 'Strict' };
    const doing = dryRun ? 'preview' : 'apply';
    return objectFrom(await this.#send('PATCH', refOf(object), doing, { on: object.metadata.name, body: object as unknown as Json, contentType: 'application/apply-patch+yaml', query }));
  }

  /**
   * What it owns is deleted after it.
   *
   * @param only the one object, in the one version, that is meant. @throws PortError `conflict` when it is another by now
   * @returns the object if it still is there, on its way out; null: it is gone
   */
  async delete(ref: ObjectRef, only: { readonly uid?: string; readonly resourceVersion?: string } = {}): Promise<KubeObject | null> {
    return absentAs(null, async () => {
      const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', ...(Object.keys(only).length > 0 && { preconditions: only }) };
      const answer = await this.#send('DELETE', ref, 'delete', { on: ref.name, body });
      return isJsonObject(answer) && answer['kind'] === ref.kind ? (answer as unknown as KubeObject) : null;
    });
  }

  /** Deletes a pod unless a disruption budget is against it; that is waited for as every other 429 is. */
  async evict(ref: ObjectRef): Promise<void> {
    await absentAs(undefined, async () => {
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: ref.name, namespace: ref.namespace } };
      await this.#send('POST', ref, 'evict', { on: ref.name, part: 'eviction', body });
    });
  }

  /** What a container of a pod has written so far. */
  async logs(ref: Pick<ObjectRef, 'namespace' | 'name'>, container?: string): Promise<string> {
    const pods = await this.resource({ apiVersion: 'v1', kind: 'Pod' });
    return this.connection.sendText({ method: 'GET', path: pathOf(pods, ref.namespace, ref.name, 'log'), query: { container }, doing: `read the log of ${ref.namespace}/${ref.name}` });
  }

  /** The same line by line; with `follow` until the container ends or the signal fires. */
  async *logLines(ref: Pick<ObjectRef, 'namespace' | 'name'>, { container, follow, signal }: LogOptions): AsyncGenerator<string, void, void> {
    const pods = await this.resource({ apiVersion: 'v1', kind: 'Pod' });
    const query = { container, ...(follow && { follow: 'true' }) };
    yield* this.connection.lines({ method: 'GET', path: pathOf(pods, ref.namespace, ref.name, 'log'), query, everyLine: true, signal, doing: `read the log of ${ref.namespace}/${ref.name}` });
  }

  /** Whether the user may do this to a kind, or to the one object of it that is named. Stores nothing. @see Kubernetes 1.34 authorization/v1 SelfSubjectAccessReview */
  async mayI(verb: string, of: Omit<ObjectRef, 'name'> & { readonly name?: string }): Promise<boolean> {
    const { plural } = await this.resource(of);
    const group = of.apiVersion.includes('/') ? (of.apiVersion.split('/')[0] ?? '') : '';
    const review = await this.connection.send({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { namespace: of.namespace, verb, group, resource: plural, name: of.name ?? '' } } },
      doing: `ask whether ${of.kind} may be changed`,
    });
    const status = isJsonObject(review) ? review['status'] : undefined;
    return isJsonObject(status) && status['allowed'] === true;
  }

  async #send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    ref: ObjectRef,
    doing: string,
    given: { readonly on?: string; readonly part?: string; readonly body?: Json; readonly contentType?: string; readonly query?: Readonly<Record<string, string | undefined>> },
  ): Promise<Json> {
    const { on, part, ...rest } = given;
    const resource = await this.resource(ref);
    return this.connection.send({ method, path: pathOf(resource, ref.namespace, on, part), doing: `${doing} ${ref.kind} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}`, ...rest });
  }
}

/** One page of a list; its items have no kind of their own. */
export function pageOf(page: Json, { apiVersion, kind }: Pick<ApiResource, 'apiVersion' | 'kind'>): { readonly items: readonly KubeObject[]; readonly version: string; readonly next: string | undefined } {
  const { items = [], metadata = {} } = page as { readonly items?: readonly JsonObject[]; readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string } };
  return { items: items.map((item) => ({ apiVersion, kind, ...item }) as unknown as KubeObject), version: metadata.resourceVersion ?? '', next: metadata.continue || undefined };
}

function objectFrom(answer: Json): KubeObject {
  return answer as unknown as KubeObject;
}

async function absentAs<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortError && error.kind === 'not-found') return otherwise;
    throw error;
  }
}

function isVersioned({ metadata }: JsonObject): boolean {
  return isJsonObject(metadata) && metadata['resourceVersion'] !== undefined;
}
