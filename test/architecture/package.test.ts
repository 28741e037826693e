import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readJson, root } from './import-table.ts';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly version?: string; readonly engines?: unknown }>>;
}

const manifest = readJson('package.json') as Readonly<Record<string, unknown>>;
const lock = readJson('package-lock.json') as Lock;

describe('package.json', () => {
  test('installs sluice, and as a plugin of kubectl', () => {
    expect(manifest['bin']).toEqual({ sluice: 'dist/sluice.cjs', 'kubectl-sluice': 'dist/sluice.cjs' });
  });

  test('runs on Node 20.11, as an ES module', () => {
    expect(manifest['engines']).toEqual({ node: '>=20.11' });
    expect(manifest['type']).toBe('module');
  });

  test.each(['demo', 'test', 'check', 'bench', 'conformance'])('has the script %s', (name) => {
    expect(manifest['scripts']).toHaveProperty([name]);
  });

  test.each(['dependencies', 'devDependencies'])('pins %s to one version each', (kind) => {
    const versions = Object.values(manifest[kind] as Readonly<Record<string, string>>);
    expect(versions.filter((version) => !/^(?:npm:[^@]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe('what CDKTF apps import', () => {
  test('goes with the versions of CDKTF that they have, and is installed for nobody else', () => {
    const peers = manifest['peerDependencies'] as Readonly<Record<string, string>>;
    const installed = manifest['devDependencies'] as Readonly<Record<string, string>>;
    for (const [name, range] of Object.entries(peers)) {
      expect(range).toMatch(/^\^\d+\.\d+\.\d+$/);
      expect(installed[name]?.split('.')[0]).toBe(range.slice(1).split('.')[0]);
    }
    expect(Object.keys(manifest['peerDependenciesMeta'] as object).sort()).toEqual(Object.keys(peers).sort());
  });
});

describe('package-lock.json', () => {
  test('names no registry, so that any mirror serves', () => {
    expect(Object.values(lock.packages).filter((entry) => entry.resolved?.startsWith('http'))).toEqual([]);
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toContain('omit-lockfile-registry-resolved=true');
  });

  test('has the bundler for every platform, not only for the one it was written on', () => {
    const { version } = lock.packages['node_modules/esbuild'] ?? {};
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64']) {
      expect(lock.packages[`node_modules/@esbuild/${platform}`]?.version).toBe(version);
    }
  });
});
