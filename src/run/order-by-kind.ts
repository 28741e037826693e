import type { KubeObject, ObjectRef } from '../model/index.ts';

/**
 * What others of its kind must be there for: an object of an earlier row may be needed by those of later ones. What stands in no row comes after all
 * of them, since it may be of a kind that a CustomResourceDefinition makes.
 */
const rows: readonly (readonly string[])[] = [
  ['Namespace'],
  ['CustomResourceDefinition'],
  ['PriorityClass', 'StorageClass', 'ResourceQuota', 'LimitRange'],
  ['ServiceAccount', 'Role', 'ClusterRole'],
  ['RoleBinding', 'ClusterRoleBinding'],
  ['ConfigMap', 'Secret'],
  ['PersistentVolume', 'PersistentVolumeClaim'],
  ['Service'],
];

/** Objects in the order in which they are made; those of one row keep theirs. */
export function inOrderOfMaking(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...objects].sort((a, b) => rowOf(a.kind) - rowOf(b.kind));
}

/** Objects in the order in which they are deleted: the reverse. */
export function inOrderOfDeleting(refs: readonly ObjectRef[]): readonly ObjectRef[] {
  return [...refs].sort((a, b) => rowOf(a.kind) - rowOf(b.kind)).reverse();
}

function rowOf(kind: string): number {
  const row = rows.findIndex((kinds) => kinds.includes(kind));
  return row === -1 ? rows.length : row;
}
