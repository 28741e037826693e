import { forwardedPortForm, forwardedPortText, readForwardedPort, type ForwardedPort } from '../model/index.ts';

/**
 * Addresses to ask in place of others: `http://prometheus.monitoring:9090` is reachable for pods, `http://127.0.0.1:9090` from here, and
 * `port-forward://monitoring/service/prometheus:9090` from wherever the API server is.
 */
export type AddressAliases = Readonly<Record<string, string>>;

/** What is wrong with an alias, in a sentence; null: nothing. */
export function aliasTrouble(from: string, to: string): string | null {
  if (to.startsWith('port-forward:') && readForwardedPort(to) === null) return `${to} is no port-forward. Write ${forwardedPortForm}.`;
  for (const address of [from, to]) {
    if (!isHttp(address) && (address === from || readForwardedPort(address) === null)) return `${address === '' ? 'An empty text' : address} is no address of HTTP. Write it in full: http://prometheus.monitoring:9090.`;
  }
  return null;
}

/** How an address is asked. */
export interface Route {
  readonly url: URL;
  /** null: at the address itself. */
  readonly through: ForwardedPort | null;
}

/** Where a route leads, behind the address that a metric has; '': where the metric says. */
export function detourOf(written: URL, { url, through }: Route): string {
  if (through !== null) return ` (by port-forward to ${forwardedPortText(through)})`;
  return written.host === url.host ? '' : ` (for ${written.host})`;
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}

/**
 * How to ask for `url`. An alias stands for all addresses of its host and port, below its path if it has one; the longest path wins. What goes through a port-forward is sent as the metric has it,
 * host and path included: only the way is another.
 *
 * @example routeTo({ 'http://prom:9090': 'http://127.0.0.1:1' }, new URL('http://prom:9090/api/v1/query')).url // http://127.0.0.1:1/api/v1/query
 */
export function routeTo(aliases: AddressAliases, url: URL): Route {
  let best: { readonly from: URL; readonly to: string } | null = null;
  for (const [key, to] of Object.entries(aliases)) {
    const from = new URL(key);
    if (from.origin === url.origin && isBelow(url, from) && from.pathname.length >= (best?.from.pathname.length ?? 0)) best = { from, to };
  }
  const through = best === null ? null : readForwardedPort(best.to);
  return best === null || through !== null ? { url, through } : { url: moved(url, best.from, new URL(best.to)), through: null };
}

function moved(url: URL, from: URL, to: URL): URL {
  const target = new URL(url);
  target.protocol = to.protocol;
  target.host = to.host;
  target.port = to.port;
  target.username = to.username || url.username;
  target.password = to.password || url.password;
  target.pathname = folder(to) + url.pathname.slice(folder(from).length);
  return target;
}

function isBelow(url: URL, from: URL): boolean {
  return url.pathname === folder(from) || url.pathname.startsWith(`${folder(from)}/`);
}

function folder({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '');
}
