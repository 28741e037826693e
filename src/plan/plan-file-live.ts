import { goJson } from '../lang/index.ts';
import { programId, refKey, refOf, servicesOf, type ClusterView, type KubeObject, type ObjectRef, type Programs, type RolloutProgram } from '../model/index.ts';
import { routeRefsOf, setsOf } from '../rollout/index.ts';
import { isTarget } from './build.ts';
import { written } from './object-changes.ts';
import type { Digests, LiveMark } from './plan-file.ts';

/**
 * Marks of all that a plan of these programs looks at in a cluster: their ReplicaSets, Services and routes, and the plain objects of the manifests.
 *
 * What clusters change by themselves (status, resource versions) does not count. In order of their names.
 */
export function liveMarks({ programs, plain }: Programs, targets: readonly string[], view: ClusterView, digests: Digests): readonly LiveMark[] {
  const rollouts = programs.filter((program): program is RolloutProgram => program.kind === 'Rollout' && isTarget(programId(program), targets));
  const objects = targets.length > 0 ? [] : plain.map(({ object }) => refOf(object)).filter(({ name }) => name !== '');
  const looked = new Map([...objects, ...rollouts.flatMap((program) => refsOf(program, view))].map((ref) => [refKey(ref), ref]));
  return [...looked.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, object]) => {
      const found = view.get(object);
      return { object, digest: found ? digestOf(found, digests) : null };
    });
}

function refsOf(program: RolloutProgram, view: ClusterView): readonly ObjectRef[] {
  const { namespace, spec } = program;
  const services = servicesOf(spec.strategy).map((name) => ({ apiVersion: 'v1', kind: 'Service', namespace, name }));
  return [...services, ...routeRefsOf(program, (ref) => view.get(ref)), ...setsOf(program, view).map(({ name }) => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name }))];
}

function digestOf(object: KubeObject, { plain, keyed }: Digests): string {
  const text = goJson(written(object));
  return object.kind === 'Secret' ? keyed(text) : plain(text);
}
