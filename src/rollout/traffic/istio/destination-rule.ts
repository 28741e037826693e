import { isJsonObject, type JsonObject } from '../../../lang/index.ts';
import type { IstioRouter, KubeObject } from '../../../model/index.ts';
import { hashLabel, managedServiceAnnotation } from '../../names.ts';
import { objectsIn } from '../backends.ts';
import type { Versions } from '../router.ts';
import type { WeightDestination } from '../weights.ts';

/**
 * A DestinationRule whose subsets select the versions. Subsets that stand for neither are dropped, and experiments get some of their own.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/istio UpdateHash
 */
export function withVersions(rule: KubeObject, named: NonNullable<IstioRouter['destinationRule']>, program: string, versions: Versions, additional: readonly WeightDestination[]): KubeObject {
  const left = new Map(additional.map((destination) => [destination.service ?? '', destination.hash]));
  const subsets = objectsIn(rule.spec?.['subsets']).flatMap((subset): readonly JsonObject[] => {
    const name = String(subset['name']);
    if (name === named.canary) return [selecting(subset, versions.canary)];
    if (name === named.stable) return [selecting(subset, versions.stable)];
    const hash = left.get(name);
    if (hash === undefined) return [];
    left.delete(name);
    return [selecting(subset, hash)];
  });
  const made = [...left].map(([name, hash]) => ({ name, labels: { [hashLabel]: hash ?? '' } }));
  return {
    ...rule,
    metadata: { ...rule.metadata, annotations: { ...rule.metadata.annotations, [managedServiceAnnotation]: program } },
    spec: { ...rule.spec, subsets: [...subsets, ...made] },
  };
}

function selecting(subset: JsonObject, hash: string | null): JsonObject {
  const { [hashLabel]: _old, ...labels } = isJsonObject(subset['labels']) ? subset['labels'] : {};
  return { ...subset, labels: hash === null || hash === '' ? labels : { ...labels, [hashLabel]: hash } };
}
