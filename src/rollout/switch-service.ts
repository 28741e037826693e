import type { ReasonedWrite, RolloutProgram } from '../model/index.ts';
import { hashLabel, managedServiceAnnotation } from './names.ts';
import type { ServiceView, SetView } from './observe.ts';

/** Makes a Service select the pods of one set, and marks it as the Rollout's. */
export function switchService(service: ServiceView, set: SetView, program: RolloutProgram): ReasonedWrite {
  return {
    write: {
      verb: 'patch',
      ref: { apiVersion: 'v1', kind: 'Service', namespace: program.namespace, name: service.name },
      patch: {
        metadata: { annotations: { [managedServiceAnnotation]: program.name } },
        spec: { selector: { [hashLabel]: set.hash } },
      },
    },
    why: `point Service ${service.name} at ${set.name}`,
  };
}
