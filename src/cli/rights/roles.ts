import type { JsonObject } from '../../lang/index.ts';
import { rulesOf, type Right } from './right.ts';
import type { Purpose } from './rights-of.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const labels = { 'app.kubernetes.io/managed-by': 'sluice' };

/** Who gets the rights. */
export type Subject = { readonly kind: 'User' | 'Group'; readonly name: string } | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string };

/** A ClusterRole for what lives in no namespace, and a Role for each namespace. */
export function rolesOf(rights: readonly Right[], purpose: Purpose): readonly JsonObject[] {
  return namespacesOf(rights).map((namespace) => ({
    apiVersion,
    kind: namespace === '' ? 'ClusterRole' : 'Role',
    metadata: { name: nameOf(purpose), ...(namespace !== '' && { namespace }), labels },
    rules: rulesOf(rights.filter((right) => right.namespace === namespace)) as unknown as readonly JsonObject[],
  }));
}

/** What gives the roles to somebody. */
export function bindingsOf(rights: readonly Right[], purpose: Purpose, subjects: readonly Subject[]): readonly JsonObject[] {
  if (subjects.length === 0) return [];
  return namespacesOf(rights).map((namespace) => ({
    apiVersion,
    kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name: nameOf(purpose), ...(namespace !== '' && { namespace }), labels },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: namespace === '' ? 'ClusterRole' : 'Role', name: nameOf(purpose) },
    subjects: subjects.map((subject) => (subject.kind === 'ServiceAccount' ? { ...subject } : { apiGroup: 'rbac.authorization.k8s.io', ...subject })),
  }));
}

function namespacesOf(rights: readonly Right[]): readonly string[] {
  return [...new Set(rights.map(({ namespace }) => namespace))].sort();
}

function nameOf(purpose: Purpose): string {
  return `sluice-${purpose}`;
}
