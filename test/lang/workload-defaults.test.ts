import { describe, expect, test } from 'vitest';
import { type JsonObject, withWorkloadDefaults } from '../../src/lang/index.ts';
import { check } from './check.ts';

const container = (given: JsonObject): JsonObject => {
  const spec = withWorkloadDefaults({ spec: { containers: [given] } })['spec'] as JsonObject;
  return (spec['containers'] as readonly JsonObject[])[0] ?? {};
};
const part = (given: JsonObject, key: string): unknown => container(given)[key];

describe('a template in a Deployment', () => {
  check('pulls the image', (image: string) => part({ image }, 'imagePullPolicy'), [
    ['web', 'Always'],
    ['web:latest', 'Always'],
    ['registry:5000/web', 'Always'],
    ['registry:5000/web:1', 'IfNotPresent'],
    ['web@sha256:0123', 'IfNotPresent'],
  ]);

  test('gets probes completed', () => {
    expect(part({ livenessProbe: { httpGet: { port: 1 }, periodSeconds: 0, timeoutSeconds: 7 } }, 'livenessProbe')).toEqual({
      httpGet: { port: 1, path: '/', scheme: 'HTTP' },
      timeoutSeconds: 7,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  test('requests what it is limited to, in thousandths at the finest', () => {
    expect(part({ resources: { limits: { cpu: '0.0001', memory: '1Gi' }, requests: { memory: '1Mi' } } }, 'resources')).toEqual({
      limits: { cpu: '1m', memory: '1Gi' },
      requests: { cpu: '1m', memory: '1Mi' },
    });
  });

  test('gives a volume without a source an empty directory, and files their mode', () => {
    const { spec } = withWorkloadDefaults({ spec: { volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'c' } }] } });
    expect((spec as JsonObject)['volumes']).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', configMap: { name: 'c', defaultMode: 420 } },
    ]);
  });

  test('takes host ports from container ports in the host network only', () => {
    const spec = { hostNetwork: true, containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] };
    const inHost = withWorkloadDefaults({ spec })['spec'] as JsonObject;
    expect(JSON.stringify(inHost['containers'])).toContain('"hostPort":80');
    const apart = withWorkloadDefaults({ spec: { ...spec, hostNetwork: false } })['spec'] as JsonObject;
    expect(JSON.stringify(apart['containers'])).not.toContain('hostPort');
  });
});
