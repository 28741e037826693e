import type { PortForwarder } from '../metrics/index.ts';
import { PortError, type KubeObject, type ObjectRef } from '../model/index.ts';
import { lazyApi } from './lazy-api.ts';

/** What of the cluster is asked for beside what Terraform does. */
export interface TerraformConnection {
  /** Secrets, for measurements. */
  read(ref: ObjectRef): Promise<KubeObject | undefined>;
  readonly forward: PortForwarder;
  /** Whether it can hold an object. Argo's own kinds need a CRD, which nothing here does: what refers to them is resolved from the manifests. */
  holds(object: KubeObject): Promise<boolean>;
  close(): Promise<void>;
}

export function terraformConnection(choice: { readonly kubeconfig: string; readonly context: string | undefined; readonly namespace: string | undefined }): TerraformConnection {
  const { api, forward, close } = lazyApi(choice);
  return {
    read: async (ref) => (await api()).get(ref),
    forward,
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
    close,
  };
}
