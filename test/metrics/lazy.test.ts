import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** What a module loads by itself and by what it imports, before anything is called: sources and Node's modules. */
async function loadedBy(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({ entryPoints: [join(import.meta.dirname, entry)], bundle: true, platform: 'node', format: 'esm', splitting: true, outdir: 'unwritten', write: false, metafile: true, logLevel: 'silent' });
  const inputs = new Map(Object.entries(metafile.inputs));
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const one of inputs.get(path)?.imports ?? []) if (one.kind !== 'dynamic-import') visit(one.path);
  };
  visit(Object.keys(metafile.inputs).find((path) => path.endsWith(entry.replace(/^(\.\.\/)+/, ''))) ?? '');
  return [...loaded];
}

test('judging a measurement loads no provider, no HTTP and no signing', async () => {
  const loaded = await loadedBy('../../src/metrics/index.ts');
  expect(loaded.some((path) => path.endsWith('src/metrics/assess.ts'))).toBe(true);
  expect(loaded.filter((path) => /^node:https?$|aws4fetch|child_process|metrics\/http\/|metrics\/providers\/(?!index)/.test(path))).toEqual([]);
});

test('one provider loads no other', async () => {
  const loaded = await loadedBy('../../src/metrics/providers/web.ts');
  expect(loaded.filter((path) => /metrics\/providers\/(?!web)|aws4fetch/.test(path))).toEqual([]);
});
