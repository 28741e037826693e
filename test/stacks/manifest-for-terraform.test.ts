import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { manifestForTerraform } from '../../stacks/manifest-for-terraform.ts';

const pod = (spec: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'x' }, spec });
const specOf = (spec: JsonObject): unknown => manifestForTerraform(pod(spec), 'default')['spec'];
const metadataOf = (kind: string, metadata: JsonObject): unknown => manifestForTerraform({ apiVersion: 'v1', kind, metadata }, 'team')['metadata'];

test.each<readonly [string, JsonObject, JsonObject]>([
  ['quantities as the API server writes them', { resources: { limits: { cpu: '1000m', memory: '0.5Gi' }, requests: { cpu: 0.5 } } }, { resources: { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '500m' } } }],
  ['sizes', { volumes: [{ emptyDir: { sizeLimit: '1024Mi' } }] }, { volumes: [{ emptyDir: { sizeLimit: '1Gi' } }] }],
  ['what is no quantity stays', { resources: { limits: { cpu: 'much' } } }, { resources: { limits: { cpu: 'much' } } }],
  ['empty lists and maps that say nothing', { containers: [{ name: 'a', args: [], env: [], resources: { limits: {} } }], nodeSelector: {}, tolerations: [], a: null }, { containers: [{ name: 'a', resources: {} }] }],
  ['empty maps that say something', { volumes: [{ name: 'v', emptyDir: {} }], steps: [{ pause: {} }], podSelector: {} }, { volumes: [{ name: 'v', emptyDir: {} }], steps: [{ pause: {} }], podSelector: {} }],
])('%s', (_name, spec, expected) => {
  expect(specOf(spec)).toEqual(expected);
});

test('what a server fills in is left out', () => {
  const manifest = { ...pod({}), metadata: { name: 'a', namespace: 'x', creationTimestamp: null, uid: 'u', resourceVersion: '1', labels: {}, annotations: { a: 'b' } }, status: { phase: 'Running' } };
  expect(manifestForTerraform(manifest, 'default')).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'x', annotations: { a: 'b' } }, spec: {} });
});

test('a namespace is always said, but for kinds that have none', () => {
  expect(metadataOf('Pod', { name: 'a' })).toEqual({ name: 'a', namespace: 'team' });
  expect(metadataOf('Pod', { name: 'a', namespace: '' })).toEqual({ name: 'a', namespace: 'team' });
  expect(metadataOf('ClusterRole', { name: 'a' })).toEqual({ name: 'a' });
});

test('a generated name is the same for the same manifest', () => {
  const named = (image: string): string => (manifestForTerraform({ kind: 'Pod', metadata: { generateName: 'build-' }, spec: { image } }, 'x')['metadata'] as { readonly name: string }).name;
  expect(named('a')).toMatch(/^build-[a-z0-9]+$/);
  expect(named('a')).toBe(named('a'));
  expect(named('a')).not.toBe(named('b'));
});

test('plain texts of a Secret become data', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { old: 'eA==' }, stringData: { password: 'hunter2', 'zürich': 'ü' } };
  expect(manifestForTerraform(secret, 'x')).toEqual({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'x' }, data: { old: 'eA==', password: 'aHVudGVyMg==', 'zürich': 'w7w=' } });
});
