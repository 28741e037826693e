import { createHash } from 'node:crypto';
import type { KubeApi } from '../../kube/index.ts';
import type { ObjectRef, ProgramId, StringMap } from '../../model/index.ts';

/** Where a store's objects are. */
export interface StorePlace {
  readonly api: KubeApi;
  readonly namespace: string;
  /** Stores of one namespace are told apart by it: "state", "inventory". */
  readonly store: string;
}

/** What an object of a store is, as its label says. */
export type Part = 'state' | 'chunk' | 'damaged' | 'lock' | 'request';

export const labels = { store: 'sluice.dev/store', part: 'sluice.dev/part', program: 'sluice.dev/program', request: 'sluice.dev/request' } as const;
/** A program's id holds what no label may. */
export const programAnnotation = 'sluice.dev/program-id';

/** Short, and the same for one id everywhere. */
export function digestOf(program: ProgramId): string {
  return createHash('sha256').update(program).digest('hex').slice(0, 16);
}

/** "sluice-state-default-rollout-web-1a2b3c4d5e6f7a8b": for people to find; the digest at its end keeps programs apart. */
export function nameOf({ store }: StorePlace, program: ProgramId): string {
  const words = program
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return [`sluice-${store}`, words, digestOf(program)].filter((part) => part !== '').join('-');
}

export function labelsOf({ store }: StorePlace, part: Part, program: ProgramId): StringMap {
  return { 'app.kubernetes.io/managed-by': 'sluice', [labels.store]: store, [labels.part]: part, [labels.program]: digestOf(program) };
}

export function selectorOf({ store }: StorePlace, part: Part, program?: ProgramId): string {
  return [`${labels.store}=${store}`, `${labels.part}=${part}`, ...(program === undefined ? [] : [`${labels.program}=${digestOf(program)}`])].join(',');
}

export const kinds = {
  secret: { apiVersion: 'v1', kind: 'Secret' },
  lease: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
  request: { apiVersion: 'v1', kind: 'ConfigMap' },
} as const;

export function refIn({ namespace }: StorePlace, kind: (typeof kinds)[keyof typeof kinds], name: string): ObjectRef {
  return { ...kind, namespace, name };
}
