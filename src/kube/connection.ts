import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { WebSocket } from 'ws';
import type { Json } from '../lang/index.ts';
import { PortError, type Cancellation } from '../model/index.ts';
import { credentialsOf, type Credentials } from './credentials.ts';
import { contextOfPod } from './in-cluster.ts';
import { readContext, type KubeContext } from './kubeconfig.ts';
import { usualPatience, withRetries, type Patience } from './patience.ts';
import { ServerClock } from './server-clock.ts';
import { errorOf, readStatus } from './status.ts';
import { openWebSocket } from './web-socket.ts';

/** Which cluster. One of `kubeconfig`, `context` and `inCluster` is given. */
export interface ConnectOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** As the service account of the pod that this process is in. */
  readonly inCluster?: boolean;
  /** In place of the context's. */
  readonly namespace?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  readonly patience?: Patience;
  /** Hears once of each trouble that is borne with. */
  readonly onTrouble?: (text: string) => void;
}

/** One request, without what lets it in. */
export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Json;
  readonly contentType?: string;
  readonly signal?: Cancellation;
  /** Of lines: blank ones count, and the last one without an end as well. */
  readonly everyLine?: boolean;
  /** What is done, for people: "patch ReplicaSet default/web". */
  readonly doing: string;
}

/** An API server that can be spoken to. Every call throws PortError only. */
export interface Connection {
  readonly context: string;
  readonly namespace: string;
  /** Its address. */
  readonly server: string;
  /** ms since 1970, by the server. */
  readonly now: () => number;
  readonly patience: Patience;
  /** Says that something is borne with. */
  readonly tell: (text: string) => void;
  /** Trouble that may pass is tried again; see withRetries. */
  send(request: KubeRequest): Promise<Json>;
  /** The same for what is no JSON. */
  sendText(request: KubeRequest): Promise<string>;
  /** Lines as they come, until the server ends them, the connection is lost (which throws) or the signal fires. One try. */
  lines(request: KubeRequest): AsyncGenerator<string, void, void>;
  /** A WebSocket that is open and paused, so that nothing it brings is missed, to be closed by the caller. One try. */
  webSocket(request: Pick<KubeRequest, 'path' | 'query' | 'signal' | 'doing'>, protocol: string): Promise<WebSocket>;
  /** Ends idle connections; those under way end with their requests. */
  close(): void;
}

/** Time for an answer; watches have none. */
const answerTimeoutMs = 60_000;

