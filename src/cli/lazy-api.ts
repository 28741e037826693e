import type { ConnectOptions, KubeApi } from '../kube/index.ts';
import type { PortForwarder } from '../metrics/index.ts';

/** An API server that is connected to with the first question. */
export interface LazyApi {
  api(): Promise<KubeApi>;
  readonly forward: PortForwarder;
  close(): Promise<void>;
}

export function lazyApi(choice: ConnectOptions): LazyApi {
  let connecting: Promise<KubeApi> | null = null;
  const api = (): Promise<KubeApi> => (connecting ??= import('../kube/index.ts').then(async ({ connect, KubeApi: Api }) => new Api(await connect(choice))));
  return {
    api,
    async forward(to, signal) {
      const { forwardPort } = await import('../kube/index.ts');
      return forwardPort(await api(), to, signal);
    },
    async close() {
      if (connecting !== null) (await connecting).connection.close();
    },
  };
}
