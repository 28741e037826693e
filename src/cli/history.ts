import { randomUUID } from 'node:crypto';
import { loadRun, loadWorkflowRun } from '../apply/index.ts';
import { formatTime } from '../lang/index.ts';
import type { HistoryEntry, WorkflowHistoryEntry } from '../run/index.ts';
import { programNamed } from './ask.ts';
import { clusterOptions } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { openStores } from './session.ts';
import { showTrouble } from './show-plan.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Shows what happened to a program: plans, stages and nodes reached, measurements, who promoted or aborted, and differences from the plan.\nTimes are the cluster\'s.',
  options: [{ name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], summary: 'How to show it' }, ...clusterOptions],
  examples: [{ line: 'history web', says: 'Shows who did what when.' }],
  async run({ args, options, terminal }) {
    const { states: store } = await openStores(options, terminal);
    const id = await programNamed(store, args[0] ?? '', options.namespace);
    if (typeof id !== 'string') return showTrouble([id], terminal, () => undefined);
    const run = (await loadWorkflowRun(store, id, randomUUID)).run ?? (await loadRun(store, id, randomUUID)).run;
    const history: readonly (HistoryEntry | WorkflowHistoryEntry)[] = run?.history ?? [];
    if (options.output === 'json') terminal.out(`${JSON.stringify({ formatVersion: '1.0', program: id, history }, null, 2)}\n`);
    else for (const entry of history) terminal.out(`${formatTime(entry.at)}  ${textOf(entry)}\n`);
    return exitCode.success;
  },
});

function textOf(entry: HistoryEntry | WorkflowHistoryEntry): string {
  switch (entry.kind) {
    case 'planned':
      return entry.stages === 0 ? `begun by ${entry.who}${entry.digest === '' ? '' : ` (${entry.digest})`}` : `plan of ${entry.stages} ${entry.stages === 1 ? 'stage' : 'stages'} accepted by ${entry.who}${entry.digest === '' ? '' : ` (${entry.digest})`}`;
    case 'asked':
      return `${entry.action} by ${entry.who}${entry.accepted ? '' : `, refused: ${entry.reason}`}`;
    case 'reached':
      return `reached ${entry.title} (${entry.phase})`;
    case 'node':
      return `${entry.node} ${entry.phase}${entry.message === '' ? '' : `: ${entry.message}`}`;
    case 'measured':
      return `measured ${entry.metric}: ${entry.value === '' ? '' : `${entry.value}, `}${entry.verdict}`;
    case 'deviated':
      return `differed from the plan: ${entry.text}${entry.accepted ? `, accepted${entry.who === null ? '' : ` by ${entry.who}`}` : ''}`;
    case 'replanned':
      return `planned anew, since ${entry.because}: ${entry.stages.length === 0 ? 'nothing to do' : entry.stages.join(', ')}`;
    case 'ended':
      return entry.message === '' ? entry.outcome : `${entry.outcome}: ${entry.message}`;
  }
}
