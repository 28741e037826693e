import type { NodeTree, StateStore } from '../model/index.ts';
import type { ExitCode } from './exit-code.ts';
import { isOver, standsWell, type ProgramStatus } from './program-status.ts';
import { cutToScreen, redrawsInPlace } from './redraw.ts';
import type { Terminal } from './terminal.ts';

/** How a status is taken, shown and judged. */
export interface StatusLook {
  readonly statuses: () => Promise<readonly ProgramStatus[]>;
  readonly show: (statuses: readonly ProgramStatus[]) => string;
  readonly codeOf: (statuses: readonly ProgramStatus[]) => ExitCode;
}

const lookEveryMs = 500;

const toTheTop = '\u001b[H';
const clearToLineEnd = '\u001b[K';
const clearBelow = '\u001b[J';
const clearAll = '\u001b[2J';

/** Shows the status until Ctrl-C: in place on a terminal, else whenever something but ages and times left has changed. Ends as a single look would. */
export async function watchStatus(look: StatusLook, { terminal, redraws }: { readonly terminal: Terminal; readonly redraws: boolean }): Promise<ExitCode> {
  const inPlace = redraws && redrawsInPlace(terminal);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    if (inPlace) terminal.out(clearAll);
    let last = '';
    for (;;) {
      const statuses = await look.statuses();
      const key = JSON.stringify(lasting(statuses));
      if (inPlace) terminal.out(`${toTheTop}${cutToScreen(look.show(statuses)).replaceAll('\n', `${clearToLineEnd}\n`)}${clearBelow}`);
      else if (key !== last) terminal.out(look.show(statuses));
      last = key;
      if (stop.signal.aborted) return look.codeOf(statuses);
      await sleep(lookEveryMs, stop.signal);
    }
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** Waits until nothing comes any more without someone's doing: all Healthy, one Degraded, or one that a person is to decide on. */
export async function waitForStatus(
  look: StatusLook,
  { terminal, store, timeoutMs }: { readonly terminal: Terminal; readonly store: StateStore; readonly timeoutMs: number },
): Promise<readonly ProgramStatus[] | 'timeout'> {
  const until = performance.now() + timeoutMs;
  let hasSaid = false;
  for (;;) {
    const statuses = await look.statuses();
    if (isOver(statuses)) return statuses;
    const left = until - performance.now();
    if (left <= 0) {
      const waiting = statuses.filter((status) => !standsWell(status)).map(({ id }) => id);
      terminal.err(`${waiting.join(', ')}: not done after ${timeoutMs / 1000} s. sluice status shows what is waited for.\n`);
      return 'timeout';
    }
    if (!hasSaid) {
      for (const id of await unattended(statuses, store)) terminal.err(`Nobody carries ${id} on: sluice apply goes on with it. Waiting for that.\n`);
      hasSaid = true;
    }
    await sleep(Math.min(lookEveryMs, left), null);
  }
}

async function unattended(statuses: readonly ProgramStatus[], store: StateStore): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const status of statuses) if (!standsWell(status) && (await store.holder(status.id)) === null) ids.push(status.id);
  return ids;
}

/** A status without what changes by time alone. */
function lasting(statuses: readonly ProgramStatus[]): unknown {
  return statuses.map((status) => {
    if ('trees' in status) return { ...status, seconds: 0, waiting: status.waiting.map(({ text }) => text), trees: status.trees.map(lastingTree) };
    const { sets, waiting, ...rest } = status;
    return {
      ...rest,
      sets: sets.map(({ pods, scaleDownSeconds, ...set }) => ({ ...set, isLeaving: scaleDownSeconds !== null, pods: pods.map(({ name, ready }) => [name, ready]) })),
      waiting: waiting.map(({ text }) => text),
    };
  });
}

function lastingTree(tree: NodeTree): NodeTree {
  return { ...tree, seconds: 0, children: tree.children.map(lastingTree) };
}

function sleep(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
