import { readFileSync, statSync } from 'node:fs';
import type { Checked } from '../diagnostic/index.ts';
import { decodePlanFile, type ReadPlanFile } from '../plan/index.ts';
import { readPaths } from '../source/index.ts';
import { sha256 } from './plan-file-digest.ts';
import type { Terminal } from './terminal.ts';

/** Reads a plan file, or a plan that `-o json` printed. */
export async function readPlanFile(path: string, terminal: Terminal): Promise<Checked<ReadPlanFile | null>> {
  const read = await readPaths([path], { stdin: () => terminal.stdin() });
  const [file] = read.value;
  return file ? decodePlanFile(file.text, file.path, { plain: sha256 }) : { value: null, diagnostics: read.diagnostics };
}

/** How much of a file shows what it is: the version and the checksum come first. */
const headLength = 400;

/** Whether a path leads to what is a plan, or is called as if it was one, rather than to manifests. */
export function isPlanFile(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    if (path.endsWith('.plan')) return true;
    const head = readFileSync(path, 'utf8').slice(0, headLength);
    return head.startsWith('{') && /"formatVersion"|"checksum"/.test(head) && !/"apiVersion"/.test(head);
  } catch {
    return false; // what can't be read is told of where it is read
  }
}
