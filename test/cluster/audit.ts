import { readFileSync } from 'node:fs';
import { places } from './control-plane/places.ts';

interface Request {
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent: string;
  readonly requestReceivedTimestamp: string;
  readonly objectRef?: { readonly namespace?: string };
}

/** What sluice asked of a namespace in a time (ms since 1970), by the API server's own log. A watch counts when it is begun. */
export function asked(namespace: string, from: number, until: number): readonly string[] {
  const seen = new Map<string, string>();
  for (const line of readFileSync(places.auditLog, 'utf8').split('\n')) {
    if (!line.includes(namespace) || !line.includes('"userAgent":"sluice"')) continue;
    const { verb, requestURI, requestReceivedTimestamp: at, userAgent, objectRef } = JSON.parse(line) as Request;
    const time = Date.parse(at);
    if (userAgent === 'sluice' && objectRef?.namespace === namespace && time >= from && time < until) seen.set(`${at} ${requestURI}`, `${verb} ${requestURI}`);
  }
  return [...seen.values()];
}
