import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { RolloutParts } from '../rollout-parts.ts';
import { servicesOf, type NamedService } from '../rollout-services.ts';

/** SLU234: no two Rollouts name one Service; each would point it at its own pods. The first by name keeps it, whatever the order of documents. */
export function* servicesNotShared(rollouts: readonly RolloutParts[]): Iterable<Diagnostic> {
  const owners = new Map<string, { readonly rollout: RolloutParts; readonly service: NamedService }>();
  for (const rollout of [...rollouts].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const service of servicesOf(rollout)) {
      if (!service.owned) continue;
      const key = `${rollout.namespace}/${service.name}`;
      const owner = owners.get(key);
      if (!owner) owners.set(key, { rollout, service });
      else if (owner.rollout !== rollout) yield shared(rollout, service, owner);
    }
  }
}

function shared(rollout: RolloutParts, service: NamedService, owner: { readonly rollout: RolloutParts; readonly service: NamedService }): Diagnostic {
  return diagnose(
    'SLU234',
    rollout.resource.at.spanOf(service.path),
    `The Service ${service.name} belongs to the Rollout ${owner.rollout.name} already, and two Rollouts would change its selector in turns. Use another Service.`,
    [{ message: `the Rollout ${owner.rollout.name} names it here`, span: owner.rollout.resource.at.spanOf(owner.service.path) }],
  );
}
