/**
 * Compiles the schemas, then bundles src/cli/main.ts and the packages it uses into one file of dist/, with V8's compiled form of it beside it. What
 * reads a kubeconfig's credentials is as large as all the rest and stands in a file of its own, loaded with the first real cluster; so does
 * what speaks WebSockets, loaded with the first port-forward, and what CDKTF apps import as sluice/stacks.
 *
 * Measured: a program of many chunks pays more for finding and opening them than for all its work. Modules behind an `import()` run only when they
 * are called for. Files that did not change are left alone, so that a running program or a second build never finds dist/ half empty.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compileSchemas } from './schemas/compile.ts';
import { noticesOf } from './third-party-notices.ts';

const root = dirname(import.meta.dirname);
const dist = join(root, 'dist');

await compileSchemas();

const credentials = '@kubernetes/client-node/dist/config.js';

const apart: Plugin = {
  name: 'loaded-late',
  setup({ onResolve }) {
    for (const [filter, path] of [[/^@kubernetes\/client-node\//, './kubeconfig.cjs'], [/^ws$/, './websocket.cjs'], [/\/stacks\/index\.ts$/, './stacks.cjs']] as const) {
      onResolve({ filter }, ({ kind }) => (kind === 'dynamic-import' ? { path, external: true } : null));
    }
  },
};

const result = await build({
  absWorkingDir: root,
  entryPoints: { program: 'src/cli/main.ts', kubeconfig: credentials, websocket: 'ws', stacks: 'stacks/index.ts' },
  plugins: [apart],
  outdir: 'dist',
  bundle: true,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node20.11',
  // In one file an import() runs a module late, which is what it is for; it must not ask for Node's loader.
  supported: { 'dynamic-import': false },
  minify: true,
  // Minified packages keep their licences in one file; see noticesOf().
  legalComments: 'none',
  // The ES modules of yaml load in half the time of its CommonJS.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  // Only whoever wants CDKTF stacks has these installed.
  external: ['cdktf', 'constructs', '@cdktf/*'],
  define: { 'process.env.NODE_ENV': '"production"' },
  write: false,
  metafile: true,
  logLevel: 'warning',
});

// Their types stand in dist/stacks.d.cts.
const typesTaken = ['base', 'apimachinery', 'argo-rollouts', 'argo-workflows'].map((name) => `node_modules/@kubernetes-models/${name}/`);

const files = new Map<string, Uint8Array>(result.outputFiles.map((file) => [file.path, file.contents]));
const entry = join(dist, 'sluice.cjs');
files.set(entry, await readFile(join(root, 'scripts/launcher.cjs')));
files.set(join(dist, 'THIRD-PARTY-LICENSES.txt'), Buffer.from(await noticesOf(root, [...Object.keys(result.metafile.inputs), ...typesTaken])));

for (const [path, contents] of files) {
  const present = await readFile(path).catch(() => null);
  if (present?.equals(contents)) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
await chmod(entry, 0o755);
for (const file of await readdir(dist, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name);
  if (file.isFile() && !files.has(path) && !path.endsWith('.cache') && !path.endsWith('.d.cts')) await rm(path);
}

// What V8 made of the program in this run is kept, so that a start compiles nothing. Another version of Node ignores it.
const cache = join(dist, 'program.cache');
const warmUp = spawnSync(process.execPath, [join(root, 'scripts/warm-up.cjs'), dist, 'plan', 'examples/spark-canary', 'examples/flask-workflow', '--from', 'examples/spark-canary-previous'], {
  cwd: root,
  encoding: 'utf8',
});
if (warmUp.status !== 0) throw new Error(`the program that was built does not run: ${warmUp.stderr}`);

const kilobytes = (path: string): string => `${Math.round(statSync(path).size / 1024)} kB`;
console.log(`${relative(root, entry)}: program ${kilobytes(join(dist, 'program.cjs'))}, compiled ${kilobytes(cache)}`);
