import { rename, rm, writeFile } from 'node:fs/promises';
import { diagnose, type Diagnostic } from '../diagnostic/index.ts';

/** Writes a file as a whole or not at all: whoever reads it meanwhile finds the old text. Null when it is written. */
export async function writeWhole(path: string, text: string): Promise<Diagnostic | null> {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, path);
    return null;
  } catch (error) {
    await rm(beside, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    return diagnose('SLU502', null, `${path} cannot be written: ${why}. Name a place where you may write.`);
  }
}
