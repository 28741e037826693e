import { matchesSelector, type Json, type JsonObject, type Selector } from '../lang/index.ts';

/** A string map as labels, annotations and selectors are. */
export type StringMap = Readonly<Record<string, string>>;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** @see Kubernetes 1.34 meta/v1 ObjectMeta; times are RFC 3339. */
export interface ObjectMeta {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly ownerReferences?: readonly OwnerReference[];
}

/** Any object as the API server gives it. `spec`, `status` and other fields are plain data. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
  readonly [field: string]: Json | ObjectMeta | undefined;
}

/** Where an object lives. `namespace` is '' for cluster-wide kinds. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One text for one object, whatever the API version it was read in: "default/ReplicaSet/web-77d576874b". */
export function refKey(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string {
  return `${ref.namespace}/${ref.kind}/${ref.name}`;
}

export function refOf(object: KubeObject): ObjectRef {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  };
}

/** Those whose labels meet the selector; without one, all. */
export function selectedFrom(objects: readonly KubeObject[], selector: Selector | undefined): readonly KubeObject[] {
  return selector === undefined ? objects : objects.filter(({ metadata }) => matchesSelector(selector, metadata.labels ?? {}));
}
