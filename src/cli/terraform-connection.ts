import type { KubeApi } from '../kube/index.ts';
import type { PortForwarder } from '../metrics/index.ts';
import { PortError, type KubeObject, type ObjectRef } from '../model/index.ts';

/** What of the cluster is asked for beside what Terraform does. */
export interface TerraformConnection {
  /** Secrets, for measurements. */
  read(ref: ObjectRef): Promise<KubeObject | undefined>;
  readonly forward: PortForwarder;
  /** Whether it can hold an object. Argo's own kinds need a CRD, which nothing here does: what refers to them is resolved from the manifests. */
  holds(object: KubeObject): Promise<boolean>;
  close(): Promise<void>;
}

/** The cluster is connected to with the first question. */
export function terraformConnection(choice: { readonly kubeconfig: string; readonly context: string | undefined; readonly namespace: string | undefined }): TerraformConnection {
  let opening: Promise<KubeApi> | null = null;
  const api = (): Promise<KubeApi> => (opening ??= import('../kube/index.ts').then(async ({ connect, KubeApi: Api }) => new Api(await connect(choice))));
  return {
    read: async (ref) => (await api()).get(ref),
    async forward(to, signal) {
      const { forwardPort } = await import('../kube/index.ts');
      return forwardPort(await api(), to, signal);
    },
    async holds({ apiVersion, kind }) {
      if (!apiVersion.startsWith('argoproj.io/')) return true;
      try {
        await (await api()).resource({ apiVersion, kind });
        return true;
      } catch (error) {
        if (error instanceof PortError && error.kind === 'not-found') return false;
        throw error;
      }
    },
    async close() {
      if (opening !== null) (await opening).connection.close();
    },
  };
}
