import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../src/lang/index.ts';

/** One request as an API server sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Json;
}

/** What it answers: a body, perhaps with a status, or whatever it does with the response itself. */
export type Answer = { readonly code?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: Json } | ((response: ServerResponse) => void);

/** A few answers of an API server, for what a real one can't be brought to do at will. */
export interface FakeApi {
  readonly address: string;
  /** Of a kubeconfig that leads here. */
  readonly kubeconfig: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export async function startFakeApi(answer: (asked: Asked) => Answer): Promise<FakeApi> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void read(request).then((seen) => {
      asked.push(seen);
      const said = answer(seen);
      if (typeof said === 'function') return said(response);
      response.writeHead(said.code ?? 200, { 'content-type': 'application/json', ...said.headers });
      response.end(JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    asked,
    kubeconfig: kubeconfigFor({ server: address, 'insecure-skip-tls-verify': true }, {}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function kubeconfigFor(cluster: Json, user: Json): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'test',
  });
}

/** What an API server says when it does not do what it was asked. */
export function refusal(code: number, reason: string, message: string, causes: readonly Json[] = []): Answer {
  return { code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details: { causes } } };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://api');
  const text = Buffer.concat(chunks).toString('utf8');
  return { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body: jsonOr(text) };
}

/** What is no JSON, as text. */
function jsonOr(text: string): Json {
  try {
    return text === '' ? null : (JSON.parse(text) as Json);
  } catch {
    return text;
  }
}
