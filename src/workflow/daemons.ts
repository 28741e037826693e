import { write, type Run } from './run.ts';

/** Ends the daemons of a boundary whose work is done; null: those of the Workflow itself. @see Argo Workflows 4.1 controller killDaemonedChildren */
export function killDaemons(run: Run, boundary: string | null): void {
  for (const id of run.book.daemons()) {
    const node = run.book.findId(id);
    if (!node || node.boundary !== boundary) continue;
    killPod(run, node.pod, `stop the daemon ${node.displayName}`);
    run.book.edit(node.name, { phase: 'Succeeded', daemoned: false, finishedAt: node.finishedAt ?? run.now });
  }
}

export function killPod(run: Run, pod: string | null, why: string): void {
  if (pod !== null) write(run, { write: { verb: 'delete', ref: { apiVersion: 'v1', kind: 'Pod', namespace: run.program.namespace, name: pod } }, why });
}
