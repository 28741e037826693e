/** Addresses to ask in place of others: `http://prometheus.monitoring:9090` is reachable for pods, `http://127.0.0.1:9090` from here. */
export type AddressAliases = Readonly<Record<string, string>>;

/** What is wrong with an alias, in a sentence; null: nothing. */
export function aliasTrouble(from: string, to: string): string | null {
  for (const address of [from, to]) {
    if (!isHttp(address)) return `${address === '' ? 'An empty text' : address} is no address of HTTP. Write it in full: http://prometheus.monitoring:9090.`;
  }
  return null;
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}

/**
 * The address to ask for `url`. An alias stands for all addresses of its host and port, below its path if it has one; the longest path wins.
 *
 * @example aliasedUrl({ 'http://prom:9090': 'http://127.0.0.1:1' }, new URL('http://prom:9090/api/v1/query')) // http://127.0.0.1:1/api/v1/query
 */
export function aliasedUrl(aliases: AddressAliases, url: URL): URL {
  let best: { readonly from: URL; readonly to: URL } | null = null;
  for (const [key, value] of Object.entries(aliases)) {
    const [from, to] = [new URL(key), new URL(value)];
    if (from.origin === url.origin && isBelow(url, from) && from.pathname.length >= (best?.from.pathname.length ?? 0)) best = { from, to };
  }
  if (best === null) return url;
  const target = new URL(url);
  target.protocol = best.to.protocol;
  target.host = best.to.host;
  target.port = best.to.port;
  target.username = best.to.username || url.username;
  target.password = best.to.password || url.password;
  target.pathname = folder(best.to) + url.pathname.slice(folder(best.from).length);
  return target;
}

function isBelow(url: URL, from: URL): boolean {
  return url.pathname === folder(from) || url.pathname.startsWith(`${folder(from)}/`);
}

function folder({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '');
}
