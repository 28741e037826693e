import { expect, test } from 'vitest';
import { afterChanges, objectsBefore } from '../../stacks/objects-at.ts';
import type { Change } from '../../src/model/index.ts';

const web = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name: 'web-77d5' };
const identity = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web-77d5', namespace: 'default' } };
const created: Change = { action: 'create', object: web, fields: [{ path: [], before: null, after: { kind: 'ReplicaSet', spec: { replicas: 1, paused: true } } }] };
const scaled = (before: number, after: number): Change => ({ action: 'update', object: web, fields: [{ path: ['spec', 'replicas'], before, after }] });

test('objects gather over the stages: made, changed field by field, gone', () => {
  const made = afterChanges(new Map(), [created]);
  expect([...made]).toEqual([['default/ReplicaSet/web-77d5', { manifest: { kind: 'ReplicaSet', spec: { replicas: 1, paused: true } }, existed: false }]]);
  const fields = [
    { path: ['spec', 'replicas'], before: 1, after: 3 },
    { path: ['spec', 'paused'], before: true, after: null },
  ];
  const changed = afterChanges(made, [{ action: 'update', object: web, fields }]);
  expect([...changed.values()].map(({ manifest }) => manifest)).toEqual([{ kind: 'ReplicaSet', spec: { replicas: 3 } }]);
  expect([...made.values()].map(({ manifest }) => manifest)).toEqual([{ kind: 'ReplicaSet', spec: { replicas: 1, paused: true } }]);
  expect(afterChanges(changed, [{ action: 'delete', object: web }]).size).toBe(0);
});

test('an object that the plan did not make has the fields that some stage changes, as they were', () => {
  const stages: readonly (readonly Change[])[] = [
    [scaled(3, 2)],
    [scaled(2, 0), { action: 'update', object: web, fields: [{ path: ['metadata', 'annotations', 'a'], before: 'x', after: null }] }],
  ];
  const before = objectsBefore(stages);
  const { metadata } = identity;
  expect([...before.values()]).toEqual([{ manifest: { ...identity, metadata: { ...metadata, annotations: { a: 'x' } }, spec: { replicas: 3 } }, existed: true }]);
  const [first] = afterChanges(before, stages[0] ?? []).values();
  expect(first).toEqual({ manifest: { ...identity, metadata: { ...metadata, annotations: { a: 'x' } }, spec: { replicas: 2 } }, existed: true });
});

test('an object that the plan makes was not there, whatever happens to it later', () => {
  expect(objectsBefore([[created], [scaled(1, 3)], [{ action: 'delete', object: web }]]).size).toBe(0);
});

test('an object that is only deleted was there', () => {
  expect([...objectsBefore([[{ action: 'delete', object: web }]]).values()]).toEqual([{ manifest: identity, existed: true }]);
});
