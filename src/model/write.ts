import type { JsonObject } from '../lang/index.ts';
import type { KubeObject, ObjectRef } from './kube.ts';

/**
 * One write to a cluster. Names are always given, so that a write repeated after a crash does nothing new.
 *
 * `patch` is a JSON merge patch (RFC 7386): null removes a field.
 */
export type Write =
  | { readonly verb: 'create'; readonly object: KubeObject }
  | { readonly verb: 'patch'; readonly ref: ObjectRef; readonly patch: JsonObject }
  | { readonly verb: 'delete'; readonly ref: ObjectRef }
  | { readonly verb: 'evict'; readonly ref: ObjectRef };

/** What a write is for, in the words of the user: "scale web-77d576874b from 5 to 4". */
export interface ReasonedWrite {
  readonly write: Write;
  readonly why: string;
}
