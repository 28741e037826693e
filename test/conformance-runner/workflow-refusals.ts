import { checkSchema, loadValidators, type LocatedDocument } from '../../src/document/index.ts';
import { lintInventory, readPrograms } from '../../src/manifest/index.ts';
import type { Inventory } from '../../src/model/index.ts';

/** The errors that `lint` finds, and those that `plan` finds beside what it can't show yet, each with its place. */
export async function refusalsOf(documents: readonly LocatedDocument[], inventory: Inventory): Promise<readonly string[]> {
  const validators = await loadValidators(documents.map(({ value }) => value));
  const schema = documents.flatMap((document) => {
    const validator = validators(document.value);
    return validator ? checkSchema(document, validator) : [];
  });
  const found = [...schema, ...inventory.diagnostics, ...(await lintInventory(inventory)), ...readPrograms(inventory).diagnostics.filter(({ code }) => code === 'SLU402')];
  return found.filter(({ severity }) => severity === 'error').map(({ code, detail, span }) => `${code} at ${span?.start.line ?? 0}:${span?.start.column ?? 0} ${detail}`);
}