/** Finds the cluster and the way in. Asks the server nothing yet. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { environment = process.env } = options;
  const found = options.inCluster ? contextOfPod(environment) : readContext(options, environment);
  const server = typeof found.cluster['server'] === 'string' ? found.cluster['server'].replace(/\/$/, '') : '';
  if (!/^https?:\/\//.test(server)) throw new PortError('invalid', `The context ${found.name} has no server with an http address.`);
  const credentials = await credentialsOf(found, environment);
  return new ApiServer({ found, server, credentials, options });
}

class ApiServer implements Connection {
  readonly context: string;
  readonly namespace: string;
  readonly server: string;
  readonly patience: Patience;
  readonly tell: (text: string) => void;
  readonly #credentials: Credentials;
  readonly #clock = new ServerClock(Date.now);
  readonly #closing = new Set<() => void>();
  #hasAnswered = false;

  constructor({ found, server, credentials, options }: { readonly found: KubeContext; readonly server: string; readonly credentials: Credentials; readonly options: ConnectOptions }) {
    this.context = found.name;
    this.namespace = options.namespace ?? (found.namespace || 'default');
    this.server = server;
    this.patience = options.patience ?? usualPatience;
    this.tell = options.onTrouble ?? (() => {});
    this.#credentials = credentials;
  }

  now = (): number => this.#clock.now;

  async send(request: KubeRequest): Promise<Json> {
    const text = await this.sendText(request);
    try {
      return JSON.parse(text) as Json;
    } catch (error) {
      throw new PortError('unavailable', `Could not ${request.doing}: ${this.server} answered with what is no JSON. Is it an API server?`, { cause: error });
    }
  }

  sendText(request: KubeRequest): Promise<string> {
    const { patience, signal } = { patience: this.patience, signal: request.signal };
    const told = (error: PortError): void => this.tell(`${error.message}. Trying again.`);
    return withRetries(() => this.#sendOnce(request), { patienceMs: this.#hasAnswered ? patience.totalMs : patience.firstMs, patience, signal, told });
  }

  async *lines(request: KubeRequest): AsyncGenerator<string, void, void> {
    const response = await this.#begin(request, null);
    let rest = '';
    try {
      response.setEncoding('utf8');
      for await (const chunk of response) {
        const parts = (rest + String(chunk)).split('\n');
        rest = parts.pop() ?? '';
        for (const line of parts) if (line !== '' || request.everyLine) yield line;
      }
      if (request.everyLine && rest !== '') yield rest;
    } catch (error) {
      if (!request.signal?.aborted) throw lost(request, error);
    } finally {
      response.destroy();
    }
  }

  async webSocket(request: Pick<KubeRequest, 'path' | 'query' | 'signal' | 'doing'>, protocol: string): Promise<WebSocket> {
    const { agent, headers } = await this.#credentials();
    try {
      return await openWebSocket({ url: this.#urlOf(request), protocol, agent, headers, doing: request.doing, ...(request.signal && { signal: request.signal }) });
    } catch (error) {
      throw lost(request, error);
    }
  }

  close(): void {
    for (const end of this.#closing) end();
    this.#closing.clear();
  }

  async #sendOnce(request: KubeRequest): Promise<string> {
    const response = await this.#begin(request, answerTimeoutMs);
    try {
      return await bodyOf(response);
    } catch (error) {
      throw lost(request, error);
    }
  }

  #urlOf({ path, query = {} }: Pick<KubeRequest, 'path' | 'query'>): URL {
    const url = new URL(this.server + path);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    return url;
  }

  /** Resolves with a good answer whose body is still to come. */
  async #begin(request: KubeRequest, timeoutMs: number | null): Promise<IncomingMessage> {
    const { agent, headers } = await this.#credentials();
    this.#closing.add(() => agent.destroy());
    const url = this.#urlOf(request);
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const sentAt = Date.now();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
        url,
        {
          method: request.method,
          agent,
          headers: {
            'User-Agent': 'sluice',
            Accept: 'application/json',
            ...headers,
            ...(body !== null && { 'Content-Type': request.contentType ?? 'application/json', 'Content-Length': Buffer.byteLength(body) }),
          },
        },
        (begun) => {
          // Whoever reads it hears of its end, by an error or not; cancelled before that, nobody has to.
          begun.on('error', () => {});
          resolve(begun);
        },
      );
      const cancel = (): void => {
        reject(lost(request, new Error('cancelled')));
        asked.destroy();
      };
      asked.on('error', (error) => reject(lost(request, error)));
      asked.on('socket', (socket) => socket.setKeepAlive(true, 15_000));
      asked.on('close', () => request.signal?.removeEventListener('abort', cancel));
      if (timeoutMs !== null) asked.setTimeout(timeoutMs, () => void asked.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
      if (request.signal?.aborted) cancel();
      request.signal?.addEventListener('abort', cancel);
      asked.end(body ?? undefined);
    });
    this.#hasAnswered = true;
    this.#clock.learn(response.headers.date, sentAt, Date.now());
    const { statusCode = 0 } = response;
    if (statusCode >= 200 && statusCode < 300) return response;
    const text = await bodyOf(response).catch(() => '');
    throw errorOf(readStatus(statusCode, text, response.headers['retry-after']), request.doing);
  }
}

/** As Node names what ails a connection that may heal. Trouble without a name is of the stream. */
const passing: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN', 'ERR_STREAM_PREMATURE_CLOSE'];

/** A connection that was lost, or never was: it may be there again. */
function lost({ doing, signal }: Pick<KubeRequest, 'doing' | 'signal'>, error: unknown): PortError {
  if (error instanceof PortError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  const why = message === '' ? (code ?? 'the connection was lost') : message;
  // What is wrong with certificates or names does not mend itself in seconds.
  const isPassing = code === undefined || passing.includes(code);
  return new PortError('unavailable', `Could not ${doing}: ${why}`, { retryable: isPassing && !signal?.aborted, cause: error });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
