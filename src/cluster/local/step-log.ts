import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { watchUntil } from '../../disk/index.ts';
import type { Cancellation, ObjectRef } from '../../model/index.ts';
import { lastFolder, type StepFolder } from './step-folder.ts';
import { stateOf } from './step-process.ts';

/** What the process of a pod has written, line by line, with `follow` until it ends; null: it ran as none. */
export function localLog(root: string, pod: Pick<ObjectRef, 'namespace' | 'name'>, { follow, signal }: { readonly follow: boolean; readonly signal: Cancellation }): AsyncIterable<string> | null {
  const folder = lastFolder(root, pod);
  return folder && linesOf(folder, follow, signal);
}

async function* linesOf(folder: StepFolder, follow: boolean, signal: Cancellation): AsyncGenerator<string, void, void> {
  const files = [folder.log, folder.stdout].map((path) => new Tail(path));
  for (;;) {
    // What it writes last stands before its end.
    const { kind } = stateOf(folder);
    const isLast = !follow || kind === 'ended' || kind === 'lost' || signal.aborted;
    for (const file of files) yield* file.read(isLast);
    if (isLast) return;
    const size = (): number => files.reduce((sum, { waiting }) => sum + waiting(), 0);
    await watchUntil(folder.path, () => true, () => (size() > 0 || stateOf(folder).kind !== kind ? true : null), { timeoutMs: Infinity, signal });
  }
}

/** Whole lines of a file that grows. It has state because it goes on where it was. */
class Tail {
  readonly #path: string;
  readonly #decoder = new StringDecoder('utf8');
  #at = 0;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** How many bytes were written since the last read; no more than one buffer is looked at. */
  waiting = (): number => this.#bytes().length;

  *read(isLast: boolean): Generator<string, void, void> {
    for (let bytes = this.#bytes(); bytes.length > 0; bytes = this.#bytes()) {
      this.#at += bytes.length;
      const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
      this.#rest = lines.pop() ?? '';
      yield* lines;
    }
    if (isLast && this.#rest !== '') yield this.#rest;
  }

  #bytes(): Buffer {
    if (!existsSync(this.#path)) return Buffer.alloc(0);
    const file = openSync(this.#path, 'r');
    try {
      const buffer = Buffer.alloc(64 * 1024);
      return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, this.#at));
    } finally {
      closeSync(file);
    }
  }
}
