import { createInterface } from 'node:readline';
import type { ProgramId, StateStore } from '../../src/model/index.ts';

/** What other processes do to a store in the contract's tests. Each says on a line of its own when it has done something. */
const tasks = {
  /** Holds the lock until it is told to let go. */
  async hold(store, program) {
    const lock = await store.lock(program, { id: `lock-${process.pid}`, operation: 'apply', who: 'alice' }, { timeoutMs: 20_000 });
    await lock.update('stage 2 of 5');
    say('held', lock.holder.id);
    await heard();
    await lock.release();
    say('released');
  },

  /** Writes one state after the other without end, and says which of them last. */
  async 'write-on'(store, program) {
    for (;;) {
      const stored = await store.read(program);
      const serial = (stored?.serial ?? 0) + 1;
      await store.write(program, { lineage: stored?.lineage ?? 'l', serial, content: { serial, filling: 'x'.repeat(50_000) } });
      say(String(serial));
    }
  },

  /** Adds one to what is stored, so many times, under the lock. */
  async count(store, program, times = '0') {
    for (let done = 0; done < Number(times); done++) {
      const lock = await store.lock(program, { id: `lock-${process.pid}-${done}`, operation: 'count', who: 'bob' }, { timeoutMs: 30_000 });
      const stored = await store.read(program);
      await store.write(program, { lineage: 'l', serial: (stored?.serial ?? 0) + 1, content: Number(stored?.content ?? 0) + 1 });
      await lock.release();
    }
  },

  /** Writes serial after serial as soon as it is told to, without the lock, and says which were its own. */
  async race(store, program, times = '0') {
    say('ready');
    await heard();
    for (let done = 0; done < Number(times); done++) {
      const stored = await store.read(program);
      const serial = (stored?.serial ?? 0) + 1;
      const written = await store.write(program, { lineage: 'l', serial, content: process.pid }).then(() => true, () => false);
      if (written) say(String(serial));
    }
  },

  /** Takes requests until it is told to stop, and says which. */
  async take(store, program) {
    let isOver = false;
    void heard().then(() => (isOver = true));
    say('ready');
    for (let last = false; !last; ) {
      last = isOver;
      for (const { content } of await store.takeRequests(program)) say(String(content));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  },

  /** Leaves requests, each after the other. */
  async leave(store, program, prefix = '', times = '0') {
    for (let done = 0; done < Number(times); done++) await store.request(program, `${prefix}${done}`);
  },
} satisfies Record<string, (store: StateStore, program: ProgramId, ...args: string[]) => Promise<void>>;

export type TaskName = keyof typeof tasks;

/** Runs the task named first with the program named second. */
export async function runTask(store: StateStore, [name = '', program = '', ...args]: readonly string[]): Promise<void> {
  const task: (store: StateStore, program: ProgramId, ...args: string[]) => Promise<void> = tasks[name as TaskName];
  await task(store, program as ProgramId, ...args);
  process.stdin.destroy();
}

function say(...words: readonly string[]): void {
  process.stdout.write(`${words.join(' ')}\n`);
}

function heard(): Promise<void> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin });
    lines.once('line', () => {
      lines.close();
      resolve();
    });
  });
}
