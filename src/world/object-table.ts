import type { KubeObject } from '../model/index.ts';

/** Objects by key, and keys by kind and namespace, all in order of creation. It has state because it is a table. */
export class ObjectTable {
  #objects = new Map<string, KubeObject>();
  /** By "namespace/kind". */
  #byKind = new Map<string, Set<string>>();

  copy(): ObjectTable {
    const copy = new ObjectTable();
    copy.#objects = new Map(this.#objects);
    copy.#byKind = new Map([...this.#byKind].map(([kind, keys]) => [kind, new Set(keys)]));
    return copy;
  }

  has(key: string): boolean {
    return this.#objects.has(key);
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  all(): IterableIterator<KubeObject> {
    return this.#objects.values();
  }

  list(kind: string, namespace: string): KubeObject[] {
    return this.#listed(`${namespace}/${kind}`);
  }

  /** Of one kind in every namespace. */
  everywhere(kind: string): readonly KubeObject[] {
    const found: KubeObject[] = [];
    for (const [group, keys] of this.#byKind) if (keys.size > 0 && group.endsWith(`/${kind}`)) found.push(...this.#listed(group));
    return found;
  }

  set(key: string, object: KubeObject): void {
    if (!this.#objects.has(key)) {
      const group = groupOf(object);
      const keys = this.#byKind.get(group);
      if (keys) keys.add(key);
      else this.#byKind.set(group, new Set([key]));
    }
    this.#objects.set(key, object);
  }

  delete(key: string): KubeObject | undefined {
    const object = this.#objects.get(key);
    if (!object) return undefined;
    this.#objects.delete(key);
    this.#byKind.get(groupOf(object))?.delete(key);
    return object;
  }

  #listed(group: string): KubeObject[] {
    const found: KubeObject[] = [];
    for (const key of this.#byKind.get(group) ?? []) {
      const object = this.#objects.get(key);
      if (object) found.push(object);
    }
    return found;
  }
}

function groupOf({ kind, metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${kind}`;
}
