import { compileSchemas } from './compile.ts';

/** Vitest's: makes the validators that a fresh clone does not have yet. */
export async function setup(): Promise<void> {
  await compileSchemas();
}
