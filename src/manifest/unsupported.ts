import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import type { JsonObject } from '../lang/index.ts';
import type { Path, Resource } from '../model/index.ts';
import { isGiven, listAt, objectAt } from './fields.ts';

/** Parts of a Rollout that sluice reads and checks but does not carry out yet: a plan without them would be wrong, so there is none. */
const parts: readonly { readonly path: Path; readonly what: string }[] = [
  { path: ['spec', 'strategy', 'blueGreen', 'antiAffinity'], what: 'Injected anti-affinity' },
  { path: ['spec', 'strategy', 'canary', 'trafficRouting'], what: 'Traffic routing' },
  { path: ['spec', 'strategy', 'canary', 'pingPong'], what: 'Ping-pong Services' },
  { path: ['spec', 'strategy', 'canary', 'antiAffinity'], what: 'Injected anti-affinity' },
  { path: ['spec', 'workloadRef'], what: 'A workload that is referred to' },
];

const plannedSteps: readonly string[] = ['setWeight', 'pause', 'analysis', 'experiment'];

/** SLU401: what the manifest asks for cannot be planned. */
export function unsupported(resource: Resource): readonly Diagnostic[] {
  const object = resource.object as unknown as JsonObject;
  const found = parts.filter(({ path }) => isGiven(object, ...path));
  const diagnostics = found.map(({ path, what }) => refusal(resource, path, what));
  listAt(object, 'spec', 'strategy', 'canary', 'steps').forEach((step, index) => {
    for (const kind of Object.keys(objectAt(step) ?? {})) {
      if (!plannedSteps.includes(kind) && isGiven(step, kind)) diagnostics.push(refusal(resource, ['spec', 'strategy', 'canary', 'steps', index, kind], `The step ${kind}`));
    }
  });
  return diagnostics;
}

function refusal(resource: Resource, path: Path, what: string): Diagnostic {
  return diagnose('SLU401', resource.at.keySpanOf(path), `${what} is read and checked, but this version of sluice cannot plan it, and a plan without it would be wrong. Plan the Rollout without it, or let the Argo controller run it.`);
}
