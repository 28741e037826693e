import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import { forwardedPortText, PortError, type Cancellation, type ForwardedPort } from '../../model/index.ts';
import { detourOf, type Route } from '../addresses.ts';
import { connectionTrouble } from './connection-trouble.ts';
import { shownAddress } from './shown-address.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For everything, redirects and the whole body included. */
  readonly timeoutMs: number;
  /** Whoever answers is trusted without a certificate. */
  readonly insecure?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** Of the answer, safe to show. */
  readonly address: string;
}

export interface HttpMeans {
  readonly routeTo: (url: URL) => Route;
  /** null: there is no cluster to forward a port of. */
  readonly forward: PortForwarder | null;
  readonly signal: Cancellation;
}

/** A new connection to a port in a cluster. Throws PortError; ends early when the signal fires. */
export type PortForwarder = (to: ForwardedPort, signal: Cancellation) => Promise<Duplex>;

/** More than any answer of a metric needs; what is longer is not read to its end. */
const longestBody = 16 * 1024 * 1024;

/** @see Go 1.26 net/http, Client.CheckRedirect */
const mostRedirects = 10;

/*
 * Not the global fetch: it refuses ports that browsers do (10080, 6000 ...), can't be told to trust a certificate, and hides why a connection failed.
 */
const plainAgent = new HttpAgent({ keepAlive: true });
const secureAgent = new HttpsAgent({ keepAlive: true });
const insecureAgent = new HttpsAgent({ keepAlive: true, rejectUnauthorized: false });

/**
 * Sends a request and reads the answer. Redirects are followed as Go's client does, but headers go to the host they were written for only.
 *
 * Any status is an answer. Throws PortError `unavailable` when none came: no connection, too slow, too long, cancelled.
 */
export async function exchange(request: HttpRequest, means: HttpMeans): Promise<HttpAnswer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new TooSlow()), request.timeoutMs);
  const cancel = (): void => deadline.abort(new Cancelled());
  means.signal.addEventListener('abort', cancel);
  if (means.signal.aborted) cancel();
  let hop = request;
  let address = shownAddress(request.url);
  let forwarded: Duplex | null = null;
  try {
    for (let redirects = 0; ; redirects++) {
      const route = means.routeTo(hop.url);
      address = shownAddress(route.url) + detourOf(hop.url, route);
      forwarded?.destroy();
      forwarded = route.through === null ? null : await forward(route.through, means, deadline.signal);
      const message = await send({ ...hop, url: route.url }, forwarded, deadline.signal);
      const next = redirectOf(message, hop);
      if (next === null) return { status: message.statusCode ?? 0, text: await textOf(message), address };
      message.resume();
      if (redirects === mostRedirects) throw new PortError('unavailable', `${address} redirects without end: ${mostRedirects} redirects were followed.`);
      hop = next;
    }
  } catch (error) {
    throw troubleOf(deadline.signal.aborted ? deadline.signal.reason : error, address, request.timeoutMs);
  } finally {
    forwarded?.destroy();
    clearTimeout(timer);
    means.signal.removeEventListener('abort', cancel);
  }
}

class TooSlow extends Error {}
class Cancelled extends Error {}
class TooLong extends Error {}

function troubleOf(error: unknown, address: string, timeoutMs: number): PortError {
  if (error instanceof PortError) return error;
  if (error instanceof TooSlow) return new PortError('unavailable', `${address} did not answer within ${timeoutMs / 1000} s.`, { retryable: true });
  if (error instanceof Cancelled) return new PortError('unavailable', `${address} was not asked to the end: the measurement was cancelled.`);
  if (error instanceof TooLong) return new PortError('unavailable', `${address} answers with more than ${longestBody / 1024 / 1024} MB, which is not read.`);
  return connectionTrouble(error, address);
}

/** Within the deadline, whatever the API server does. */
async function forward(to: ForwardedPort, { forward: open }: HttpMeans, signal: AbortSignal): Promise<Duplex> {
  if (open === null) throw new PortError('invalid', `A port-forward to ${forwardedPortText(to)} leads through a real cluster, and none is chosen. Name it with --context NAME or --kubeconfig FILE, or give an address of HTTP.`);
  const opening = open(to, signal);
  let isLate = false;
  const late = new Promise<never>((_resolve, reject) => {
    const cancel = (): void => {
      isLate = true;
      reject(signal.reason as Error);
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
  });
  opening.then((stream) => (isLate ? stream.destroy() : null), () => null);
  return Promise.race([opening, late]);
}

/** @param forwarded the connection to send it on; null: one of an agent's */
function send({ method, url, headers, body, insecure = false }: HttpRequest, forwarded: Duplex | null, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      signal,
      headers: { 'user-agent': 'sluice', ...basicAuth(url), ...headers, ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
    };
    const sent =
      url.protocol === 'https:'
        ? httpsRequest(bare(url), { ...options, ...(forwarded === null ? { agent: insecure ? insecureAgent : secureAgent } : { createConnection: () => secured(forwarded, url, insecure) }) })
        : httpRequest(bare(url), { ...options, ...(forwarded === null ? { agent: plainAgent } : { createConnection: () => forwarded }) });
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

/** TLS with whom the address names, at the other end of a port-forward. */
function secured(forwarded: Duplex, { hostname }: URL, insecure: boolean): Duplex {
  return connectSecurely({ socket: forwarded, rejectUnauthorized: !insecure, ...(isIP(hostname) === 0 ? { servername: hostname } : { host: hostname }) });
}

/** User and password stand in a header. */
function bare(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}

function basicAuth({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) throw new TooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Null: the answer is no redirect. @see Go 1.26 net/http redirectBehavior */
function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage, sent: HttpRequest): HttpRequest | null {
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined || !URL.canParse(location, sent.url.href)) return null;
  const url = new URL(location, sent.url.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const isElsewhere = url.origin !== sent.url.origin;
  const headers = isElsewhere ? Object.fromEntries(Object.entries(sent.headers).filter(([name]) => name === 'accept' || name === 'content-type')) : sent.headers;
  if (statusCode >= 307) return { ...sent, url, headers };
  return { ...sent, url, headers, method: sent.method === 'HEAD' ? 'HEAD' : 'GET', body: null };
}
