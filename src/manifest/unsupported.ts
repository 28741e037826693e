import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import type { JsonObject } from '../lang/index.ts';
import type { Path, Resource } from '../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from './fields.ts';
import { routingPath as routing } from './rollout-parts.ts';
import { gatewayPlugin } from './rollout-routes.ts';

/** Parts of a Rollout that sluice reads and checks but does not carry out yet: a plan without them would be wrong, so there is none. */
const parts: readonly { readonly path: Path; readonly what: string }[] = [
  { path: ['spec', 'strategy', 'blueGreen', 'antiAffinity'], what: 'Injected anti-affinity' },
  { path: ['spec', 'strategy', 'canary', 'antiAffinity'], what: 'Injected anti-affinity' },
];

const plannedSteps: readonly string[] = ['setWeight', 'pause', 'analysis', 'experiment', 'setCanaryScale', 'setHeaderRoute', 'setMirrorRoute'];

/** SLU401: what the manifest asks for cannot be planned. */
export function unsupported(resource: Resource): readonly Diagnostic[] {
  const object = resource.object as unknown as JsonObject;
  const found = parts.filter(({ path }) => isGiven(object, ...path));
  const diagnostics = found.map(({ path, what }) => refusal(resource, path, what));
  const scaleDown = textAt(object, 'spec', 'workloadRef', 'scaleDown') ?? '';
  if (scaleDown !== '' && scaleDown !== 'never') diagnostics.push(refusal(resource, ['spec', 'workloadRef', 'scaleDown'], `Scaling a workload down (${scaleDown})`));
  diagnostics.push(...unknownPlugins(resource), ...distantRoutes(resource));
  listAt(object, 'spec', 'strategy', 'canary', 'steps').forEach((step, index) => {
    for (const kind of Object.keys(objectAt(step) ?? {})) {
      if (!plannedSteps.includes(kind) && isGiven(step, kind)) diagnostics.push(refusal(resource, ['spec', 'strategy', 'canary', 'steps', index, kind], `The step ${kind}`));
    }
  });
  return diagnostics;
}

/** A plugin is a program of its own, whose writes nobody can foresee but those of the Gateway API's. */
function unknownPlugins(resource: Resource): readonly Diagnostic[] {
  const plugins = Object.keys(objectAt(resource.object.spec, ...routing.slice(1), 'plugins') ?? {});
  return plugins.filter((name) => name !== gatewayPlugin).map((name) => refusal(resource, [...routing, 'plugins', name], `The traffic router plugin ${name}`));
}

/** A program looks at its own namespace only. */
function distantRoutes(resource: Resource): readonly Diagnostic[] {
  const namespace = resource.object.metadata.namespace ?? '';
  const istio = objectAt(resource.object.spec, ...routing.slice(1), 'istio') ?? undefined;
  const services = [{ name: textAt(istio, 'virtualService', 'name'), path: ['virtualService', 'name'] }, ...listAt(istio, 'virtualServices').map((service, index) => ({ name: textAt(service, 'name'), path: ['virtualServices', index, 'name'] }))];
  const istioRefusals = services.filter(({ name }) => (name?.split('.')[1] ?? namespace) !== namespace).map(({ path }) => refusal(resource, [...routing, 'istio', ...path], 'A VirtualService of another namespace'));
  const gateway = textAt(resource.object.spec, ...routing.slice(1), 'plugins', gatewayPlugin, 'namespace') ?? namespace;
  return gateway === namespace ? istioRefusals : [...istioRefusals, refusal(resource, [...routing, 'plugins', gatewayPlugin, 'namespace'], 'A route of another namespace')];
}

function refusal(resource: Resource, path: Path, what: string): Diagnostic {
  return diagnose('SLU401', resource.at.keySpanOf(path), `${what} is read and checked, but this version of sluice cannot plan it, and a plan without it would be wrong. Plan the Rollout without it, or let the Argo controller run it.`);
}
