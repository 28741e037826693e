import { expect, it } from 'vitest';
import { fc } from '../fast-check.ts';
import { type Code, compareDiagnostics, type Diagnostic, sortDiagnostics } from '../../src/diagnostic/index.ts';

function at(file: string, offset: number, code: Code): Diagnostic {
  const position = { line: 1, column: offset + 1, offset };
  return { code, severity: 'error', summary: '', detail: '', span: { file, start: position, end: position } };
}

it('orders by file, place and code; what has no place comes last', () => {
  const nowhere: Diagnostic = { code: 'SLU101', severity: 'error', summary: '', detail: '', span: null };
  const sorted = [at('a.yaml', 2, 'SLU301'), at('a.yaml', 10, 'SLU101'), at('a.yaml', 10, 'SLU201'), at('b.yaml', 1, 'SLU101'), nowhere];
  expect(sortDiagnostics(sorted.toReversed())).toEqual(sorted);
});

it('is a total order, so that the order of finding never shows', () => {
  const some = fc.record({ file: fc.constantFrom('a', 'b'), offset: fc.nat(3), code: fc.constantFrom<Code>('SLU101', 'SLU202') });
  fc.assert(
    fc.property(fc.array(some), fc.array(fc.nat()), (facts, shuffle) => {
      const diagnostics = facts.map(({ file, offset, code }) => at(file, offset, code));
      const shuffled = diagnostics.map((value, index) => ({ value, key: shuffle[index] ?? 0 })).sort((a, b) => a.key - b.key);
      expect(sortDiagnostics(shuffled.map(({ value }) => value))).toEqual(sortDiagnostics(diagnostics));
      for (const a of diagnostics) for (const b of diagnostics) expect(Math.sign(compareDiagnostics(a, b)) + Math.sign(compareDiagnostics(b, a))).toBe(0);
    }),
  );
});
