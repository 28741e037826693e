import type { Agent as HttpAgent } from 'node:http';
import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { PortError } from '../model/index.ts';
import { textOf } from './json-text.ts';
import type { KubeContext } from './kubeconfig.ts';
import { oidcTokens } from './oidc.ts';

/** What a request carries to be let in. */
export interface Admission {
  readonly agent: HttpAgent;
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives the admission of the next request; a command's or a file's token is asked for again when it has run out. */
export type Credentials = () => Promise<Admission>;

/**
 * Certificates, tokens, files of tokens, commands (exec) and proxies are @kubernetes/client-node's business, which is loaded here. What it leaves out is
 * added: impersonated groups, proxies of the environment, and what commands are told of the cluster. OIDC is ours: its renewal (1.4.0) fails, as it
 * names the issuer by a text where its library takes a URL.
 */
export async function credentialsOf(context: KubeContext, environment: NodeJS.ProcessEnv): Promise<Credentials> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const { cluster, user } = context;
  const config = new KubeConfig();
  const provider = user['auth-provider'];
  const oidc = isJsonObject(provider) && provider['name'] === 'oidc' ? (isJsonObject(provider['config']) ? provider['config'] : {}) : null;
  const otherProvider = oidc === null ? provider : undefined;
  const server = textOf(cluster['server']);
  const proxyUrl = textOf(cluster['proxy-url']) || proxyFor(server, environment);
  config.loadFromOptions({
    clusters: [
      {
        name: 'cluster',
        server,
        caData: cluster['certificate-authority-data'],
        caFile: cluster['certificate-authority'],
        skipTLSVerify: cluster['insecure-skip-tls-verify'] === true,
        ...(cluster['tls-server-name'] !== undefined && { tlsServerName: cluster['tls-server-name'] }),
        ...(proxyUrl !== '' && { proxyUrl }),
      },
    ],
    users: [
      {
        name: 'user',
        certData: user['client-certificate-data'],
        certFile: user['client-certificate'],
        keyData: user['client-key-data'],
        keyFile: user['client-key'],
        token: user['token'],
        username: user['username'],
        password: user['password'],
        exec: execOf(user['exec'], cluster),
        authProvider: user['tokenFile'] === undefined ? otherProvider : { name: 'tokenFile', config: { tokenFile: user['tokenFile'] } },
      },
    ],
    contexts: [{ name: context.name, cluster: 'cluster', user: 'user' }],
    currentContext: context.name,
  });
  const impersonated = impersonation(user);
  const tokens = oidc === null ? null : oidcTokens(oidc, Date.now);
  let last: { readonly key: string; readonly agent: HttpAgent } | null = null;
  return async () => {
    const options: RequestOptions = {};
    let token: string | null;
    try {
      await config.applyToHTTPSOptions(options);
      token = tokens === null ? null : await tokens();
    } catch (error) {
      throw new PortError('denied', `The credentials of context ${context.name} can't be had: ${(error as Error).message.trim()}`, { cause: error });
    }
    const key = JSON.stringify([options.cert?.toString(), options.key?.toString(), options.ca?.toString()]);
    // Connections are kept, until other credentials need others.
    last = last?.key === key ? last : { key, agent: agentOf(options, proxyUrl !== '', server) };
    const basic = typeof options.auth === 'string' ? { Authorization: `Basic ${Buffer.from(options.auth).toString('base64')}` } : {};
    return { agent: last.agent, headers: { ...basic, ...(token !== null && { Authorization: `Bearer ${token}` }), ...(options.headers as Record<string, string> | undefined), ...impersonated } };
  };
}

function agentOf(options: RequestOptions, isProxied: boolean, server: string): HttpAgent {
  const given = options.agent as HttpAgent & { keepAlive?: boolean };
  if (isProxied || !server.startsWith('https:')) {
    given.keepAlive = true;
    return given;
  }
  const { ca, cert, key, servername, rejectUnauthorized, pfx, passphrase } = options;
  const told = Object.fromEntries(Object.entries({ ca, cert, key, servername, rejectUnauthorized, pfx, passphrase }).filter(([, value]) => value !== undefined)) as AgentOptions;
  return new Agent({ ...told, keepAlive: true, keepAliveMsecs: 15_000, maxSockets: 32 });
}

/** @see Kubernetes 1.34 client-go transport NewImpersonatingRoundTripper */
function impersonation(user: JsonObject): Readonly<Record<string, string>> {
  if (textOf(user['as']) === '') return {};
  const headers: Record<string, string> = { 'Impersonate-User': textOf(user['as']) };
  const uid = textOf(user['as-uid']);
  if (uid !== '') headers['Impersonate-Uid'] = uid;
  // Node sends a list as one header for each.
  const groups = user['as-groups'];
  const extra = user['as-user-extra'];
  return { ...headers, ...(Array.isArray(groups) && { 'Impersonate-Group': groups as unknown as string }), ...(isJsonObject(extra) && extraHeaders(extra)) };
}

function extraHeaders(extra: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(extra).map(([key, value]) => [`Impersonate-Extra-${encodeURIComponent(key.toLowerCase())}`, value as string]));
}

/** A command may ask for which cluster, and in which version it is to answer. @see Kubernetes 1.34 client-go plugin/pkg/client/auth/exec */
function execOf(exec: Json | undefined, cluster: JsonObject): Json | undefined {
  if (!isJsonObject(exec)) return undefined;
  const about = exec['provideClusterInfo'] === true ? { cluster: { server: cluster['server'] ?? '', ...pick(cluster, 'tls-server-name', 'certificate-authority-data', 'insecure-skip-tls-verify') } } : {};
  const info = { kind: 'ExecCredential', apiVersion: exec['apiVersion'] ?? 'client.authentication.k8s.io/v1', spec: { interactive: false, ...about } };
  const env = Array.isArray(exec['env']) ? (exec['env'] as readonly Json[]) : [];
  return { ...exec, env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] };
}

function pick(from: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

/** The proxy that the environment wants for a server; '': none. @see Go golang.org/x/net/http/httpproxy */
export function proxyFor(server: string, environment: NodeJS.ProcessEnv): string {
  const { hostname, protocol } = new URL(server);
  const of = (name: string): string => environment[name] ?? environment[name.toLowerCase()] ?? '';
  const excluded = of('NO_PROXY').split(',').map((each) => each.trim().replace(/^\*?\./, '').replace(/:\d+$/, ''));
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const isExcluded = excluded.some((each) => each === '*' || (each !== '' && (hostname === each || hostname.endsWith(`.${each}`))));
  return isLocal || isExcluded ? '' : of(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
}
