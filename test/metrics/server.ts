import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as a server received it. */
export interface Sent {
  readonly method: string;
  /** Path and query, as they came. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Speaks HTTP on loopback and remembers what it was asked. */
export interface LocalServer {
  readonly url: string;
  readonly sent: readonly Sent[];
  close(): Promise<void>;
}

/** The last answer repeats. */
export function startServer(answers: readonly Answer[], tls?: { readonly key: string; readonly cert: string }): Promise<LocalServer> {
  const sent: Sent[] = [];
  return listen(
    (request, response) => {
      void bodyOf(request).then((body) => {
        sent.push({ method: request.method ?? '', path: request.url ?? '', headers: headersOf(request), body });
        const answer = answers[Math.min(sent.length, answers.length) - 1];
        response.writeHead(answer?.status ?? 200, answer?.headers ?? { 'content-type': 'application/json' });
        response.end(answer?.body);
      });
    },
    sent,
    tls,
  );
}

/** A server that answers as a function says; what it was asked is not kept. */
export function startListener(listener: RequestListener): Promise<LocalServer> {
  return listen(listener, []);
}

async function listen(listener: RequestListener, sent: readonly Sent[], tls?: { readonly key: string; readonly cert: string }): Promise<LocalServer> {
  const server: Server = tls ? createSecureServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    sent,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
