import type { ProgramId } from '../model/index.ts';
import { renderTerminal, statusView } from '../render/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { programStatus, type ProgramStatus } from './program-status.ts';
import { cutToScreen, redrawsInPlace } from './redraw.ts';
import type { Terminal } from './terminal.ts';

const lookEveryMs = 300;

/** Shows the trees of Workflows until the signal fires: in place on a terminal, else again whenever something changed. */
export async function watchTrees(ids: readonly ProgramId[], signal: AbortSignal, { chosen, terminal }: { readonly chosen: ChosenCluster; readonly terminal: Terminal }): Promise<void> {
  const inPlace = redrawsInPlace(terminal);
  let last = '';
  for (;;) {
    const isLast = signal.aborted;
    const statuses: ProgramStatus[] = [];
    for (const id of ids) {
      const status = await programStatus(id, { store: chosen.stores.states, cluster: chosen, mended: () => undefined });
      if (status) statuses.push(status);
    }
    const text = renderTerminal(statusView(statuses), { width: terminal.width, colour: terminal.color, unicode: false });
    const key = text.replaceAll(/\d+ (ms|s|min|h)/g, '');
    if (statuses.length > 0 && (key !== last || isLast)) terminal.out(inPlace ? `\u001b[2J\u001b[H${cutToScreen(text)}` : `${text}\n`);
    last = key;
    if (isLast) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
