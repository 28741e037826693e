import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './import-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-tally-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What scripts/tally.mjs counts for an exit code and a report; null: the suite writes none, undefined: it should have. */
function check(title: string, exitCode: number, report: object | null | undefined, counts: string): void {
  test(title, () => {
    const file = join(folder, `${title}.json`);
    if (report) writeFileSync(file, JSON.stringify(report));
    const args = [join(root, 'scripts', 'tally.mjs'), String(exitCode), ...(report === null ? [] : [file])];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(`${counts}\n`);
  });
}

check('a suite without a report is one case', 0, null, '1 0');
check('a suite without a report that fails', 1, null, '0 1');
check('the report of vitest', 1, { numPassedTests: 7, numFailedTests: 2 }, '7 2');
check('the report of the gates', 0, { passed: 4, failed: 0 }, '4 0');
check('no case failed, but a test file could not be loaded', 1, { numPassedTests: 7, numFailedTests: 0 }, '7 1');
check('a report that was never written', 0, undefined, '0 1');
check('a report that was never written, after an error', 2, undefined, '0 1');
