import type { JsonObject } from '../lang/index.ts';
import type { PodMetadata, ReasonedWrite, StringMap } from '../model/index.ts';
import { hashLabel, type RolloutWorld, type SetView } from '../rollout/index.ts';

/** How a run left the objects that it acts on. Whatever differs at the next look was changed by someone else. */
export interface Expectation {
  /** By name. */
  readonly sets: Readonly<Record<string, ExpectedSet>>;
  /** The version that each Service selects; null: none. */
  readonly services: Readonly<Record<string, string | null>>;
  /** What was odd about pods already, in words: it is told once. */
  readonly odd: readonly string[];
}

interface ExpectedSet {
  readonly desired: number;
  readonly template: PodMetadata;
}

/** What there is to be after `writes`, done to `world`. */
export function expectationAfter(world: RolloutWorld, writes: readonly ReasonedWrite[]): Expectation {
  const sets: Record<string, ExpectedSet> = Object.fromEntries(allSets(world).map(({ name, desired, template }) => [name, { desired, template }]));
  const services: Record<string, string | null> = Object.fromEntries([...world.services.values()].map(({ name, selectedHash }) => [name, selectedHash]));
  for (const { write } of writes) {
    if (write.verb === 'create' && write.object.kind === 'ReplicaSet') sets[write.object.metadata.name] ??= setAfter(null, write.object.spec ?? {});
    else if (write.verb === 'delete') delete sets[write.ref.name];
    else if (write.verb === 'patch') {
      const spec = (write.patch['spec'] ?? {}) as JsonObject;
      const set = write.ref.kind === 'ReplicaSet' ? sets[write.ref.name] : undefined;
      if (set) sets[write.ref.name] = setAfter(set, spec);
      const selector = (spec['selector'] ?? {}) as StringMap;
      if (write.ref.kind === 'Service' && selector[hashLabel] !== undefined) services[write.ref.name] = selector[hashLabel];
    }
  }
  return { sets, services, odd: oddPods(world.sets) };
}

/** What someone else did since the run left things as expected, in a person's words; null: nothing. */
export function foreignChange(expected: Expectation, world: RolloutWorld): string | null {
  const parts: string[] = [];
  for (const [name, was] of Object.entries(expected.sets)) {
    const is = allSets(world).find((set) => set.name === name);
    if (!is) {
      parts.push(`ReplicaSet ${name} is gone, ${was.desired} pods of it were planned`);
      continue;
    }
    if (is.desired !== was.desired) parts.push(`ReplicaSet ${name} was scaled to ${is.desired} by someone else, planned ${was.desired}`);
    for (const [key, before, after] of differences(was.template, is.template)) {
      parts.push(`ReplicaSet ${name} gives its pods ${key}=${after ?? '(nothing)'} through someone else, planned ${before ?? '(nothing)'}`);
    }
  }
  for (const [name, was] of Object.entries(expected.services)) {
    const is = world.services.get(name);
    if (!is) parts.push(`Service ${name} is gone`);
    else if (is.selectedHash !== was) parts.push(`Service ${name} was made to select ${is.selectedHash ?? 'no version'} by someone else, planned ${was ?? 'no version'}`);
  }
  parts.push(...oddPods(world.sets).filter((text) => !expected.odd.includes(text)));
  return parts.length > 0 ? parts.join('; ') : null;
}

/** The Rollout's own and those of its experiments. */
function allSets({ sets, experimentSets }: RolloutWorld): readonly SetView[] {
  return [...sets, ...experimentSets];
}

function setAfter(before: ExpectedSet | null, spec: JsonObject): ExpectedSet {
  const { metadata = {} } = (spec['template'] ?? {}) as { readonly metadata?: { readonly labels?: JsonObject; readonly annotations?: JsonObject } };
  return {
    desired: spec['replicas'] === undefined ? (before?.desired ?? 1) : Number(spec['replicas']),
    template: { labels: merged(before?.template.labels, metadata.labels), annotations: merged(before?.template.annotations, metadata.annotations) },
  };
}

function merged(before: StringMap = {}, change: JsonObject = {}): StringMap {
  const kept = Object.entries({ ...before, ...change }).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(kept);
}

function differences(was: PodMetadata, is: PodMetadata): readonly (readonly [key: string, before: string | undefined, after: string | undefined])[] {
  return (['labels', 'annotations'] as const).flatMap((field) => {
    const keys = new Set([...Object.keys(was[field]), ...Object.keys(is[field])]);
    return [...keys].filter((key) => was[field][key] !== is[field][key]).map((key) => [key, was[field][key], is[field][key]] as const);
  });
}

/**
 * Labels of running pods that say something else than their set does. A value that some set of the program gives is on its way from one role to
 * another, and a label that is not there yet is to come.
 */
function oddPods(sets: readonly SetView[]): readonly string[] {
  const given = new Map<string, Set<string>>();
  for (const set of sets) {
    for (const labels of [set.template.labels, set.injected?.labels ?? {}]) {
      for (const [key, value] of Object.entries(labels)) given.set(key, (given.get(key) ?? new Set()).add(value));
    }
  }
  return sets.flatMap((set) =>
    set.pods.flatMap((pod) =>
      Object.entries(set.template.labels)
        .filter(([key]) => pod.labels[key] !== undefined && !given.get(key)?.has(pod.labels[key]))
        .map(([key, value]) => `pod ${pod.name} was labelled ${key}=${pod.labels[key]} by someone else, planned ${value}`),
    ),
  );
}
