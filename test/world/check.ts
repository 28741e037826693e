import { expect, test } from 'vitest';
import { hasCondition, objects, readiness, replicaSet } from './objects.ts';
import { ModelCluster, type Readiness } from '../../src/world/index.ts';

/** Does things to a cluster that starts at time 0 and reads, after each, what a person would. */
export function check(
  name: string,
  given: {
    readonly readiness?: Readiness;
    /** What is done, and what the cluster shows then: "web 2/3 ready, 1 available | pods a b". */
    readonly steps: readonly (readonly [title: string, act: (cluster: ModelCluster) => void, shown: string])[];
  },
): void {
  test(name, () => {
    const cluster = new ModelCluster(0, given.readiness ?? readiness(0));
    const shown = given.steps.map(([title, act]) => {
      act(cluster);
      cluster.settle();
      return `${title}: ${picture(cluster)}`;
    });
    expect(shown).toEqual(given.steps.map(([title, , text]) => `${title}: ${text}`));
  });
}

/** "web 2/3 ready, 1 available": the sets of namespace "default", and their pods by number, those not ready in brackets. */
export function picture(cluster: ModelCluster): string {
  const sets = cluster.list('ReplicaSet', 'default').map((set) => {
    const { replicas, readyReplicas, availableReplicas } = set.status as Record<string, number>;
    const pods = cluster.podsOf(set).map((pod) => {
      const number = numberOf(pod.metadata.name);
      return hasCondition(pod, 'Ready') ? number : `(${number})`;
    });
    return `${set.metadata.name} ${readyReplicas}/${replicas} ready, ${availableReplicas} available: ${pods.join(' ')}`.trim();
  });
  return sets.join(' | ');
}

const numbers = new Map<string, string>();

/** Pods are called after the order in which their set made them: the name of the first ends as any first one's does. */
function numberOf(name: string): string {
  if (numbers.size === 0) {
    const cluster = new ModelCluster(0);
    cluster.write(objects.create(replicaSet('count', 40)));
    cluster.settle();
    cluster.list('Pod', 'default').forEach((pod, index) => numbers.set(pod.metadata.name.slice(-5), String(index + 1)));
  }
  return numbers.get(name.slice(-5)) ?? name;
}
