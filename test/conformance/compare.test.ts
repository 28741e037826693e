import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/lang/index.ts';
import { loadWorkflowCase } from '../conformance-runner/load-workflow-case.ts';
import { compareWorkflow } from '../conformance-runner/workflow-compare.ts';
import { runWorkflowCase } from '../conformance-runner/workflow-run.ts';

/** Cases that have every kind of field between them. */
const cases = ['artifact-pass', 'memo-hit', 'output-global-twice', 'pod-container-set-result', 'pod-scheduling', 'pod-resource', 'retry-succeeds', 'shutdown-suspend-other', 'vars-workflow'];

const apart: readonly (string | number)[] = ['case', 'lint', 'rejected', 'unstable'];

/** Every place in a trace at which something is recorded. */
function* placesIn(value: Json, path: readonly (string | number)[] = []): Iterable<readonly (string | number)[]> {
  if (path.length > 0) yield path;
  const entries = Array.isArray(value) ? [...(value as readonly Json[]).entries()] : isJsonObject(value) ? Object.entries(value) : [];
  for (const [key, item] of entries) if (path.length > 0 || !apart.includes(key)) yield* placesIn(item, [...path, key]);
}

/** A trace in which one place holds something else. */
function changedAt(value: Json, [key, ...rest]: readonly (string | number)[]): Json {
  if (key === undefined) return other(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, at) => (at === key ? changedAt(item, rest) : item));
  return isJsonObject(value) ? { ...value, [key]: changedAt(value[key] ?? null, rest) } : value;
}

function other(value: Json): Json {
  if (typeof value === 'string') return `${value}~`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return [...(value as readonly Json[]), '~'];
  return { ...(isJsonObject(value) ? value : {}), '~': '~' };
}

test.each(cases)('no field of a recording is passed over: %s', (name) => {
  const loaded = loadWorkflowCase(join(import.meta.dirname, 'workflows', name));
  if (typeof loaded === 'string') throw new Error(loaded);
  const [trace] = loaded.traces;
  const got = runWorkflowCase(loaded);
  const unseen = [...placesIn(trace ?? {})].filter((path) => compareWorkflow(name, got, [changedAt(trace ?? {}, path) as JsonObject]).length === 0);
  const raced = name.startsWith('shutdown-') ? unseen.filter((path) => path[0] === 'nodes' && (path[2] === 'message' || path[2] === 'exitCode')) : [];
  expect(unseen.filter((path) => !raced.includes(path)).map((path) => path.join('.'))).toEqual([]);
});
