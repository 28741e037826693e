import { diagnose } from '../../diagnostic/index.ts';
import { kinds } from '../kinds.ts';
import type { RolloutRule } from '../rollout-parts.ts';
import { servicesOf } from '../rollout-services.ts';

/** SLU205: the Services that a Rollout names should be among the manifests; they may also be in the cluster already. */
export const servicesFound: RolloutRule = function* (rollout, inventory) {
  const { resource, namespace } = rollout;
  for (const { role, name, path } of servicesOf(rollout)) {
    if (inventory.find(kinds.service, namespace, name)) continue;
    yield diagnose(
      'SLU205',
      resource.at.spanOf(path),
      `${role} names the Service ${name}, which is not among these manifests in namespace ${namespace}. It may exist in the cluster; if it should stand here, add its file to the command or correct the name.`,
    );
  }
};
