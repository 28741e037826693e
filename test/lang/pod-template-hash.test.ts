import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type JsonObject, isJsonObject, podTemplateHash, stepHash, workloadTemplateHash } from '../../src/lang/index.ts';

const folder = fileURLToPath(new URL('../conformance/rollouts', import.meta.url));

function objects(path: string): readonly JsonObject[] {
  if (!existsSync(path)) return [];
  const found = parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as unknown);
  return found.filter((object): object is JsonObject => isJsonObject(object as JsonObject));
}

function member(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object?.[key];
  return isJsonObject(value) ? value : undefined;
}

interface Template {
  readonly template: JsonObject;
  readonly workload: boolean;
}

/** The template that the Rollout runs once the files up to this one are applied: its own, or that of the Deployment it refers to. */
function templateAfter(files: readonly (readonly JsonObject[])[]): Template | null {
  const last = (kind: string): JsonObject | undefined =>
    files.flat().filter((object) => object['kind'] === kind && member(object, 'spec')).at(-1);
  const spec = member(last('Rollout'), 'spec');
  const workload = member(spec, 'workloadRef') !== undefined;
  const template = member(workload ? member(last('Deployment'), 'spec') : spec, 'template');
  return template === undefined ? null : { template, workload };
}

function hash({ template, workload }: Template): string {
  return workload ? workloadTemplateHash(template) : podTemplateHash(template);
}

function withImage({ template, workload }: Template, name: string, image: string): Template {
  const spec = member(template, 'spec') ?? {};
  const containers = (spec['containers'] as readonly JsonObject[]).map((one) =>
    one['name'] === name ? { ...one, image } : one,
  );
  return { template: { ...template, spec: { ...spec, containers } }, workload };
}

/** Hashes of the templates of a case in the order they come up. */
function hashesOf(name: string): readonly string[] {
  const [v1, v2] = ['v1.yaml', 'v2.yaml'].map((file) => objects(join(folder, name, file)));
  const templates = [templateAfter([v1 ?? []]), templateAfter([v1 ?? [], v2 ?? []])].filter((one) => one !== null);
  let latest = templates.at(-1);
  const script = objects(join(folder, name, 'script.yaml'))[0]?.['actions'];
  for (const action of Array.isArray(script) ? (script as readonly JsonObject[]) : []) {
    const [, container = '', image = ''] = /^image (\w+)=(.+)$/.exec(String(action['do'])) ?? [];
    if (container === '' || latest === undefined) continue;
    latest = withImage(latest, container, image);
    templates.push(latest);
  }
  return [...new Set(templates.map(hash))];
}

function recordedHashes(name: string): readonly string[] {
  const path = join(folder, name, 'trace.json');
  if (!existsSync(path)) return [];
  const { hashes = {} } = JSON.parse(readFileSync(path, 'utf8')) as { hashes?: Record<string, string> };
  return Object.values(hashes);
}

/** A refused Rollout has no ReplicaSets, and so no hashes. */
const cases = readdirSync(folder).filter((name) => recordedHashes(name).length > 0);

describe('pod-template hashes are those the controller recorded', () => {
  test.each(cases)('%s', (name) => {
    const recorded = recordedHashes(name);
    expect(hashesOf(name).slice(0, recorded.length)).toEqual(recorded);
  });
});

describe('pod-template hash', () => {
  const template = (container: JsonObject, metadata: JsonObject = {}): JsonObject => ({
    metadata: { labels: { app: 'web' }, ...metadata },
    spec: { containers: [{ name: 'web', image: 'web:1', ...container }] },
  });
  const plain = podTemplateHash(template({}));

  test.each<[string, JsonObject]>([
    ['unknown fields', template({ colour: 'red' })],
    ['metadata that the CRD has no place for', template({}, { name: 'web', creationTimestamp: null, finalizers: ['a'] })],
    ['empty lists, maps and texts', template({ env: [], command: [], workingDir: '', resources: {} }, { annotations: {} })],
    ['nulls', template({ args: null, livenessProbe: null, stdin: null })],
    ['zeros that omitempty drops', template({ stdin: false, resources: { limits: {} } })],
    ['the order of keys', { spec: { containers: [{ image: 'web:1', name: 'web' }] }, metadata: { labels: { app: 'web' } } }],
  ])('does not depend on %s', (_, other) => {
    expect(podTemplateHash(other)).toBe(plain);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['protocol', { ports: [{ containerPort: 1 }] }, { ports: [{ containerPort: 1, protocol: 'TCP' }] }],
    ['gRPC service', { livenessProbe: { grpc: { port: 1 } } }, { livenessProbe: { grpc: { port: 1, service: '' } } }],
    ['quantities', { resources: { limits: { cpu: 0.5 } } }, { resources: { limits: { cpu: '500m' } } }],
    ['binary quantities', { resources: { limits: { memory: '1024Mi' } } }, { resources: { limits: { memory: '1Gi' } } }],
  ])('takes %s as the API server completes them', (_, left, right) => {
    expect(podTemplateHash(template(left))).toBe(podTemplateHash(template(right)));
    expect(podTemplateHash(template(left))).not.toBe(plain);
  });

  test('changes with the count of collisions, zero included', () => {
    expect(new Set([undefined, 0, 1, 2].map((count) => podTemplateHash(template({}), count))).size).toBe(4);
  });

  test('keeps pointers to zero', () => {
    expect(podTemplateHash(template({ securityContext: { runAsUser: 0 } }))).not.toBe(
      podTemplateHash(template({ securityContext: {} })),
    );
  });
});

describe('step hash', () => {
  test('does not depend on the order of keys, and depends on the order of steps', () => {
    const steps = [{ setWeight: 20 }, { pause: { duration: 1, why: 'x' } }];
    expect(stepHash([{ setWeight: 20 }, { pause: { why: 'x', duration: 1 } }])).toBe(stepHash(steps));
    expect(stepHash(steps.toReversed())).not.toBe(stepHash(steps));
  });
});
