import { expect, test } from 'vitest';
import { clusterSecrets } from '../../src/metrics/index.ts';
import type { KubeObject, ObjectRef } from '../../src/model/index.ts';

const secret = (namespace: string, name: string, fields: object): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, ...fields });
const objects = [
  secret('argo-rollouts', 'datadog', { data: { 'api-key': Buffer.from('from the cluster').toString('base64') } }),
  secret('shop', 'mine', { stringData: { 'api-key': 'as text' } }),
];
const cluster = { read: ({ namespace, name }: ObjectRef): Promise<KubeObject | undefined> => Promise.resolve(objects.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)) };

const read = async (namespace: string | null, name: string, key: string, environment: Readonly<Record<string, string>> = {}) => (await clusterSecrets(cluster, environment)(namespace, name))?.(key);

test.each([
  { title: "of the controller's namespace", given: [null, 'datadog', 'api-key'] as const, expected: 'from the cluster' },
  { title: 'of a namespace', given: ['shop', 'mine', 'api-key'] as const, expected: 'as text' },
  { title: 'of another namespace for the controller', given: [null, 'mine', 'api-key', { ARGO_ROLLOUTS_NAMESPACE: 'shop' }] as const, expected: 'as text' },
  { title: 'of the environment, where the Secret has no such key', given: [null, 'datadog', 'app-key', { SLUICE_SECRET_DATADOG_APP_KEY: 'from here' }] as const, expected: 'from here' },
  { title: 'of the environment, where there is no such Secret', given: [null, 'wavefront-api-tokens', 'example.wavefront.com', { SLUICE_SECRET_WAVEFRONT_API_TOKENS_EXAMPLE_WAVEFRONT_COM: 'token' }] as const, expected: 'token' },
  { title: 'that is nowhere', given: [null, 'newrelic', 'api-key'] as const, expected: undefined },
  { title: 'whose key is nowhere', given: [null, 'datadog', 'other'] as const, expected: null },
])('a Secret $title', async ({ given: [namespace, name, key, environment], expected }) => {
  expect(await read(namespace, name, key, environment)).toBe(expected);
});
