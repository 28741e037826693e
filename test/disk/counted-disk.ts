import type { Disk } from '../../src/disk/index.ts';

/** What a call does to a file, for choosing among them. */
export interface Call {
  /** From 1. */
  readonly number: number;
  readonly name: keyof Disk;
  readonly path: string;
}

/** A disk that tells of every call before it is made. `tear` may cut the text that is about to be written. */
export function countedDisk(disk: Disk, before: (call: Call) => void, tear: (call: Call, text: string) => string = (_call, text) => text): Disk {
  let number = 0;
  const told = <Args extends readonly [string, ...unknown[]], Result>(name: keyof Disk, act: (call: Call, ...args: Args) => Result) =>
    (...args: Args): Result => {
      number++;
      const call: Call = { number, name, path: args[0] };
      before(call);
      return act(call, ...args);
    };
  return {
    read: told('read', (_call, path: string) => disk.read(path)),
    readTail: told('readTail', (_call, path: string, head: number, from: number) => disk.readTail(path, head, from)),
    mark: told('mark', (_call, path: string) => disk.mark(path)),
    create: told('create', (call, path: string, text: string) => disk.create(path, tear(call, text))),
    append: told('append', (call, path: string, text: string) => disk.append(path, tear(call, text))),
    truncate: told('truncate', (_call, path: string, size: number) => disk.truncate(path, size)),
    edit: told('edit', (call, path: string, change: (text: string) => string | null) =>
      disk.edit(path, (text) => {
        const changed = change(text);
        return changed === null ? null : tear(call, changed);
      }),
    ),
    link: told('link', (_call, from: string, to: string) => disk.link(from, to)),
    rename: told('rename', (_call, from: string, to: string) => disk.rename(from, to)),
    remove: told('remove', (_call, path: string) => disk.remove(path)),
    list: told('list', (_call, folder: string) => disk.list(folder)),
    makeFolder: told('makeFolder', (_call, folder: string) => disk.makeFolder(folder)),
    sync: told('sync', (_call, path: string) => disk.sync(path)),
    syncNow: told('syncNow', (_call, path: string) => disk.syncNow(path)),
  };
}

const looks: ReadonlySet<keyof Disk> = new Set(['read', 'readTail', 'mark', 'list']);

/**
 * A disk on which the process is killed, as by a power cut to it alone: before its `at`-th change, or with half of its `at`-th text written.
 * `count` says how many there were; with `at` 0 nobody is killed.
 */
export function deadlyDisk(disk: Disk, at: number, how: 'before' | 'half-way'): Disk & { readonly count: () => number } {
  let count = 0;
  let isTorn = false;
  const die = (): never => {
    process.kill(process.pid, 'SIGKILL');
    for (;;); // until the signal arrives
  };
  const counted = countedDisk(
    disk,
    ({ name }) => {
      if (looks.has(name)) return;
      if (isTorn) die();
      if (how === 'before' && ++count === at) die();
    },
    ({ path }, text) => {
      if (how === 'before' || path.includes('.mutex') || ++count !== at) return text;
      isTorn = true;
      setImmediate(die);
      return text.slice(0, text.length / 2);
    },
  );
  return { ...counted, count: () => count };
}
