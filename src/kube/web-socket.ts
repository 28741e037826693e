import type { Agent, IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Cancellation } from '../model/index.ts';
import { errorOf, readStatus } from './status.ts';

interface Opening {
  readonly url: URL;
  readonly protocol: string;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: Cancellation;
  /** What is done, for people. */
  readonly doing: string;
}

/** An API server that does not answer for so long won't. */
const handshakeTimeoutMs = 30_000;

/** Opens a WebSocket on an API server, paused; ws is loaded with the first. Throws PortError when the server refuses, else what the connection ended with. */
export async function openWebSocket({ url, protocol, agent, headers, signal, doing }: Opening): Promise<WebSocket> {
  const { WebSocket } = await import('ws');
  const address = new URL(url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, [protocol], { agent, headers: { 'User-Agent': 'sluice', ...headers }, handshakeTimeout: handshakeTimeoutMs, perMessageDeflate: false });
    const cancel = (): void => socket.terminate();
    const settle = (): void => signal?.removeEventListener('abort', cancel);
    socket.on('open', () => {
      settle();
      // The first messages may come along with the answer, before whoever waits for the socket listens.
      socket.pause();
      resolve(socket);
    });
    // It stays: without a listener an error of an open socket would end the process.
    socket.on('error', (error) => {
      settle();
      reject(error);
    });
    socket.on('unexpected-response', (_request, response) => {
      settle();
      void textOf(response).then((text) => {
        response.destroy();
        reject(errorOf(readStatus(response.statusCode ?? 0, text, response.headers['retry-after']), doing));
      });
    });
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
  });
}

/** What came of it: a refusal's status says enough without its text. */
async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  } catch {
    return text;
  }
  return text;
}
