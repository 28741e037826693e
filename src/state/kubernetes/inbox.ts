import { randomBytes } from 'node:crypto';
import { Reflector, sleep } from '../../kube/index.ts';
import { isJsonObject, type Json } from '../../lang/index.ts';
import { PortError, type Cancellation, type KubeObject, type ProgramId, type RequestAnswer, type RequestOutcome, type TakenRequest } from '../../model/index.ts';
import { digestOf, kinds, labels, labelsOf, refIn, selectorOf, type StorePlace } from './place.ts';

/** Nobody comes back for an answer after so long. */
const forgottenMs = 60 * 60_000;
const leastPauseMs = 100;
const mostPauseMs = 500;

/** Where a request is on its way, as its label says. */
type RequestState = 'waiting' | 'taken' | 'answered' | 'malformed';

/** Who took a request: tells whether an answer that was lost was a success. */
const takerAnnotation = 'sluice.dev/taker';

let lastTime = 0;
let count = 0;

/**
 * Requests as ConfigMaps of one store: `data.request` is what is asked, `data.answer` what became of it.
 *
 * While somebody listens or holds a lock, one watch tells of the requests of all programs, and nothing else is asked.
 */
export class Inbox {
  readonly #place: StorePlace;
  readonly #listeners = new Set<() => void>();
  #watch: Reflector | null = null;
  #started: Promise<void> | null = null;
  #users = 0;

  constructor(place: StorePlace) {
    this.#place = place;
  }

