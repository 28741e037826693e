import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';

/** What tells one file from another that was there before under the same name. */
export interface FileMark {
  readonly inode: string;
  readonly size: number;
  /** ms since 1970, by the clock of whoever keeps the files. */
  readonly modifiedAt: number;
}

/**
 * The few things done to files, each of them one moment at which a process may be killed. Tests count them.
 *
 * Errors are those of Node; who calls turns them into PortErrors. All but `sync` are synchronous, so that a section under a short lock stays short.
 */
export interface Disk {
  /** null: no such file. */
  read(path: string): string | null;
  /** The first `head` bytes, and all from byte `from` on, of one and the same file. */
  readTail(path: string, head: number, from: number): { readonly head: string; readonly tail: Buffer } | null;
  mark(path: string): FileMark | null;
  /** Fails with EEXIST if it is there. Only the owner may read or write it. */
  create(path: string, text: string): void;
  append(path: string, text: string): void;
  truncate(path: string, size: number): void;
  /** Overwrites a file in its place with as many bytes as it has. `change` sees what is there; null leaves it. */
  edit(path: string, change: (text: string) => string | null): void;
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  /** False: it was not there. */
  remove(path: string): boolean;
  /** In order of name; empty if it is no folder. */
  list(folder: string): readonly string[];
  /** The first folder that had to be made; null: all were there. */
  makeFolder(folder: string): string | null;
  /** What was written to a file, or done in a folder, lasts from now on. */
  sync(path: string): Promise<void>;
  syncNow(path: string): void;
}

const ownerOnly = 0o600;

export const nodeDisk: Disk = {
  read: (path) => orNull(() => readFileSync(path, 'utf8')),

  readTail(path, head, from) {
    return orNull(() =>
      opened(path, 'r', (file) => {
        const start = Buffer.alloc(head);
        const found = readSync(file, start, 0, head, 0);
        const tail = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
        let filled = 0;
        while (filled < tail.length) {
          const count = readSync(file, tail, filled, tail.length - filled, from + filled);
          if (count === 0) break;
          filled += count;
        }
        return { head: start.toString('utf8', 0, found), tail: tail.subarray(0, filled) };
      }),
    );
  },

  mark(path) {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat ? { inode: `${stat.ino}-${stat.mtimeNs}`, size: Number(stat.size), modifiedAt: Number(stat.mtimeMs) } : null;
  },

  create(path, text) {
    opened(path, 'wx', (file) => writeWhole(file, text, null));
  },

  append(path, text) {
    opened(path, 'a', (file) => writeWhole(file, text, null));
  },

  truncate(path, size) {
    opened(path, 'r+', (file) => ftruncateSync(file, size));
  },

  edit(path, change) {
    opened(path, 'r+', (file) => {
      const text = change(readFileSync(file, 'utf8'));
      if (text !== null) writeWhole(file, text, 0);
    });
  },

  link: linkSync,
  rename: renameSync,
  remove: (path) => orNull(() => unlinkSync(path) ?? true) ?? false,
  list: (folder) => (orNull(() => readdirSync(folder), 'ENOTDIR') ?? []).toSorted(),
  makeFolder: (folder) => mkdirSync(folder, { recursive: true, mode: 0o700 }) ?? null,

  async sync(path) {
    const file = await open(path, 'r');
    try {
      await file.sync();
    } catch (error) {
      ignoreUnsupportedSync(error);
    } finally {
      await file.close();
    }
  },

  syncNow(path) {
    opened(path, 'r', (file) => {
      try {
        fsyncSync(file);
      } catch (error) {
        ignoreUnsupportedSync(error);
      }
    });
  },
};

function opened<T>(path: string, flags: string, use: (file: number) => T): T {
  const file = openSync(path, flags, ownerOnly);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function writeWhole(file: number, text: string, position: number | null): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, bytes.length - done, position === null ? null : position + done);
  }
}

function orNull<T>(act: () => T, alsoAbsent = 'ENOENT'): T | null {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === alsoAbsent) return null;
    throw error;
  }
}

/** Folders can't be synced everywhere; where they can't, a rename lasts by itself or nothing makes it. */
function ignoreUnsupportedSync(error: unknown): void {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EPERM' && code !== 'EINVAL' && code !== 'EISDIR' && code !== 'ENOTSUP') throw error;
}
