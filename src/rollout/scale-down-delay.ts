import { formatTime } from '../lang/index.ts';
import type { ReasonedWrite } from '../model/index.ts';
import { scaleDownAnnotation } from './names.ts';
import type { RolloutWorld, SetView } from './observe.ts';
import { setRef } from './pod-metadata.ts';

/** A set is to go, but not yet. @see Argo Rollouts 1.9 rollout/replicaset.go addScaleDownDelay */
export function delayWrite(set: SetView, seconds: number, { world, namespace }: { readonly world: Pick<RolloutWorld, 'now'>; readonly namespace: string }): ReasonedWrite {
  const annotations = { [scaleDownAnnotation]: formatTime(world.now + seconds * 1000) };
  return { write: { verb: 'patch', ref: setRef(set, namespace), patch: { metadata: { annotations } } }, why: `scale ${set.name} down in ${seconds} s` };
}

/** It is needed again. @see Argo Rollouts 1.9 rollout/replicaset.go removeScaleDownDelay */
export function keepWrite(set: SetView, namespace: string): ReasonedWrite {
  return { write: { verb: 'patch', ref: setRef(set, namespace), patch: { metadata: { annotations: { [scaleDownAnnotation]: null } } } }, why: `keep ${set.name} up` };
}
