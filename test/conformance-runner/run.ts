/**
 * `npm run conformance -- DIR...`: runs every recorded case below the folders and prints where sluice differs, field by field.
 *
 * Closes with `N passed, N failed`; exit 1 on a failure, 2 when there is nothing to run.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { casesBelow } from './cases.ts';

const folders = process.argv.slice(2).map((folder) => resolve(process.env['INIT_CWD'] ?? process.cwd(), folder));
const missing = folders.filter((folder) => !existsSync(folder));
if (folders.length === 0 || missing.length > 0) {
  console.error(folders.length === 0 ? 'Name a folder of recorded cases: npm run conformance -- test/conformance' : `No such folder: ${missing.join(', ')}`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const folder of folders) {
  for (const { run } of casesBelow(folder)) {
    for (const { id, differences } of await run()) {
      if (differences.length === 0) {
        passed++;
        continue;
      }
      failed++;
      console.log(`FAIL ${id}`);
      for (const difference of differences) console.log(`  ${difference}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed + failed === 0 ? 1 : 0;
