import { diagnose } from '../../diagnostic/index.ts';
import type { RolloutRule } from '../rollout-parts.ts';
import { routesOf } from '../rollout-routes.ts';

/** SLU205: the routes that a Rollout names should be among the manifests; they may also be in the cluster already. */
export const routesFound: RolloutRule = function* (rollout, inventory) {
  for (const { kind, namespace, name, path } of routesOf(rollout)) {
    if (inventory.find(kind, namespace, name)) continue;
    yield diagnose(
      'SLU205',
      rollout.resource.at.spanOf(path),
      `The router is to change the ${shortKind(kind)} ${name}, which is not among these manifests in namespace ${namespace}. It may exist in the cluster; if it should stand here, add its file to the command or correct the name.`,
    );
  }
};

export function shortKind(kind: string): string {
  return kind.split('.')[0] ?? kind;
}
