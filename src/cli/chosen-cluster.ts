import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { openKubeCluster, openLocalLog, readEmbeddedCluster, withExecutor, type KubeCluster } from '../cluster/index.ts';
import { diagnose, type Checked } from '../diagnostic/index.ts';
import { forwardPort } from '../kube/index.ts';
import type { PortForwarder } from '../metrics/index.ts';
import { PortError, type Cluster, type ClusterView, type KubeObject, type ObjectRef, type Preview, type RolloutProgram } from '../model/index.ts';
import type { Before, Scenario } from '../plan/index.ts';
import { routeKindsOf } from '../rollout/index.ts';
import type { ClusterChoice, ClusterName } from './cluster-options.ts';
import type { Modelled } from './plan-anew.ts';
import { clusterFile, localFolder, openCluster, openStores, type Stores } from './session.ts';
import type { Terminal } from './terminal.ts';

type Model = Extract<Before, { kind: 'cluster' }>['cluster'];

/** A cluster at one moment. */
export interface ReadCluster {
  readonly cluster: Model;
  /** '' where there is none yet. */
  readonly uid: string;
  readonly title: string;
}

/** The cluster that a command is about. Nothing is written before it is opened. */
export interface ChosenCluster {
  readonly name: ClusterName;
  /** Of objects that name none. */
  readonly namespace: string;
  /** Steps of Workflows run as processes on this machine. */
  readonly local: boolean;
  /** Tells what was made here from what was made in other clusters; '' for the embedded one. */
  readonly tag: string;
  /** What is remembered of its programs, and of what was made in it. */
  readonly stores: Stores;
  /** Behind "on": "the embedded cluster". */
  readonly where: string;
  /** All that programs look at in some namespaces, and other objects by name. */
  read(of: { readonly namespaces: readonly string[]; readonly objects?: readonly ObjectRef[] }): Promise<ReadCluster>;
  /** One namespace, to be looked at again and again until it is closed. */
  look(namespace: string): Promise<{ readonly view: ClusterView; readonly uid: string }>;
  /** Whether it can hold an object. Argo's own kinds need a CRD, which sluice does not: what refers to them is resolved from the manifests. */
  holds(object: KubeObject): Promise<boolean>;
  /** What it would store; null: it can't say. */
  readonly preview: ((object: KubeObject, options: { readonly force: boolean }) => Promise<Preview>) | null;
  /** The same of a pod that the template of a new ReplicaSet makes; null: it can't say. */
  readonly previewPod: ((set: KubeObject) => Promise<Preview>) | null;
  /** What a container writes, line by line, with `follow` until it ends; null: it was simulated, and wrote nothing. */
  readonly logs: (pod: { readonly namespace: string; readonly name: string }, options: { readonly container?: string; readonly follow: boolean; readonly signal: AbortSignal }) => Promise<AsyncIterable<string> | null>;
  /** To its Services and pods; null: they serve nothing. */
  readonly forward: PortForwarder | null;
  /** For whoever looked; what was opened is closed by itself. */
  close(): Promise<void>;
  open(options: { readonly speed: number; readonly scenario: Scenario; readonly programs: readonly RolloutProgram[] }): Promise<Cluster & Modelled>;
}

/**
 * The cluster that the options name; null: none. A kubeconfig is used only where it, one of its contexts or `--cluster kube` is named.
 *
 * @throws PortError when a real one can't be reached
 */
export async function chosenCluster(choice: ClusterChoice, terminal: Pick<Terminal, 'err'>): Promise<Checked<ChosenCluster | null>> {
  const { cluster, kubeconfig, context, namespace } = choice;
  const local = choice['run-local'] === true;
  const namesKube = kubeconfig !== undefined || context !== undefined;
  if (cluster === 'embedded' && namesKube && choice.state !== 'kubernetes') {
    return { value: null, diagnostics: [diagnose('SLU513', null, '--cluster embedded is no cluster of a kubeconfig. Leave it out, or --kubeconfig and --context.')] };
  }
  if (local && (cluster === 'kube' || (cluster === undefined && namesKube))) {
    return { value: null, diagnostics: [diagnose('SLU513', null, '--run-local runs steps on this machine, and a real cluster on its nodes. Give one of them.')] };
  }
  if (local && process.platform === 'win32') return { value: null, diagnostics: [diagnose('SLU513', null, '--run-local needs the process groups and the shell of a Unix.')] };
  if (cluster === 'embedded' || local) return { value: embedded(namespace ?? 'default', await openStores(choice, terminal), local), diagnostics: [] };
  if (cluster === undefined && !namesKube) return { value: null, diagnostics: [] };
  const onTrouble = (text: string): void => terminal.err(`${text}\n`);
  return { value: kube(await openKubeCluster({ kubeconfig, context, namespace, inCluster: !namesKube, onTrouble }), await openStores(choice, terminal), choice['executor-image'] ?? 'busybox:1.37-musl'), diagnostics: [] };
}

