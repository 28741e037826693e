import { loadWorkflowRun } from '../apply/index.ts';
import { PortError, type NodeStatus, type ProgramId, type StateStore } from '../model/index.ts';
import { isUnfinishedWorkflow } from '../run/index.ts';
import { nodesOf } from '../workflow/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import type { Terminal } from './terminal.ts';

export interface LogChoice {
  /** Only this node, by the name that people see or its full one; null: all. */
  readonly node: string | null;
  readonly container: string | undefined;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

const lookEveryMs = 500;

/** Writes what a Workflow's pods have written, or go on writing until it ends; each line behind its pod's name. How many pods there were. */
export async function showLogs(id: ProgramId, choice: LogChoice, given: { readonly store: StateStore; readonly cluster: ChosenCluster; readonly terminal: Terminal }): Promise<number> {
  const { store, cluster, terminal } = given;
  const { signal, follow } = choice;
  const seen = new Set<string>();
  const reading: Promise<void>[] = [];
  for (;;) {
    const { run } = await loadWorkflowRun(store, id, () => '');
    if (!run) break;
    const { namespace } = run.program;
    const nodes = podNodes([...nodesOf(run.memory.nodes)], choice.node).filter((node) => !seen.has(node.pod) && (node.phase !== 'Pending' || !follow));
    for (const node of nodes) {
      seen.add(node.pod);
      const lines = await cluster.logs({ namespace, name: node.pod }, { ...(choice.container === undefined ? {} : { container: choice.container }), follow, signal });
      if (lines === null) for (const line of simulatedLines(node)) terminal.out(`${node.pod}: ${line}\n`);
      else if (follow) reading.push(readLog(node.pod, lines, terminal));
      else await readLog(node.pod, lines, terminal);
    }
    if (!follow || signal.aborted || !isUnfinishedWorkflow(run)) break;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  await Promise.all(reading);
  return seen.size;
}

/** A pod that is gone has no log any more: that is said, and the others are read. */
async function readLog(pod: string, lines: AsyncIterable<string>, terminal: Terminal): Promise<void> {
  try {
    for await (const line of lines) terminal.out(`${pod}: ${line}\n`);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    terminal.err(`${pod}: ${error.message}\n`);
  }
}

type PodNode = NodeStatus & { readonly pod: string };

function podNodes(nodes: readonly NodeStatus[], wanted: string | null): readonly PodNode[] {
  return nodes.filter((node): node is PodNode => node.type === 'Pod' && node.pod !== null && (wanted === null || [node.displayName, node.name, node.pod, node.id].includes(wanted)));
}

/** A simulated pod wrote what the scenario says it did. */
function simulatedLines({ outputs }: NodeStatus): readonly string[] {
  const result = outputs?.result ?? '';
  return result === '' ? [] : result.split('\n');
}
