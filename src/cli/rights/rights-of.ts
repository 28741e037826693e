import { analysesOf, metricsOf, servicesOf, stepsOf, type ForwardedPort, type KubeObject, type Programs, type RolloutProgram, type Strategy } from '../../model/index.ts';
import { routeKindsOf } from '../../rollout/index.ts';
import { resourceNameOf } from './resource-name.ts';
import type { Right } from './right.ts';

export type Purpose = 'plan' | 'apply';

export interface RightsAsked {
  readonly purpose: Purpose;
  /** The namespace of states that are kept in the cluster; null: they are files. */
  readonly stateNamespace: string | null;
  /** Plans show what the cluster would store: a server-side dry run takes the rights of the write itself. */
  readonly previews: boolean;
  /** What is no longer in the manifests is deleted. */
  readonly prune: boolean;
  /** What metrics are asked through when they are measured. */
  readonly forwards: readonly ForwardedPort[];
}

/** The rights that planning or applying these manifests takes, and no others. */
export function rightsOf({ programs, plain }: Programs, asked: RightsAsked): readonly Right[] {
  const objects = plain.map(({ object }) => object);
  return [
    // Its uid tells clusters apart.
    { namespace: '', group: '', resource: 'namespaces', names: ['kube-system'], verbs: ['get'] },
    ...programs.flatMap((program) => (program.kind === 'Rollout' ? [...ofRollout(program, asked.purpose, objects), ...(asked.previews ? [ofPodPreview(program)] : [])] : [])),
    ...objects.flatMap((object) => ofObject(object, objects, asked)),
    ...(asked.purpose === 'apply' ? asked.forwards.flatMap(ofForward) : []),
    ...(asked.stateNamespace === null ? [] : ofStates(asked.stateNamespace, asked.purpose)),
  ];
}

function ofRollout(program: RolloutProgram, purpose: Purpose, manifests: readonly KubeObject[]): readonly Right[] {
  const { namespace, name, spec } = program;
  const { strategy } = spec;
  const right = (group: string, resource: string, verbs: readonly string[], names: readonly string[] | null = null): readonly Right[] =>
    names?.length === 0 ? [] : [{ namespace, group, resource, names, verbs }];
  const looks = purpose === 'plan' ? ['list'] : ['list', 'watch'];
  const seen = [...right('apps', 'replicasets', looks), ...right('', 'pods', looks), ...right('', 'services', looks), ...ofRoutes(program, purpose === 'plan' ? ['get'] : looks, manifests)];
  if (purpose === 'plan') return seen;
  const secrets = analysesOf(strategy).flatMap(({ args }) => args.flatMap((arg) => (arg.kind === 'secret' ? [arg.secret] : [])));
  return [
    ...seen,
    ...right('apps', 'replicasets', ['get', 'create', 'patch', 'delete']),
    ...(hasPodMetadata(strategy) ? right('', 'pods', ['patch']) : []),
    // A person may ask for a restart while it runs.
    ...right('', 'pods/eviction', ['create']),
    ...right('', 'services', ['get', 'patch'], servicesOf(strategy)),
    ...ofRoutes(program, ['get', 'create', 'patch', 'delete'], manifests),
    ...(hasOwnServices(strategy) ? right('', 'services', ['get', 'create', 'delete']) : []),
    ...(hasJobs(strategy) ? right('batch', 'jobs', [...looks, 'get', 'create', 'delete']) : []),
    ...right('', 'secrets', ['get'], secrets),
    // Whether a controller carries it out already.
    ...right('argoproj.io', 'rollouts', ['get'], [name]),
  ];
}

/** One pod of each new template is made in a dry run. */
function ofPodPreview({ namespace }: RolloutProgram): Right {
  return { namespace, group: '', resource: 'pods', names: null, verbs: ['create'] };
}

/** Of each kind that its routers look at, change or make. */
function ofRoutes(program: RolloutProgram, verbs: readonly string[], manifests: readonly KubeObject[]): readonly Right[] {
  return routeKindsOf(program).map((kind) => {
    const { group, plural } = resourceNameOf(kind, manifests);
    return { namespace: program.namespace, group, resource: plural, names: null, verbs };
  });
}

function ofForward({ namespace, kind, name }: ForwardedPort): readonly Right[] {
  const right = (resource: string, verbs: readonly string[], names: readonly string[] | null): Right => ({ namespace, group: '', resource, names, verbs });
  const pod = kind === 'Pod' ? [name] : null;
  const found = kind === 'Pod' ? [right('pods', ['get'], [name])] : [right('services', ['get'], [name]), right('pods', ['list'], null)];
  // The verb is get in Kubernetes up to 1.34, and create after it.
  return [...found, right('pods/portforward', ['get', 'create'], pod)];
}

function ofObject(object: KubeObject, all: readonly KubeObject[], { purpose, previews, prune }: RightsAsked): readonly Right[] {
  const { group, plural } = resourceNameOf(object, all);
  const target = { namespace: object.metadata.namespace ?? '', group, resource: plural };
  const names = [object.metadata.name];
  const writes = purpose === 'apply' || previews ? ['create', 'patch'] : [];
  return [
    { ...target, names, verbs: ['get', ...writes] },
    ...(prune ? [{ ...target, names: null, verbs: purpose === 'apply' ? ['get', 'delete'] : ['get'] }] : []),
  ];
}

/** What `state/` keeps in a cluster: states in Secrets, locks in Leases, requests in ConfigMaps. */
function ofStates(namespace: string, purpose: Purpose): readonly Right[] {
  const right = (group: string, resource: string, verbs: readonly string[]): Right => ({ namespace, group, resource, names: null, verbs });
  if (purpose === 'plan') return [right('', 'secrets', ['get', 'list'])];
  return [
    right('', 'secrets', ['get', 'list', 'create', 'update', 'delete']),
    right('', 'configmaps', ['get', 'list', 'watch', 'create', 'update', 'delete']),
    right('coordination.k8s.io', 'leases', ['get', 'list', 'create', 'update', 'delete']),
  ];
}

function hasJobs(strategy: Strategy): boolean {
  return metricsOf(strategy).some(({ providerKind }) => providerKind === 'job');
}

function hasOwnServices(strategy: Strategy): boolean {
  return stepsOf(strategy).some((step) => step.kind === 'experiment' && step.templates.some(({ service }) => service !== null));
}

function hasPodMetadata(strategy: Strategy): boolean {
  const metadata = strategy.kind === 'canary' ? [strategy.canaryMetadata, strategy.stableMetadata] : [strategy.activeMetadata, strategy.previewMetadata];
  return metadata.some((each) => each !== null);
}
