/** What may be done to a kind of object in a place. */
export interface Right {
  /** '': everywhere, or to a kind that lives in no namespace. */
  readonly namespace: string;
  readonly group: string;
  /** "services", "pods/eviction". */
  readonly resource: string;
  /** To those of these names alone; null: to all. */
  readonly names: readonly string[] | null;
  readonly verbs: readonly string[];
}

/** Rights as RBAC has them: what is the same but for names, verbs or resources becomes one rule. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const orderOfVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

export function rulesOf(rights: readonly Right[]): readonly Rule[] {
  const byTarget = grouped(rights, ({ group, resource, names }) => JSON.stringify([group, resource, names !== null, ...(names ?? [])]));
  const whole = new Map<string, ReadonlySet<string>>();
  const targets = byTarget.map((same) => ({ ...same[0], verbs: new Set(same.flatMap(({ verbs }) => verbs)) }));
  for (const { group, resource, names, verbs } of targets) if (names === null) whole.set(`${group} ${resource}`, verbs);
  // What may be done to all of a kind need not be said of single ones.
  const needed = targets.map((target) => (target.names === null ? target : { ...target, verbs: new Set([...target.verbs].filter((verb) => !whole.get(`${target.group} ${target.resource}`)?.has(verb))) }));
  const named = grouped(needed.filter(({ verbs }) => verbs.size > 0), ({ group, resource, names, verbs }) => JSON.stringify([group, names === null ? resource : `${resource} by name`, sortedVerbs(verbs)]));
  const oneNames = named.map((same) => ({ ...same[0], names: same[0].names === null ? null : [...new Set(same.flatMap(({ names }) => names ?? []))].sort() }));
  const rules = grouped(oneNames, ({ group, names, verbs }) => JSON.stringify([group, names, sortedVerbs(verbs)]));
  return rules
    .map((same): Rule => {
      const [{ group, names, verbs }] = same;
      return { apiGroups: [group], resources: same.map(({ resource }) => resource).sort(), ...(names !== null && { resourceNames: names }), verbs: sortedVerbs(verbs) };
    })
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function sortedVerbs(verbs: ReadonlySet<string>): readonly string[] {
  return orderOfVerbs.filter((verb) => verbs.has(verb));
}

function keyOf({ apiGroups, resources, resourceNames = [] }: Rule): string {
  return [...apiGroups, ...resources, ...resourceNames].join(' ');
}

type Some<T> = readonly [T, ...T[]];

function grouped<T>(values: readonly T[], keyOfValue: (value: T) => string): readonly Some<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const value of values) {
    const group = groups.get(keyOfValue(value));
    if (group) group.push(value);
    else groups.set(keyOfValue(value), [value]);
  }
  return [...groups.values()];
}
