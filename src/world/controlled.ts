import type { KubeObject } from '../model/index.ts';

/** A controller acts on it. */
export function isControlled({ kind }: KubeObject): boolean {
  return kind === 'ReplicaSet' || kind === 'Deployment';
}
