/** What is written, against the provider's schema as its typed constructs give it: where no Terraform is, this is what stands between a typo and init. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sluice } from '../cli/in-process.ts';
import { rolloutText } from '../render/plans.ts';
import { configurationsIn, troublesOf, type Configuration } from './configuration.ts';

const room = mkdtempSync(join(tmpdir(), 'sluice-schema-'));
afterAll(() => rmSync(room, { recursive: true }));
const root = join(import.meta.dirname, '../..');

const beside = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', creationTimestamp: null }, stringData: { password: 'hunter2' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'texts' }, data: { a: '${b} %{c}' } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'active' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] }, status: { loadBalancer: {} } },
] });
const blueGreen = (image: string): string => rolloutText({ image }).replace(/"strategy":.*$/, '"strategy":{"blueGreen":{"activeService":"active"}}}}');

describe('what synth writes is of the schema', () => {
  const written = (name: string, text: string): string => {
    const path = join(room, name);
    writeFileSync(path, text);
    return path;
  };
  const example = (name: string): readonly string[] => [join(root, 'examples', name), '--from', join(root, 'examples', `${name}-previous`)];
  test.each<readonly [string, readonly string[]]>([
    ...['spark-canary', 'spark-downward', 'flask-workflow', 'release-workflow'].map((name) => [name, example(name)] as const),
    ['a blue-green with a Secret beside it', [written('blue.yaml', `${blueGreen('web:2')}\n---\n${beside}`), '--from', written('green.yaml', `${blueGreen('web:1')}\n---\n${beside}`)]],
    ['everything new', [written('new.yaml', `${rolloutText({})}\n---\n${beside}`)]],
  ])('%s', async (name, args) => {
    const out = join(room, name.replaceAll(' ', '-'));
    expect(await sluice(['synth', ...args, '--out', out])).toMatchObject({ code: 0 });
    const configurations = configurationsIn(out);
    expect(configurations.flatMap(({ resource }) => Object.keys(resource?.kubernetes_manifest ?? {})).length).toBeGreaterThan(0);
    expect(configurations.flatMap(troublesOf)).toEqual([]);
  });

  test('a configuration that is not is told of', () => {
    const good = { manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } } };
    const configuration = (resource: object): Configuration => ({ resource: { kubernetes_manifest: { a: { ...good, ...resource } } }, provider: { kubernetes: [{}] }, terraform: { backend: { local: {} }, required_providers: {} } });
    expect(troublesOf(configuration({}))).toEqual([]);
    expect(troublesOf(configuration({ manifest: undefined }) as never).slice(0, 1)).toEqual(['a.manifest is missing']);
    expect(troublesOf(configuration({ waits: {} }))).toEqual(['a.waits is unknown']);
    expect(troublesOf(configuration({ wait: { fields: { a: 1 }, rollout: 'yes' } }))).toEqual(['a.wait.fields is no map of strings', 'a.wait.rollout is no boolean', 'a waits for more than one thing']);
    expect(troublesOf(configuration({ computed_fields: 'a', field_manager: { nam: 'x' } }))).toEqual(['a.computed_fields is no list', 'a.field_manager.nam is unknown']);
    expect(troublesOf(configuration({ manifest: { kind: 'Pod', metadata: { name: '${var.x}' }, status: {} } }))).toEqual(['a has no apiVersion', 'a has status', 'x is no variable']);
  });
});
