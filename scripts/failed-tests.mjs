/**
 * Says which tests of vitest's JSON reports failed and why: `node scripts/failed-tests.mjs FILE...`.
 *
 * The end of a long log is what people see first, and the failure may be thousands of lines above it.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const linesOfEach = 15;

for (const file of process.argv.slice(2)) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    continue;
  }
  for (const { name, status, message, assertionResults } of report.testResults ?? []) {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const path = relative(process.cwd(), name);
    for (const test of failed) tell(`${path}: ${test.fullName}`, test.failureMessages.join('\n'));
    if (status === 'failed' && failed.length === 0) tell(path, message);
  }
}

function tell(what, why) {
  console.log(`\nFAILED ${what}`);
  for (const line of why.split('\n').slice(0, linesOfEach)) console.log(`  ${line.slice(0, 300)}`);
}