  /** Keeps the watch going until what is returned is called. Throws PortError when it can't begin. */
  async open(): Promise<() => void> {
    this.#users++;
    const close = (): void => {
      this.#users--;
      if (this.#users > 0) return;
      void this.#watch?.stop();
      this.#watch = null;
      this.#started = null;
    };
    try {
      if (!this.#started || this.#watch?.hasFailed) {
        const { api, namespace } = this.#place;
        this.#watch = new Reflector(api, { kind: kinds.request, namespace, labelSelector: selectorOf(this.#place, 'request') }, () => this.#tell());
        this.#started = this.#watch.start();
      }
      await this.#started;
    } catch (error) {
      this.#started = null;
      close();
      throw error;
    }
    return once(close);
  }

  listen(program: ProgramId, listener: () => void): () => void {
    const look = (): void => {
      if (this.#watch && !this.#watch.hasFailed && requestsIn(this.#watch.objects, program, 'waiting').length > 0) listener();
    };
    this.#listeners.add(look);
    let close = (): void => {};
    let hasStopped = false;
    this.open().then(
      (opened) => {
        close = opened;
        if (hasStopped) close();
        else look();
      },
      (error: unknown) => this.#place.api.connection.tell(`Requests from other terminals can't be heard: ${(error as Error).message}`),
    );
    return () => {
      hasStopped = true;
      this.#listeners.delete(look);
      close();
      close = () => {};
    };
  }

  async leave(program: ProgramId, content: Json): Promise<string> {
    lastTime = Math.max(lastTime, this.#place.api.connection.now());
    count++;
    const id = `${String(lastTime).padStart(15, '0')}-${String(count % 1_000_000).padStart(6, '0')}-${randomBytes(4).toString('hex')}`;
    const metadata = { name: this.#nameOf(program, id), namespace: this.#place.namespace, labels: { ...labelsOf(this.#place, 'request', program), [labels.request]: 'waiting' } };
    try {
      this.#note(await this.#place.api.create({ ...kinds.request, metadata, data: { id, request: JSON.stringify(content) } }));
    } catch (error) {
      // Its name is of this request alone: an earlier try has left it.
      if (!(error instanceof PortError) || error.kind !== 'conflict') throw error;
    }
    return id;
  }

  async take(program: ProgramId): Promise<readonly TakenRequest[]> {
    const taken: TakenRequest[] = [];
    for (const request of requestsIn(await this.#all(program), program, 'waiting')) {
      const content = contentOf(request);
      const mine = await this.#change(request, content === undefined ? 'malformed' : 'taken');
      if (mine && content !== undefined) taken.push({ id: idOf(request), content });
    }
    return taken;
  }

  async answer(program: ProgramId, id: string, answer: RequestAnswer): Promise<void> {
    const request = await this.#find(program, id);
    if (request) await this.#change(request, 'answered', { answer: JSON.stringify({ ok: answer.ok, message: answer.message }) });
  }

  async outcome(program: ProgramId, id: string, { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: Cancellation | undefined }): Promise<RequestOutcome> {
    const until = performance.now() + timeoutMs;
    for (let pause = leastPauseMs; ; pause = Math.min(pause * 2, mostPauseMs)) {
      const request = await this.#find(program, id);
      if (!request) return { kind: 'taken' };
      const answer = answerIn(request);
      if (answer) {
        await this.#place.api.delete(refIn(this.#place, kinds.request, request.metadata.name));
        return { kind: 'answered', ...answer };
      }
      const left = until - performance.now();
      if (left > 0 && !signal?.aborted) await sleep(Math.min(pause, left), signal);
      else if (stateOf(request) !== 'waiting') return { kind: 'taken' };
      else if (await this.#deleteAsIs(request)) return { kind: 'withdrawn' };
    }
  }

  /** For a new holder of the lock: whoever took requests and did not answer them is gone. Also clears away what nobody asks for any more. */
  async putBack(program: ProgramId): Promise<void> {
    const now = this.#place.api.connection.now();
    for (const request of await this.#all(program)) {
      if (digestOf(program) !== request.metadata.labels?.[labels.program]) continue;
      if (stateOf(request) === 'taken') await this.#change(request, 'waiting');
      if (stateOf(request) === 'answered' && now - Date.parse(request.metadata.creationTimestamp ?? '') > forgottenMs) await this.#deleteAsIs(request);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #note(request: KubeObject): void {
    this.#watch?.put(request);
  }

  /** As the watch knows them, where there is one. */
  async #all(program: ProgramId): Promise<readonly KubeObject[]> {
    const watch = this.#watch;
    if (watch && this.#started && !watch.hasFailed) {
      await this.#started;
      return watch.objects;
    }
    return this.#place.api.list({ ...kinds.request, namespace: this.#place.namespace }, selectorOf(this.#place, 'request', program));
  }

  #find(program: ProgramId, id: string): Promise<KubeObject | undefined> {
    return this.#place.api.get(refIn(this.#place, kinds.request, this.#nameOf(program, id)));
  }

  /** Whether it was changed here; not, if someone else was faster. */
  async #change(request: KubeObject, state: RequestState, data: Readonly<Record<string, string>> = {}): Promise<boolean> {
    const taker = randomBytes(8).toString('hex');
    const { metadata } = request;
    const wanted = {
      ...request,
      metadata: { ...metadata, labels: { ...metadata.labels, [labels.request]: state }, annotations: { ...metadata.annotations, [takerAnnotation]: taker } },
      data: { ...(isJsonObject(request['data'] as Json) ? (request['data'] as object) : {}), ...data },
    };
    try {
      this.#note(await this.#place.api.replace(wanted));
      return true;
    } catch (error) {
      if (!(error instanceof PortError) || (error.kind !== 'conflict' && error.kind !== 'not-found')) throw error;
      const there = await this.#place.api.get(refIn(this.#place, kinds.request, metadata.name));
      if (there) this.#note(there);
      else this.#watch?.remove(metadata.name, metadata.uid);
      return there?.metadata.annotations?.[takerAnnotation] === taker;
    }
  }

  /** Not, if it has changed meanwhile. */
  async #deleteAsIs({ metadata }: KubeObject): Promise<boolean> {
    const { name, uid, resourceVersion } = metadata;
    try {
      await this.#place.api.delete(refIn(this.#place, kinds.request, name), { ...(uid !== undefined && { uid }), ...(resourceVersion !== undefined && { resourceVersion }) });
      return true;
    } catch (error) {
      if (error instanceof PortError && error.kind === 'conflict') return false;
      throw error;
    }
  }

  #nameOf(program: ProgramId, id: string): string {
    return `sluice-${this.#place.store}-${digestOf(program)}-${id}`;
  }
}

/** Those of a program in one state, the oldest first. */
function requestsIn(objects: readonly KubeObject[], program: ProgramId, state: RequestState): readonly KubeObject[] {
  const digest = digestOf(program);
  return objects.filter((each) => each.metadata.labels?.[labels.program] === digest && stateOf(each) === state).toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

function stateOf({ metadata }: KubeObject): string {
  return metadata.labels?.[labels.request] ?? '';
}

function idOf(request: KubeObject): string {
  return textIn(request, 'id') ?? '';
}

/** undefined: it is none. */
function contentOf(request: KubeObject): Json | undefined {
  return jsonIn(request, 'request');
}

function answerIn(request: KubeObject): RequestAnswer | null {
  const answer = jsonIn(request, 'answer');
  return isJsonObject(answer) ? { ok: answer['ok'] === true, message: String(answer['message']) } : null;
}

function jsonIn(request: KubeObject, field: string): Json | undefined {
  try {
    return JSON.parse(textIn(request, field) ?? '') as Json;
  } catch {
    return undefined;
  }
}

function textIn(request: KubeObject, field: string): string | undefined {
  const data = request['data'] as Json | undefined;
  const text = isJsonObject(data) ? data[field] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
