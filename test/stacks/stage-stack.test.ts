import { Testing } from 'cdktf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterChanges } from '../../stacks/objects-at.ts';
import { escaped, logicalId, StageStack } from '../../stacks/stage-stack.ts';

const web = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name: 'web-77d5' };

test('objects gather over the stages: made, changed field by field, gone', () => {
  const made = afterChanges(new Map(), [{ action: 'create', object: web, fields: [{ path: [], before: null, after: { kind: 'ReplicaSet', spec: { replicas: 1, paused: true } } }] }]);
  expect([...made]).toEqual([['default/ReplicaSet/web-77d5', { kind: 'ReplicaSet', spec: { replicas: 1, paused: true } }]]);
  const fields = [
    { path: ['spec', 'replicas'], before: 1, after: 3 },
    { path: ['spec', 'paused'], before: true, after: null },
  ];
  const changed = afterChanges(made, [{ action: 'update', object: web, fields }]);
  expect([...changed.values()]).toEqual([{ kind: 'ReplicaSet', spec: { replicas: 3 } }]);
  expect([...made.values()]).toEqual([{ kind: 'ReplicaSet', spec: { replicas: 1, paused: true } }]);
  expect(afterChanges(changed, [{ action: 'delete', object: web }]).size).toBe(0);
});

test('an object that the plan did not make is known by its name', () => {
  const [object] = afterChanges(new Map(), [{ action: 'update', object: web, fields: [{ path: ['spec', 'replicas'], before: 3, after: 2 }] }]).values();
  expect(object).toEqual({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web-77d5', namespace: 'default' }, spec: { replicas: 2 } });
});

test('a stack holds each object under an id of its own', () => {
  const app = Testing.app();
  const stack = new StageStack(app, 'one', new Map([['default/ReplicaSet/web.v1', { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web.v1', annotations: { shell: 'echo ${HOME}' } } }]]));
  const { resource } = JSON.parse(Testing.synth(stack)) as { readonly resource: { readonly kubernetes_manifest: Readonly<Record<string, { readonly manifest: unknown }>> } };
  expect(resource.kubernetes_manifest['default_ReplicaSet_web-v1']?.manifest).toEqual({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web.v1', annotations: { shell: 'echo $${HOME}' } },
  });
});

test('ids hold nothing that Terraform refuses', () => {
  expect(logicalId('kube-system/ReplicaSet/a.b')).toBe('kube-system_ReplicaSet_a-b');
});

/** What Terraform makes of a text without expressions: doubled markers stand for themselves. */
const asTerraformReads = (text: string): string => text.replaceAll('$${', '${').replaceAll('%%{', '%{');

test('an escaped text means itself to Terraform', () => {
  const text = fc.string({ unit: fc.constantFrom('$', '%', '{', '}', 'a') }).filter((each) => !each.includes('$${') && !each.includes('%%{'));
  fc.assert(fc.property(text, (each) => asTerraformReads(escaped(each) as string) === each));
});
