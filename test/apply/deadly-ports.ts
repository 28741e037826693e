import type { Cluster, StateLock, StateStore } from '../../src/model/index.ts';

/**
 * Ports on which the process is killed at the `at`-th point, counted over both: before and after each write of the journal, before each write to the
 * cluster, after requests are taken, before and after each answer, and before the lock is given back. 0: at none.
 */
export function deadlyPorts(cluster: Cluster, store: StateStore, at: number): { readonly cluster: Cluster; readonly store: StateStore; readonly points: () => number } {
  let points = 0;
  const mayDie = (): void => {
    points++;
    if (points !== at) return;
    process.kill(process.pid, 'SIGKILL');
    for (;;); // until the signal arrives
  };
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    mayDie();
    const result = await work();
    mayDie();
    return result;
  };
  const deadlyLock = (lock: StateLock): StateLock => ({
    holder: lock.holder,
    tookOver: lock.tookOver,
    lost: lock.lost,
    update: (stage) => lock.update(stage),
    release: () => {
      mayDie();
      return lock.release();
    },
  });
  return {
    points: () => points,
    cluster: {
      uid: cluster.uid,
      title: cluster.title,
      observe: (namespace) => cluster.observe(namespace),
      write: (write) => {
        mayDie();
        return cluster.write(write);
      },
      read: (ref) => cluster.read(ref),
      apply: (object, options) => {
        mayDie();
        return cluster.apply(object, options);
      },
      wait: (since, until, signal) => cluster.wait(since, until, signal),
      logs: (pod, options) => cluster.logs(pod, options),
      close: () => cluster.close(),
    },
    store: {
      ...store,
      write: (program, state) => around(() => store.write(program, state)),
      answer: (program, id, answer) => around(() => store.answer(program, id, answer)),
      takeRequests: async (program) => {
        const taken = await store.takeRequests(program);
        if (taken.length > 0) mayDie();
        return taken;
      },
      lock: async (...args) => deadlyLock(await store.lock(...args)),
    },
  };
}
