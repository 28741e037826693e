/** The published package in a CDKTF app of somebody else's: what it exports runs as either kind of module, and its types are there. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const room = mkdtempSync(join(tmpdir(), 'sluice-package-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const node = (args: readonly string[], env: NodeJS.ProcessEnv = {}): string => execFileSync(process.execPath, args, { cwd: room, encoding: 'utf8', env: { ...process.env, ...env } });
const write = (name: string, text: string): void => writeFileSync(join(room, name), text);

beforeAll(() => {
  execFileSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/stacks-types.ts')], { cwd: root, stdio: 'pipe' });
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', room], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as readonly { readonly filename: string }[];
  execFileSync('tar', ['-xzf', join(room, packed?.filename ?? '')], { cwd: room });
  mkdirSync(join(room, 'node_modules/@cdktf'), { recursive: true });
  cpSync(join(room, 'package'), join(room, 'node_modules/sluice'), { recursive: true });
  for (const name of ['cdktf', 'constructs', '@cdktf/provider-kubernetes']) symlinkSync(join(root, 'node_modules', name), join(room, 'node_modules', name));
}, 600_000);

const body = `
const app = new App({ outdir: process.env['OUT'] ?? 'cdktf.out', stackTraces: false, skipValidation: true });
const stack = new TerraformStack(app, 'web');
new Rollout(stack, 'rollout', {
  metadata: { name: 'web' },
  spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } }, strategy: { canary: { steps: [{ setWeight: 50 }, { pause: {} }] } } },
});
app.synth();
`;
const written = (out: string): unknown => (JSON.parse(readFileSync(join(room, out, 'stacks/web/cdk.tf.json'), 'utf8')) as { readonly resource: { readonly kubernetes_manifest: unknown } }).resource.kubernetes_manifest;

describe('sluice/stacks', () => {
  test('is imported by either kind of module', () => {
    write('app.cjs', `const { App, TerraformStack } = require('cdktf');\nconst { Rollout } = require('sluice/stacks');\n${body}`);
    write('app.mjs', `import { App, TerraformStack } from 'cdktf';\nimport { Rollout } from 'sluice/stacks';\n${body}`);
    node(['app.cjs'], { OUT: 'cjs' });
    node(['app.mjs'], { OUT: 'mjs' });
    expect(written('cjs')).toMatchObject({ rollout: { manifest: { kind: 'Rollout', metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 2 } } } });
    expect(written('mjs')).toEqual(written('cjs'));
  });

  const compiler = { node10: 'typescript/lib/tsc.js', nodenext: 'typescript-7/bin/tsc' } as const;
  const troubles = (resolution: keyof typeof compiler, file: string): string => {
    const options = ['--noEmit', '--strict', '--target', 'ES2022', '--module', resolution === 'node10' ? 'commonjs' : 'nodenext', '--moduleResolution', resolution, ...(resolution === 'node10' ? ['--skipLibCheck'] : []), '--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    try {
      return node([join(root, 'node_modules', compiler[resolution]), ...options, file]);
    } catch (error) {
      return (error as { readonly stdout: string }).stdout;
    }
  };

  test.each(['node10', 'nodenext'] as const)('has its types where modules are resolved as %s has it', (resolution) => {
    write('app.ts', `import { App, TerraformStack } from 'cdktf';\nimport { Rollout } from 'sluice/stacks';\n${body}`);
    expect(troubles(resolution, 'app.ts')).toBe('');
    write('wrong.ts', `import { App, TerraformStack } from 'cdktf';\nimport { Rollout } from 'sluice/stacks';\n${body.replace('replicas: 2', "replicas: 'two'")}`);
    expect(troubles(resolution, 'wrong.ts')).toMatch(/wrong\.ts.*error TS2322: Type 'string' is not assignable to type 'number'/);
  }, 300_000);
});
