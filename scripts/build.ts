/**
 * Compiles the schemas, then bundles src/cli/main.ts and the packages it uses into dist/.
 *
 * What the program loads by `import()` becomes a chunk of its own, read only when it is needed: a start must not pay for
 * what the command at hand does not use. Files that did not change are left alone, so that a running program or a second
 * build never finds dist/ half empty.
 */
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { compileSchemas } from './schemas/compile.ts';
import { noticesOf } from './third-party-notices.ts';

const root = dirname(import.meta.dirname);
const dist = join(root, 'dist');

// Packages in CommonJS ask for Node's own modules through require, which an ES module does not have.
const requireForCommonJs = `import { createRequire as sluiceCreateRequire } from 'node:module';
const require = sluiceCreateRequire(import.meta.url);`;

await compileSchemas();

const result = await build({
  absWorkingDir: root,
  entryPoints: { sluice: 'src/cli/main.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.11',
  minify: true,
  // Minified packages keep their licences in one file; see noticesOf().
  legalComments: 'none',
  // The ES modules of yaml load in half the time of its CommonJS.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  // Only whoever wants CDKTF stacks has these installed.
  external: ['cdktf', 'constructs', '@cdktf/*'],
  banner: { js: requireForCommonJs },
  define: { 'process.env.NODE_ENV': '"production"' },
  write: false,
  metafile: true,
  logLevel: 'warning',
});

const files = new Map<string, Uint8Array>(result.outputFiles.map((file) => [file.path, file.contents]));
const entry = join(dist, 'sluice.js');
const entryText = result.outputFiles.find((file) => file.path === entry)?.text ?? '';
files.set(entry, Buffer.from(entryText.startsWith('#!') ? entryText : `#!/usr/bin/env node\n${entryText}`));
files.set(join(dist, 'THIRD-PARTY-LICENSES.txt'), Buffer.from(await noticesOf(root, Object.keys(result.metafile.inputs))));

// The entry comes last: until then the old entry finds the old chunks, which go only after that.
const byEntryLast = [...files].sort(([a], [b]) => Number(a === entry) - Number(b === entry));
for (const [path, contents] of byEntryLast) {
  const present = await readFile(path).catch(() => null);
  if (present?.equals(contents)) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
await chmod(entry, 0o755);
for (const file of await readdir(dist, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name);
  if (file.isFile() && !files.has(path)) await rm(path);
}

const kilobytes = (path: string): string => `${Math.round((files.get(path)?.length ?? 0) / 1024)} kB`;
const chunks = [...files.keys()].filter((path) => path.includes(`${join(dist, 'chunks')}/`));
console.log(`${relative(root, entry)} ${kilobytes(entry)}, ${chunks.length} chunks`);
