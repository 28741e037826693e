/**
 * Prints "PASSED FAILED" of one suite: `node scripts/tally.mjs EXIT_CODE [RESULT_FILE]`.
 *
 * Reads vitest's JSON report or {passed, failed}; without a file the suite counts as one case. A suite that ended with an
 * error never counts as nothing failed: a file that can't be loaded, or a run that was cut short, leaves no failed case behind.
 */
import { readFileSync } from 'node:fs';

const [exitCode, file] = process.argv.slice(2);
const isGood = exitCode === '0';

function counts() {
  if (file === undefined) return { passed: isGood ? 1 : 0, failed: 0 };
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: report.numPassedTests ?? report.passed ?? 0, failed: report.numFailedTests ?? report.failed ?? 0 };
  } catch {
    return { passed: 0, failed: isGood ? 1 : 0 };
  }
}

const { passed, failed } = counts();
console.log(`${passed} ${isGood ? failed : Math.max(1, failed)}`);
