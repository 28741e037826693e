import { connect, KubeApi } from '../../src/kube/index.ts';
import { openKubernetesStore } from '../../src/state/index.ts';
import { runTask } from '../contract/state-store-tasks.ts';

const [kubeconfig = '', namespace = '', ...task] = process.argv.slice(2);
const api = new KubeApi(await connect({ kubeconfig, namespace }));
await runTask(await openKubernetesStore(api, { namespace }), task);
api.connection.close();
