import { isDeepStrictEqual } from 'node:util';
import { evaluateWhen } from '../../src/lang/index.ts';
import type { Encoded } from './lang-expr.ts';

/** One line of test/conformance/lang/when.json. */
export interface WhenEntry {
  readonly id: string;
  readonly kind: 'step' | 'cron';
  readonly input: string;
  readonly ok?: Encoded;
  readonly error?: string;
  readonly where?: string;
}

interface Outcome {
  readonly id: string;
  readonly ok: boolean;
  readonly got: unknown;
  readonly want: unknown;
}

/** Holds `when` against recorded answers. */
export function runWhen(entries: readonly WhenEntry[]): Outcome[] {
  return entries.map(({ id, kind, input, ...entry }) => {
    const want = entry.ok ?? { where: entry.where, error: entry.error };
    const result = evaluateWhen(input, kind);
    const got = result.kind === 'bool' ? { bool: result.value } : result.kind === 'error' ? { where: result.where, error: result.message } : result;
    return { id, ok: isDeepStrictEqual(got, want), got, want };
  });
}
