/** Messages of errors that may go by themselves. @see Argo Workflows 4.1 util/errors IsTransientErr */
export function isTransient(message: string): boolean {
  return transientParts.some((part) => message.includes(part));
}

const transientParts: readonly string[] = [
  'etcdserver: leader changed',
  'etcdserver: request timed out',
  'etcdserver: too many requests',
  'unexpected error when reading response body',
  'stream error when reading response body',
  'Connection closed by foreign host',
  'net/http: TLS handshake timeout',
  'i/o timeout',
  'connection timed out',
  'connection reset by peer',
  'http2: client connection lost',
  'http2: server sent GOAWAY and closed the connection',
  'request did not complete within requested timeout',
  'connect: connection refused',
  'invalid connection',
];