/** The same; the embedded one where none is named. */
export async function chosenOrEmbedded(choice: ClusterChoice, terminal: Pick<Terminal, 'err'>): Promise<Checked<ChosenCluster | null>> {
  const { value, diagnostics } = await chosenCluster(choice, terminal);
  return { value: value === null && diagnostics.length === 0 ? embedded(choice.namespace ?? 'default', await openStores(choice, terminal), false) : value, diagnostics };
}

function embedded(namespace: string, stores: Stores, local: boolean): ChosenCluster {
  return {
    name: 'embedded',
    namespace,
    local,
    tag: '',
    stores,
    where: local ? `the embedded cluster, with the steps of workflows as processes of ${userInfo().username} on this machine` : 'the embedded cluster',
    read: () => readEmbeddedCluster(clusterFile),
    async look() {
      const { cluster, uid } = await readEmbeddedCluster(clusterFile);
      return { view: cluster, uid };
    },
    holds: () => Promise.resolve(true),
    preview: null,
    previewPod: null,
    logs: (pod, options) => openLocalLog(localFolder(), pod, options),
    forward: null,
    close: () => Promise.resolve(),
    open: (options) => openCluster({ ...options, local }),
  };
}

function kube(cluster: KubeCluster, stores: Stores, image: string): ChosenCluster {
  const { context, namespace, server } = cluster.api.connection;
  return {
    name: 'kube',
    namespace,
    local: false,
    tag: createHash('sha256').update(cluster.uid).digest('hex').slice(0, 12),
    stores,
    where: `context ${context}, namespace ${namespace} (${server})`,
    async read({ namespaces, objects = [] }) {
      return { cluster: await cluster.model(namespaces, objects), uid: cluster.uid, title: cluster.title };
    },
    look: async (of) => ({ view: await cluster.observe(of), uid: cluster.uid }),
    holds: async ({ apiVersion, kind }) => !apiVersion.startsWith('argoproj.io/') || isKnown(cluster, { apiVersion, kind }),
    preview: (object, options) => cluster.preview(object, options),
    previewPod: (set) => cluster.previewPod(set),
    logs: (pod, options) => Promise.resolve(cluster.logs(pod, options)),
    forward: (to, signal) => forwardPort(cluster.api, to, signal),
    close: () => cluster.close(),
    async open({ programs }) {
      cluster.watchAlso(kindsOf(programs));
      const executor = await withExecutor(cluster, { image, logs: (pod, container) => cluster.api.logs(pod, container) });
      return Object.assign(executor, { model: () => cluster.model() });
    },
  };
}

async function isKnown(cluster: KubeCluster, kind: { readonly apiVersion: string; readonly kind: string }): Promise<boolean> {
  try {
    await cluster.api.resource(kind);
    return true;
  } catch (error) {
    if (error instanceof PortError && error.kind === 'not-found') return false;
    throw error;
  }
}

/** What programs look at beside sets, pods and Services: routes, and Jobs that measure. One word too many costs a watch, no more. */
function kindsOf(programs: readonly RolloutProgram[]): readonly { readonly apiVersion: string; readonly kind: string }[] {
  const routes = programs.flatMap(routeKindsOf);
  const measuresByJob = programs.some(({ spec }) => JSON.stringify(spec.strategy).includes('"job":'));
  return [...(measuresByJob ? [{ apiVersion: 'batch/v1', kind: 'Job' }] : []), ...routes.filter(({ kind }, index) => routes.findIndex((other) => other.kind === kind) === index)];
}
