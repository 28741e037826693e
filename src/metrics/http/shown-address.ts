/** An address as messages show it: without user, password and query, which may hold secrets. */
export function shownAddress(url: URL): string {
  const path = url.pathname === '/' ? '' : url.pathname;
  return `${url.protocol}//${url.host}${path}`;
}
