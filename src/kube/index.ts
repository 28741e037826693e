/**
 * A Kubernetes API server: how it is found and spoken to, any kind of object, and watches.
 *
 * Whoever keeps something in a cluster stands on this: `cluster/` objects, `state/` states. It knows nothing of rollouts, and it is loaded only where
 * a real cluster is asked for, since it brings HTTPS along. Nothing here reads a kubeconfig that the user did not name.
 */
export { KubeApi, type ApplyOptions } from './api.ts';
export { connect, type Connection, type ConnectOptions } from './connection.ts';
export { forwardPort } from './port-forward.ts';
export { sleep } from './patience.ts';
export { fieldConflicts, statusOf, type FieldConflict, type KubeStatus } from './status.ts';
export { Reflector, type Kind } from './reflector.ts';
