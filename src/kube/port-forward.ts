import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { PortError, type Cancellation, type ForwardedPort } from '../model/index.ts';
import type { KubeApi } from './api.ts';
import { podBehind, type PodPort } from './pod-behind.ts';

/** What a message's first byte says that the rest of it is. @see Kubernetes 1.34 kubelet pkg/server portforward: two channels for each port */
const channel = { bytes: 0, trouble: 1 } as const;

/**
 * A connection to a port of a Service or a pod, through the API server: a stream as a socket is, which ends with whoever opened it.
 *
 * Each connection asks anew which pod it is, so that the next one gets through after a pod went.
 *
 * @throws PortError
 */
export async function forwardPort(api: KubeApi, to: ForwardedPort, signal: Cancellation): Promise<Duplex> {
  const pod = await podBehind(api, to);
  const { namespace, name, port } = pod;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/portforward`;
  try {
    return streamOver(await api.connection.webSocket({ path, query: { ports: String(port) }, signal, doing: `forward port ${port} of pod ${namespace}/${name}` }, 'v4.channel.k8s.io'), pod);
  } catch (error) {
    if (!(error instanceof PortError) || error.kind !== 'denied') throw error;
    // The verb is get in Kubernetes up to 1.34, and create after it.
    throw new PortError('denied', `${error.message}. A port-forward takes the rights get and create on pods/portforward in ${namespace}.`, { cause: error });
  }
}

/** The bytes that go to and come from a port. The protocol can't end one direction alone: only destroying the stream ends the connection. */
function streamOver(socket: WebSocket, { namespace, name, port }: PodPort): Duplex {
  const begun = new Set<number>();
  const stream = new Duplex({
    read: () => socket.resume(),
    // What can't be sent any more fails with the reason that is on its way, not with this.
    write: (chunk: Buffer, _encoding, done) => socket.send(Buffer.concat([Buffer.of(channel.bytes), chunk]), () => done()),
    destroy(error, done) {
      socket.terminate();
      done(error);
    },
  });
  socket.on('message', (message: Buffer) => {
    const [from = -1] = message;
    // The first message of each channel repeats the port.
    const bytes = message.subarray(begun.has(from) ? 1 : 3);
    begun.add(from);
    if (bytes.length === 0) return;
    if (from === channel.bytes && !stream.push(bytes)) socket.pause();
    if (from === channel.trouble) {
      const trouble = bytes.toString('utf8').trim();
      const why = trouble.includes('connection refused') ? 'nothing listens on it' : trouble;
      stream.destroy(new PortError('unavailable', `Could not forward port ${port} of pod ${namespace}/${name}: ${why}`, { retryable: true }));
    }
  });
  socket.on('close', () => stream.push(null));
  return stream;
}
