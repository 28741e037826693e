const kept: readonly string[] = ['Pod', 'ReplicaSet', 'Deployment', 'Job', 'Service'];

/** What is written to an object of a kind whose controller keeps its status: all but the status, as an API server has it. */
export function withoutStatus<T extends object>(kind: string, written: T): T {
  if (!('status' in written) || !kept.includes(kind)) return written;
  const { status: _status, ...rest } = written;
  return rest as T;
}
