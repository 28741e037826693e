/** A port of a Service or a pod, reached through the API server of its cluster. */
export interface ForwardedPort {
  readonly namespace: string;
  readonly kind: 'Service' | 'Pod';
  readonly name: string;
  /** A number, or a name that the Service or a container of the pod gives it. */
  readonly port: string;
}

/** How one is written. */
export const forwardedPortForm = 'port-forward://NAMESPACE/service/NAME:PORT or port-forward://NAMESPACE/pod/NAME:PORT';

/**
 * Reads `port-forward://NAMESPACE/service/NAME:PORT`; null: it is none.
 *
 * @see Kubernetes 1.34 names of namespaces and Services (RFC 1123 labels), pods (subdomains) and ports (IANA service names)
 */
export function readForwardedPort(text: string): ForwardedPort | null {
  const found = /^port-forward:\/\/([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\/(service|pod)\/([a-z0-9](?:[-.a-z0-9]*[a-z0-9])?):([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)$/.exec(text);
  const [, namespace = '', kind, name = '', port = ''] = found ?? [];
  if (found === null || (/^\d+$/.test(port) && !(Number(port) >= 1 && Number(port) <= 65_535))) return null;
  return { namespace, kind: kind === 'pod' ? 'Pod' : 'Service', name, port };
}

/** As people read it: "port 9090 of Service monitoring/prometheus". */
export function forwardedPortText({ namespace, kind, name, port }: ForwardedPort): string {
  return `port ${port} of ${kind} ${namespace}/${name}`;
}
