import type { Diagnostic, Span } from '../diagnostic/index.ts';
import type { KubeObject } from './kube.ts';

export type Path = readonly (string | number)[];

/** Where the parts of a manifest stand in its file. A missing part is placed at its nearest parent. */
export interface Locator {
  /** The value at a path. */
  spanOf(path: Path): Span;
  /** The key of the value at a path, for trouble with a field's name or presence. */
  keySpanOf(path: Path): Span;
}

/** One object of the user's manifests and where it stands. The namespace is filled in. */
export interface Resource {
  readonly object: KubeObject;
  readonly at: Locator;
}

/** A set of manifests with everything they refer to, whatever the order of their documents. */
export interface Inventory {
  readonly resources: readonly Resource[];
  /** By kind with its group, as kubectl writes it ("Service", "Ingress.networking.k8s.io"); the namespace is '' for cluster-wide kinds. */
  find(kind: string, namespace: string, name: string): Resource | undefined;
  readonly diagnostics: readonly Diagnostic[];
}
