import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadWorkflowCase } from '../conformance-runner/load-workflow-case.ts';
import { runWorkflowCase } from '../conformance-runner/workflow-run.ts';

const folder = join(import.meta.dirname, '../conformance/workflows');

describe('a decision costs less with a memo, and is the same', () => {
  for (const name of readdirSync(folder).sort()) {
    const trace = JSON.parse(readFileSync(join(folder, name, 'trace.json'), 'utf8')) as { readonly rejected?: string };
    if (trace.rejected !== undefined) continue;
    test(name, () => {
      const loaded = loadWorkflowCase(join(folder, name));
      if (typeof loaded === 'string') throw new Error(loaded);
      expect(runWorkflowCase(loaded, { forgets: true })).toEqual(runWorkflowCase(loaded));
    });
  }
});
