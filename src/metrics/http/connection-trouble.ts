import { PortError } from '../../model/index.ts';

/** Why no answer came, in a sentence; codes of Node's sockets, resolver, TLS and HTTP parser. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed before the answer was complete',
  EPIPE: 'the connection was closed before the request was sent',
  ENOTFOUND: 'the host name is not known here',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'there is no way to the host from here',
  ENETUNREACH: 'there is no way to the network from here',
  ETIMEDOUT: 'the connection was not accepted in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody who is known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody who is known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody who is known here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  EPROTO: 'it does not speak TLS',
};

const unreachable: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNREFUSED']);

/** What a failed connection is to people. `address` is safe to show. */
export function connectionTrouble(error: unknown, address: string): PortError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = code.startsWith('HPE_') ? 'what answers there does not speak HTTP' : (reasons[code] ?? `the connection failed${code === '' ? '' : ` (${code})`}`);
  const remedy = unreachable.has(code) ? ' An address that only pods can reach takes another one: --metric-address FROM=TO.' : '';
  return new PortError('unavailable', `${address} can't be asked: ${reason}.${remedy}`, { retryable: true, cause: error });
}
