import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The licence texts of the packages among a bundle's inputs, as their licences ask of whoever ships copies.
 *
 * @param inputs paths relative to `root`, as esbuild's metafile names them
 */
export async function noticesOf(root: string, inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  const notices = await Promise.all([...folders].sort().map((folder) => noticeOf(root, folder)));
  return notices.join('\n');
}

async function noticeOf(root: string, folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest as { readonly name: string; readonly version: string; readonly license?: string };
  const licenceFile = (await readdir(join(root, folder))).find((file) => /^licen[cs]e/i.test(file));
  const text = licenceFile === undefined ? '' : await readFile(join(root, folder, licenceFile), 'utf8');
  return `${name} ${version} (${license ?? 'see below'})\n\n${text.trim()}\n`;
}
