import type { Diagnostic } from './diagnostic.ts';

/** Orders by file, then place, then code. What has no place comes last. Never depends on the machine's locale. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.span === null || b.span === null) {
    return Number(a.span === null) - Number(b.span === null) || compareText(a.code, b.code) || compareText(a.detail, b.detail);
  }
  return (
    compareText(a.span.file, b.span.file) ||
    a.span.start.offset - b.span.start.offset ||
    a.span.end.offset - b.span.end.offset ||
    compareText(a.code, b.code) ||
    compareText(a.detail, b.detail)
  );
}

export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(compareDiagnostics);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
