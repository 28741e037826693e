import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { taskAnnotation, type KubeObject } from '../../model/index.ts';

/** What is to be done beside running a pod's containers. */
export interface Task {
  /** Whether what its main container prints is wanted. */
  readonly includeResult: boolean;
  /** Files that are outputs, by the outputs' names, in their order. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** Output artifacts. */
  readonly artifacts: readonly { readonly name: string; readonly path: string; readonly optional: boolean }[];
  /** Input artifacts, as objects. */
  readonly inputs: Json | undefined;
  /** The text of a script; null: it is none. */
  readonly source: string | null;
}

/** Null: the pod is no Workflow's. */
export function taskOf(pod: KubeObject): Task | null {
  const text = pod.metadata.annotations?.[taskAnnotation];
  if (text === undefined) return null;
  try {
    const task = JSON.parse(text) as Json;
    return isJsonObject(task) ? read(task) : null;
  } catch {
    return null; // an annotation that a person broke counts as absent
  }
}

function read(task: JsonObject): Task {
  const outputs = isJsonObject(task['outputs']) ? task['outputs'] : {};
  const files = objectsIn(outputs['parameters']).flatMap(({ name, valueFrom }) => {
    const path = isJsonObject(valueFrom) ? valueFrom['path'] : undefined;
    return typeof name === 'string' && typeof path === 'string' && path !== '' ? [{ name, path }] : [];
  });
  const artifacts = objectsIn(outputs['artifacts']).flatMap(({ name, path, optional }) => (typeof name === 'string' && typeof path === 'string' ? [{ name, path, optional: optional === true }] : []));
  return { includeResult: task['includeResult'] === true, files, artifacts, inputs: task['artifacts'], source: typeof task['source'] === 'string' && task['source'] !== '' ? task['source'] : null };
}

export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}
